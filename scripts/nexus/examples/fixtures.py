"""What each database of the examples is made of: the tables of models/, and the rows of data/.

`airbnb` is the schema of models/airbnb.py with the large data set of data/airbnb.sql;
`airbnb:small` has the small one, `airbnb:empty` has no rows. `normalization`, a package, has the
tables of each of its modules in a PostgreSQL schema of the module's name. `empty` has nothing.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from nexus import exports
from nexus.core import encoding
from nexus.core.choices import POSTGRESQL
from nexus.core.errors import NexusError, place
from nexus.examples.postgres.fixture import Fixture, Script
from nexus.sources.catalog import Catalog

EMPTY = "empty"
# What the models say of a table or a column, as their DDL has it.
_COMMENT = re.compile(r"^COMMENT ON [^;']+ IS '(?:[^']|'')*';\n?", re.MULTILINE)


@dataclass(frozen=True)
class Fixtures:
    """The fixtures of a project: its schemas by name, and the folder of their rows."""

    schemas: Catalog
    data: Path
    _made: dict[str, Fixture] = field(default_factory=dict)

    def fixture(self, name: str) -> Fixture:
        """Return the fixture of a database; raises NexusError if its tables or rows are missing.

        It is made once: a site may have many pages that ask for it.
        """
        if name not in self._made:
            self._made[name] = self._fixture(name)
        return self._made[name]

    def _fixture(self, name: str) -> Fixture:
        if name == EMPTY:
            return Fixture(name)
        schema, _, dataset = name.partition(":")
        modules = self._modules(schema)
        file = self.data / f"{schema}.sql"
        if dataset not in {"", EMPTY} and not file.is_file():
            hint = f"write them into {place(file)}"
            raise NexusError(f"the database {name!r} has no rows", hint=hint)
        tables = {module: exports.export(self.schemas[module], POSTGRESQL) for module in modules}
        scripts = [
            Script(tables[module], self.schemas.source(module), namespace)
            for module, namespace in modules.items()
        ]
        if file.is_file() and dataset != EMPTY:
            scripts.append(Script(_text(file), file, dataset=dataset or "large"))
        return Fixture(name, tuple(scripts))

    def _modules(self, name: str) -> dict[str, str]:
        """The modules of a database, each with the PostgreSQL schema for its tables."""
        if name in self.schemas:
            return {name: ""}
        parts = {s: s.rpartition(".")[2] for s in self.schemas if s.startswith(f"{name}.")}
        if not parts:
            offered = ", ".join([*self.schemas, EMPTY])
            raise NexusError(f"there is no database {name!r}", hint=f"choose from: {offered}")
        return parts


def _text(file: Path) -> str:
    try:
        return encoding.read(file)
    except OSError as error:
        hint = "let this user read the file"
        raise NexusError(f"cannot read the rows: {error.strerror}", place(file), hint) from None


def fingerprint(fixture: Fixture, *, comments: bool = True) -> list[object]:
    """Return all that the database of a fixture depends on, as plain data.

    Without `comments`, those of its tables and columns are left out: few statements read them.
    """
    texts = (s.text if comments or s.dataset else _COMMENT.sub("", s.text) for s in fixture.scripts)
    return [
        fixture.name,
        *([text, s.schema, s.dataset] for text, s in zip(texts, fixture.scripts, strict=True)),
    ]
