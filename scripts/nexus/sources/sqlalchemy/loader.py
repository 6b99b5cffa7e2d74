"""Finds models: from what a user types (`MODELS`) to one MetaData.

`MODELS` is `package.module[:name]` or `path/to/file.py[:name]`; a package or a folder stands for
all of its modules where it holds no table itself or imports them lazily. The name is a MetaData or anything that has one:
a base, a registry, a table, or the `db` of Flask-SQLAlchemy. It is asked for where there is a
choice, and what may be chosen is offered as it is to be typed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import MetaData, Table

from nexus.core.errors import UsageError, place
from nexus.schema.model import Source
from nexus.sources.inputs import Inputs
from nexus.sources.sqlalchemy import importer
from nexus.sources.sqlalchemy.importer import Session


@dataclass(frozen=True)
class Models:
    """What was loaded: a MetaData, and what its module is called and says of itself.

    `sources` is each table's place, `files` are the files of the user's own that were imported,
    `inputs` what was read beside them, `warnings` name the modules of a package that could not be
    imported.
    """

    name: str
    metadata: MetaData
    description: str = ""
    sources: dict[Table, Source] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()
    inputs: Inputs = field(default_factory=Inputs)


@dataclass(frozen=True)
class _Candidate:
    """A MetaData that could be meant: `name` is what to type for it, a lower `rank` names better."""

    name: str
    metadata: MetaData
    rank: int


def load(models: str) -> Models:
    """The one MetaData that `models` names.

    Raises UsageError where the module, the file or the name is not there or the choice is not
    clear, and NexusError with `file:line` of the user's own code where importing it fails.
    """
    target, attribute = _split(models)
    modules, session = _modules(target)
    metadata = _chosen(modules, target, attribute)
    if _is_partial(modules[0], metadata):
        modules += importer.submodules(modules[0], session)
        metadata = _chosen(modules, target, attribute)
    if metadata is None and not attribute:
        # A module may only gather the models of others, without a name for their MetaData.
        gathered = session.metadata()
        metadata = gathered[0] if len(gathered) == 1 else None
    if metadata is None:
        raise _nothing(models, session)
    name = Path(target).resolve().stem if _is_path(target) else target
    return _models(name, metadata, modules[0], session)


def load_file(file: Path) -> Models:
    """The one MetaData of a project's module, empty where the module defines no table.

    Raises as `load` does.
    """
    module, session = importer.at(file)
    metadata = _chosen([module], file.as_posix(), "")
    return _models(file.stem, MetaData() if metadata is None else metadata, module, session)


def _is_partial(module: ModuleType, metadata: MetaData | None) -> bool:
    """Whether a module is a package without tables, or one that imports its modules lazily."""
    # Not by hasattr: a module may answer any question itself.
    held = vars(module)
    return "__path__" in held and (metadata is None or "__getattr__" in held)


def _models(name: str, metadata: MetaData, module: ModuleType, session: Session) -> Models:
    warnings = tuple(session.warnings)
    _spell_comments(metadata)
    found = importer.sources(metadata)
    story, files = _story(module), session.files
    return Models(name, metadata, story, found, files, warnings, session.inputs)


def _spell_comments(metadata: MetaData) -> None:
    """Makes text of comments that are only text when they are shown, such as translations."""
    for table in metadata.tables.values():
        items: tuple[Any, ...] = (table, *table.columns, *table.constraints)
        for item in items:
            if item.comment is not None:
                item.comment = _spelt(item.comment)


def _spelt(comment: object) -> str:
    try:
        return str(comment)
    except Exception:  # a translation may need a catalogue that is not there
        return type(comment).__name__


def _modules(target: str) -> tuple[list[ModuleType], Session]:
    path = Path(target)
    if _is_path(target) and path.is_dir() and not (path / "__init__.py").is_file():
        found, session = importer.below(path)
        return [ModuleType(path.name), *found], session
    module, session = importer.at(path) if _is_path(target) else importer.named(target)
    return [module], session


def _split(models: str) -> tuple[str, str]:
    # What follows the last colon is a name only if it looks like one: `C:\models.py` has none.
    found = re.fullmatch(r"(.{2,}?):([^\W\d][\w.]*)", models, re.DOTALL)
    return (found[1], found[2]) if found else (models, "")


def _is_path(target: str) -> bool:
    return target.endswith(".py") or "/" in target or "\\" in target or target in {".", ".."}


def _story(module: ModuleType) -> str:
    """The first paragraph of the module's docstring, on one line."""
    if module.__doc__ is None:
        return ""
    return " ".join(re.split(r"\n\s*\n", module.__doc__.strip(), maxsplit=1)[0].split())


def _nothing(models: str, session: Session) -> UsageError:
    hint = "name the module that defines the tables, or what has the MetaData: MODELS:name"
    if session.warnings:
        return UsageError("no MetaData with tables", models, session.warnings[0])
    return UsageError("no MetaData with tables", models, hint)


# Choosing the MetaData


def _chosen(modules: list[ModuleType], target: str, attribute: str) -> MetaData | None:
    """The MetaData of that name, or the only one with tables; None where there is no table yet."""
    if attribute:
        metadata = _named(modules, attribute, target)
        return metadata if metadata.tables else None
    found = _candidates(modules, target)
    if len(found) > 1:
        names = ", ".join(candidate.name for candidate in found)
        raise UsageError("there is more than one MetaData", target, f"choose from: {names}")
    return found[0].metadata if found else None


def _candidates(modules: Iterable[ModuleType], target: str) -> list[_Candidate]:
    """Each MetaData with tables that the modules hold, once, under the best name for it."""
    found: dict[int, _Candidate] = {}
    for position, module in enumerate(modules):
        address = _address(module, target) if position else target
        for candidate in _offered(module, address):
            best = found.setdefault(id(candidate.metadata), candidate)
            if candidate.rank < best.rank:
                found[id(candidate.metadata)] = candidate
    return list(found.values())


def _offered(module: ModuleType, address: str) -> Iterator[_Candidate]:
    for name, value in list(vars(module).items()):
        # A module inside a package is asked for by its own name.
        if isinstance(value, ModuleType):
            continue
        for path, metadata in _held(value):
            if metadata.tables:
                yield _Candidate(f"{address}:{name}{path}", metadata, _rank(value, module))


def _rank(value: object, module: ModuleType) -> int:
    """Best is what holds the MetaData itself, not by inheritance, and where it is defined."""
    if not isinstance(value, type):
        return 2 if isinstance(value, Table) else 0
    return 2 * ("metadata" not in vars(value)) + (value.__module__ != module.__name__)


def _address(module: ModuleType, target: str) -> str:
    return place(Path(str(module.__file__))) if _is_path(target) else module.__name__


def _named(modules: Iterable[ModuleType], attribute: str, target: str) -> MetaData:
    value: Any = next(iter(modules))
    for part in attribute.split("."):
        value = value.get(part) if isinstance(value, Mapping) else _asked(value, part)
    for _, metadata in _held(value):
        return metadata
    names = ", ".join(candidate.name for candidate in _candidates(modules, target)) or "none"
    what = f"{attribute!r} is no MetaData and has none"
    raise UsageError(what, target, f"names that would do: {names}")


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
    except KeyboardInterrupt:
        raise
    except BaseException:
        return None
