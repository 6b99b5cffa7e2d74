"""The schemas of a project, by name, read once and kept for as long as nothing that was read changes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.schema.model import Schema
from nexus.schema.statements import Ddl
from nexus.sources import memory
from nexus.sources.inputs import Inputs, noted
from nexus.sources.target import Target, parse

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


def read(root: Path, models: Sequence[str], cache: Cache, *, strict: bool = False) -> Catalog:
    """Return the schemas of a project in the folder `root`; `models` is each what MODELS may be.

    A folder called models/ may be missing, or have nothing to do with models of SQLAlchemy. Raises
    UsageError for what else is not there, and NexusError with `file:line` of the user's own code
    for a module that cannot be imported: one of a folder is left out instead, unless `strict`.
    """
    wanted = [entry for entry in models if entry != USUAL or (root / USUAL).is_dir()]
    if not wanted:
        return Catalog({})
    key = ["catalog", str(root.resolve()), wanted]
    kept = memory.recall(key, cache)
    if kept is not None:
        return msgspec.json.decode(kept, type=Catalog, dec_hook=lambda kind, value: kind(value))
    inputs = Inputs()
    found = _read(root, wanted, inputs, strict=strict)
    if found.schemas:  # else nothing is written into a project that has nothing of ours
        memory.remember(key, msgspec.json.encode(found, enc_hook=str), inputs, cache)
    return found


def _read(root: Path, models: Sequence[str], inputs: Inputs, *, strict: bool) -> Catalog:
    with noted(inputs):
        known = [parse(entry, root, inputs, guessed=entry == USUAL) for entry in models]
        targets = [target for target in known if target.modules or not target.guessed]
    # SQLAlchemy takes a third of a second to import: only now is it needed.
    found = _loaded(targets, inputs, strict=strict) if targets else Catalog({})
    is_other = len(targets) < len(known) or not (found.schemas or found.warnings)
    notes = (f"{USUAL}/ holds no SQLAlchemy models",) if is_other else ()
    named = [target.path for target in known]
    others = (Path(path) for path in sorted(inputs.paths))
    watched = [p for p in others if p.exists() and not any(map(p.is_relative_to, named))]
    return replace(found, notes=notes, watched=(*named, *watched))


def _loaded(targets: Sequence[Target], inputs: Inputs, *, strict: bool) -> Catalog:
    from nexus.sources.sqlalchemy import dialects, loader, reader

    found, left_out = loader.load_all(targets, inputs, strict=strict)
    schemas = {models.name: reader.read(models) for models in found}
    means = [(alias, models.name) for models in found for alias in models.home.aliases]
    times = Counter(alias for alias, _ in means)
    return Catalog(
        schemas,
        {models.name: dialects.statements(models.metadata) for models in found},
        {alias: name for alias, name in means if times[alias] == 1},
        {models.name: models.docstring for models in found},
        {models.name: models.home.path for models in found},
        warnings=(*left_out, *(line for schema in schemas.values() for line in schema.warnings)),
    )
