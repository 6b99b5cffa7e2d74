"""The statements that create a table, as plain text that needs no SQLAlchemy to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statements:
    """What creates one table in one dialect, and a remark on each thing it cannot express.

    `sql` is empty where the dialect cannot create the table at all.
    """

    sql: str
    remarks: tuple[str, ...] = ()


# By table id, then by the dialect's name.
Ddl = Mapping[str, Mapping[str, Statements]]
