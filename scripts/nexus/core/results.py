"""What a run gave, as plain data: rows, a refusal, a plan, or what was printed."""

import msgspec

SYNTAX_ERROR = "42601"  # its SQLSTATE


class Column(msgspec.Struct, frozen=True):
    """A column of a result: its name, and its type as PostgreSQL writes it."""

    name: str
    type: str


class Rows(msgspec.Struct, frozen=True, tag=True):
    """A result: the first of its rows as PostgreSQL writes them (None: null), and how many."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]
    count: int


class Done(msgspec.Struct, frozen=True, tag=True):
    """A statement that returns no rows was carried out; PostgreSQL's tag says what it did."""

    tag: str


class SqlError(msgspec.Struct, frozen=True, tag=True):
    """PostgreSQL refused a statement.

    `condition` is the name of its SQLSTATE, e.g. check_violation; `position` is the 1-based
    character of the text that it is about, if known.
    """

    sqlstate: str
    message: str
    detail: str = ""
    hint: str = ""
    position: int | None = None
    condition: str = ""


class Plan(msgspec.Struct, frozen=True, tag=True):
    """A query plan: the JSON text of EXPLAIN."""

    document: str


class Printed(msgspec.Struct, frozen=True, tag=True):
    """What a Python program wrote to standard output."""

    text: str


Result = Rows | Done | SqlError | Plan | Printed
