"""The schemas of a project: each module below models/ that holds tables, under its dotted name.

What was read from a module is kept, and read anew only when a module below models/ changed. What
needs more than these modules (code from elsewhere, a file, the environment, a database) is read
anew each time.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.schema.model import Schema
from nexus.schema.statements import Ddl, Statements

if TYPE_CHECKING:
    from nexus.sources.sqlalchemy.loader import Models


@dataclass(frozen=True)
class Catalog(Mapping[str, Schema]):
    """The schemas by name, in the order of their files.

    `ddl` has what makes each one's tables in other databases than PostgreSQL.
    """

    schemas: Mapping[str, Schema]
    ddl: Mapping[str, Ddl] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Schema:
        """The schema of that name; raises NexusError with the names there are."""
        if name not in self.schemas:
            offered = ", ".join(self.schemas) or "none: there is no model with tables"
            raise NexusError(f"there is no schema {name!r}", hint=f"choose from: {offered}")
        return self.schemas[name]

    def __contains__(self, name: object) -> bool:
        return name in self.schemas

    def __iter__(self) -> Iterator[str]:
        return iter(self.schemas)

    def __len__(self) -> int:
        return len(self.schemas)


def read(folder: Path, cache: Cache) -> Catalog:
    """The schemas of every module below `folder` that defines tables.

    Raises NexusError with `file:line` where a module cannot be imported.
    """
    modules = sorted(file for file in folder.rglob("*.py") if "__pycache__" not in file.parts)
    state = [version("sqlalchemy"), str(folder.resolve()), *_digests(modules)]
    found = {}
    for file in modules:
        name = _name(file, folder)
        kept = _read(file, name, folder, state, cache)
        if kept is not None:
            found[name] = kept
    schemas = {name: kept.schema for name, kept in found.items()}
    return Catalog(schemas, {name: kept.ddl for name, kept in found.items()})


def file(folder: Path, name: str) -> Path:
    """The file of the module below `folder` with that dotted name."""
    path = folder.joinpath(*name.split("."))
    package = path / "__init__.py"
    return package if package.is_file() else path.with_suffix(".py")


def docstring(folder: Path, name: str) -> str:
    """The docstring of that module, empty where it has none; raises NexusError without a module."""
    try:
        return ast.get_docstring(ast.parse(file(folder, name).read_bytes())) or ""
    except FileNotFoundError:
        raise NexusError(f"there is no module {name!r} in {folder.name}/") from None


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a module that defines tables."""

    schema: Schema
    ddl: dict[str, dict[str, Statements]]


def _name(file: Path, folder: Path) -> str:
    parts = file.relative_to(folder).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _digests(files: Iterable[Path]) -> list[str]:
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def _read(file: Path, name: str, folder: Path, state: list[str], cache: Cache) -> _Kept | None:
    """What a module holds, or None where it defines no table."""
    key = ["schema", name, *state]
    entry = cache.get(key)
    if entry is not None:
        return msgspec.json.decode(entry, type=_Kept | None)
    # SQLAlchemy takes a third of a second to import: only now is it needed.
    from nexus.sources.sqlalchemy import dialects, loader, reader

    models = loader.load_file(file)
    kept = None
    if models.metadata.tables:
        kept = _Kept(reader.read(models, name), dialects.statements(models.metadata))
    if _is_settled(models, folder.resolve()):
        cache.put(key, msgspec.json.encode(kept))
    return kept


def _is_settled(models: "Models", folder: Path) -> bool:
    """Whether what a module holds follows from the modules below a folder alone."""
    read = {*models.files, *(Path(path).resolve() for path in models.inputs.paths)}
    are_modules = all(path.suffix == ".py" and path.is_relative_to(folder) for path in read)
    return are_modules and models.inputs.complete and not models.inputs.variables
