"""The schemas of a project, by name, read once and kept for as long as nothing that was read changes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Unpack

import msgspec

from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.schema.model import Schema
from nexus.schema.statements import Ddl
from nexus.sources import dispatch, memory, naming
from nexus.sources.database import address
from nexus.sources.dispatch import Found, Ways
from nexus.sources.inputs import Inputs, noted

# Where models are looked for unless the settings say so; it may be missing, or be about other models.
USUAL = "models"


@dataclass(frozen=True)
class Catalog(Mapping[str, Schema]):
    """The schemas by name, in the order of their modules.

    `ddl` has what makes each one's tables in other databases than PostgreSQL.
    A schema is found by the name of one of its modules as well (`aliases`). `notes` and `warnings`
    are lines about what was not read; `watched` are the files and folders that it was read from.
    """

    schemas: Mapping[str, Schema]
    ddl: Mapping[str, Ddl] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    docstrings: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Path] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    watched: tuple[Path, ...] = ()

    def __getitem__(self, name: str) -> Schema:
        """Return the schema of that name; raises NexusError with the names there are."""
        return self.schemas[self._found(name)]

    def __contains__(self, name: object) -> bool:
        return name in self.schemas or name in self.aliases

    def __iter__(self) -> Iterator[str]:
        return iter(self.schemas)

    def __len__(self) -> int:
        return len(self.schemas)

    def docstring(self, name: str) -> str:
        """Return what a schema's module or package says of itself; raises as `[]` does."""
        return self.docstrings.get(self._found(name), "")

    def source(self, name: str) -> Path:
        """Return the module that declares a schema, or the folder of several; raises as `[]` does."""
        return self.sources[self._found(name)]

    def _found(self, name: str) -> str:
        found = name if name in self.schemas else self.aliases.get(name)
        if found is None:
            offered = ", ".join(self.schemas) or "none: there is no model with tables"
            hint = "; ".join((f"choose from: {offered}", *self.warnings))
            raise NexusError(f"there is no schema {name!r}", hint=hint)
        return found


def read(
    root: Path,
    models: Sequence[str],
    cache: Cache,
    **ways: Unpack[Ways],
) -> Catalog:
    """Return the schemas of a project in the folder `root`; `models` is each what MODELS may be.

    A folder called models/ may be missing, or have nothing to do with models of SQLAlchemy. Raises
    UsageError for what else is not there, and NexusError with `file:line` of the user's own code
    for a module that cannot be imported: one of a folder is left out instead, unless that is `strict`.
    """
    wanted = [entry for entry in models if entry != USUAL or (root / USUAL).is_dir()]
    if not wanted:
        return Catalog({})
    key = ["catalog", str(root.resolve()), wanted, ways.get("dialect", "")]
    kept = memory.recall(key, cache)
    if kept is not None:
        return msgspec.json.decode(kept, type=Catalog, dec_hook=lambda kind, value: kind(value))
    inputs = Inputs()
    found = _read(root, wanted, inputs, ways)
    if found.schemas:  # else nothing is written into a project that has nothing of ours
        memory.remember(key, msgspec.json.encode(found, enc_hook=str), inputs, cache)
    return found


def _read(root: Path, models: Sequence[str], inputs: Inputs, ways: Ways) -> Catalog:
    with noted(inputs):
        known = [dispatch.entry(m, root, inputs, guessed=m == USUAL) for m in models]
        meant = [entry for entry in known if entry.is_known]
    given = dispatch.read(meant, inputs, **ways) if meant else Found()
    found = _made(given)
    is_other = len(meant) < len(known) or not (found.schemas or found.warnings)
    none = (f"{USUAL}/ holds no SQLAlchemy models{_hint(root)}",) if is_other else ()
    named = [entry.path for entry in known if entry.path is not None]
    others = (Path(path) for path in sorted(inputs.paths))
    watched = [p for p in others if p.exists() and not any(map(p.is_relative_to, named))]
    return replace(found, notes=(*none, *found.notes), watched=(*named, *watched))


def _hint(root: Path) -> str:
    return f"; to read its SQL, write `models: {USUAL}/`" if address.is_sql(root / USUAL) else ""


def _made(found: Found) -> Catalog:
    readings = found.readings
    homes = [reading.home for reading in readings]
    named = dict(zip(naming.names(homes), readings, strict=True))
    schemas = {name: reading.named(name) for name, reading in named.items()}
    means = [(alias, name) for name, reading in named.items() for alias in reading.home.aliases]
    times = Counter(alias for alias, _ in means)
    lacks = (line for schema in schemas.values() for line in schema.warnings)
    return Catalog(
        schemas,
        {name: reading.ddl() for name, reading in named.items()},
        {alias: name for alias, name in means if times[alias] == 1},
        {name: reading.docstring for name, reading in named.items()},
        {name: reading.home.path for name, reading in named.items()},
        notes=tuple(found.notes),
        warnings=(*found.warnings, *lacks),
    )
