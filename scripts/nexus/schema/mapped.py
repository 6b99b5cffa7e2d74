"""What the models of an ORM call a table: its class, its columns, and the relations of its keys."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Lookup:
    """What Django's queries call the relation of a key, which its columns name.

    `up` leads to what the key refers to, `down` back from there, and `across` from there over a
    table that only joins two to the other one; empty where there is no such name.
    """

    columns: tuple[str, ...]
    up: str
    down: str = ""
    across: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The class that stands for a table: where it is, and what it calls columns and relations.

    Without a class it has no `attributes`, and `name` is that of the module's variable, or else that
    of the table in SQLAlchemy's MetaData. `attributes` are pairs: a column's name, and the attribute
    that stands for it. A class that `shares` its rows with another,
    from which it inherits, is one whose table has to be named itself. `manager` is Django's.
    """

    orm: Literal["sqlalchemy", "django"]
    module: str
    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    lookups: tuple[Lookup, ...] = ()
    shares: bool = False
    manager: str = ""

    def lookup(self, columns: tuple[str, ...]) -> Lookup | None:
        """Return the names of the relation of the key with those columns."""
        return next((each for each in self.lookups if each.columns == columns), None)
