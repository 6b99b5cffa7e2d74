"""The schemas of a project: each module below models/ that holds tables, under its dotted name.

What was read from a module is kept, and read anew only when a file below models/ changed. A
module that needs code of the project from elsewhere is read anew each time.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import msgspec

from nexus.cache import Cache
from nexus.errors import NexusError
from nexus.schema import Schema


@dataclass(frozen=True)
class Catalog(Mapping[str, Schema]):
    """The schemas by name, in the order of their files."""

    schemas: Mapping[str, Schema]

    def __getitem__(self, name: str) -> Schema:
        """The schema of that name; raises NexusError with the names there are."""
        if name not in self.schemas:
            offered = ", ".join(self.schemas) or "none: there is no model with tables"
            raise NexusError(f"there is no schema {name!r}", hint=f"choose from: {offered}")
        return self.schemas[name]

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
        schema = _schema(file, name, folder, state, cache)
        if schema is not None:
            found[name] = schema
    return Catalog(found)


def _name(file: Path, folder: Path) -> str:
    parts = file.relative_to(folder).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _digests(files: Iterable[Path]) -> list[str]:
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def _schema(file: Path, name: str, folder: Path, state: list[str], cache: Cache) -> Schema | None:
    """What a module holds: its schema, or None where it defines no table."""
    key = ["schema", name, *state]
    kept = cache.get(key)
    if kept is not None:
        return msgspec.json.decode(kept, type=Schema | None)
    # SQLAlchemy takes a third of a second to import: only now is it needed.
    from nexus import loader, reader

    models = loader.load_file(file)
    schema = reader.read(models, name) if models.metadata.tables else None
    if all(used.is_relative_to(folder.resolve()) for used in models.files):
        cache.put(key, msgspec.json.encode(schema))
    return schema
