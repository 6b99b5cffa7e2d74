"""The statements that create a table, as plain text that needs no SQLAlchemy to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statements:
    """What creates one table in one dialect, and in words what the dialect cannot express of it.

    `sql` is empty where the dialect cannot create the table as it is declared.
    """

    sql: str
    missing: tuple[str, ...] = ()


# By table id, then by the dialect's name.
Ddl = Mapping[str, Mapping[str, Statements]]
