"""A schema as a source gives it, with what is known of where it comes from."""

from dataclasses import dataclass, replace

from nexus.core.errors import UsageError
from nexus.schema.model import Schema
from nexus.schema.statements import Ddl
from nexus.sources.naming import Home


@dataclass(frozen=True)
class Reading:
    """A schema, its `home`, and what to type for it; `docstring` is what its modules say of it.

    `warnings` are lines about what was left out, `notes` about what has no part in the schema.
    """

    schema: Schema
    home: Home
    typed: str = ""
    docstring: str = ""
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def named(self, name: str) -> Schema:
        """Return the schema under another name."""
        return replace(self.schema, name=name)

    def ddl(self) -> Ddl:
        """Return what makes each table in other databases than PostgreSQL, where that is known."""
        return {}

    def script(self, dialect: str) -> str:
        """Return what makes the schema in another dialect; raises UsageError where none can."""
        what = f"only models of SQLAlchemy are written for {dialect}"
        raise UsageError(what, self.typed, "leave out --dialect, which gives PostgreSQL's")
