"""Which MetaData is meant: each one that modules hold, under the name that is best to type.

The name is a MetaData or anything that has one: a base, a registry, a table, or the `db` of
Flask-SQLAlchemy, which has one for each bind key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import MetaData, Table

from nexus.core import processes
from nexus.core.errors import UsageError
from nexus.sources.sqlalchemy import declarations
from nexus.sources.sqlalchemy.importer import Session
from nexus.sources.target import Target


@dataclass(frozen=True)
class Candidate:
    """A MetaData with tables, and the `name` for it in the module of a file.

    A lower `rank` names better.
    """

    metadata: MetaData
    file: Path
    name: str = ""
    rank: int = 0

    def typed(self, target: Target) -> str:
        """Return what to type for it."""
        return ":".join(filter(None, (target.typed(self.file), self.name)))


def candidates(
    target: Target, modules: Mapping[Path, ModuleType], session: Session
) -> list[Candidate]:
    """Return each MetaData with tables that a target means; `modules` are those of its files.

    Raises UsageError where it gives a name for which there is none.
    """
    if target.name:
        found = _named(target, modules)
        return [found] if found.metadata.tables else []
    # Modules may only gather the models of others, or have no name for their MetaData.
    nameless = {id(t.metadata): Candidate(t.metadata, target.path) for t in session.tables}
    for held in (_best(modules), _best(session.modules), list(nameless.values())):
        if own := [found for found in held if _is_own(found.metadata, session)]:
            return own
    return _best(modules)


def _is_own(metadata: MetaData, session: Session) -> bool:
    """Return whether the user may have declared a table of it: a library's is not what is meant."""
    files = map(declarations.file, metadata.tables.values())
    return any(not file or session.inputs.is_own(file) for file in files)


def _best(modules: Mapping[Path, ModuleType]) -> list[Candidate]:
    """Return each MetaData with tables that the modules hold, once, under the best name for it."""
    found: dict[int, Candidate] = {}
    for file, module in modules.items():
        for candidate in _offered(file, module):
            best = found.setdefault(id(candidate.metadata), candidate)
            if candidate.rank < best.rank:
                found[id(candidate.metadata)] = candidate
    return list(found.values())


def _offered(file: Path, module: ModuleType) -> Iterator[Candidate]:
    for name, value in list(vars(module).items()):
        # A module inside a package is asked for by its own name.
        if isinstance(value, ModuleType):
            continue
        for path, metadata in _held(value):
            if metadata.tables:
                yield Candidate(metadata, file, f"{name}{path}", _rank(value, module))


def _rank(value: object, module: ModuleType) -> int:
    """Best is what holds the MetaData itself, not by inheritance, and where it is defined."""
    if not isinstance(value, type):
        return 2 if isinstance(value, Table) else 0
    return 2 * ("metadata" not in vars(value)) + (value.__module__ != module.__name__)


def _named(target: Target, modules: Mapping[Path, ModuleType]) -> Candidate:
    """Return what a target's name stands for: in its module, or in the only one that offers it."""
    file = next((f for f in (target.path, target.path / "__init__.py") if f in modules), None)
    if file is not None:
        value: Any = modules[file]
        for part in target.name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else _asked(value, part)
        for _, metadata in _held(value):
            return Candidate(metadata, file, target.name)
    offered = [found for held in modules.items() for found in _offered(*held)]
    same = {id(found.metadata): found for found in offered if found.name == target.name}
    if len(same) == 1:
        return next(iter(same.values()))
    names = ", ".join(found.typed(target) for found in _best(modules)) or "none"
    what = f"{target.name!r} is no MetaData and has none"
    raise UsageError(what, target.text, f"names that would do: {names}")


def _held(value: object) -> Iterator[tuple[str, MetaData]]:
    """The MetaData that a value is or has, each with what to type behind the value's name."""
    if isinstance(value, MetaData):
        yield "", value
        return
    metadata, by_bind = _asked(value, "metadata"), _asked(value, "metadatas")
    if isinstance(metadata, MetaData):
        yield "", metadata
    if isinstance(by_bind, dict):
        for key, bound in by_bind.items():
            if isinstance(bound, MetaData) and bound is not metadata:
                yield f".metadatas.{key}", bound


def _asked(value: object, attribute: str) -> Any:
    """An attribute, or None: any object of the user's may refuse to be asked."""
    try:
        return getattr(value, attribute, None)
    except processes.ENDS:
        raise
    except BaseException:
        return None
