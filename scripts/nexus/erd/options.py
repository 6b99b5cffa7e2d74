"""The options of a diagram: each declared once, for the fence and for the command."""

from dataclasses import dataclass, field, fields
from typing import Any, Literal

from nexus.core.choices import COLUMN_CHOICES, DIRECTIONS, Columns, Direction

Kind = Literal["names", "number", "choice", "text", "switch"]


@dataclass(frozen=True, slots=True)
class Declared:
    """What is known of an option: the kind of its value, what it does, and in a fence what to give."""

    name: str
    kind: Kind
    does: str
    give: str
    choices: tuple[str, ...] = ()


def _option(
    default: Any, kind: Kind, does: str, give: str = "", choices: tuple[str, ...] = ()
) -> Any:
    known = {"kind": kind, "does": does, "choices": choices}
    known["give"] = give or f"one of {', '.join(choices) or 'true, false'}"
    return field(default=default, metadata=known)


@dataclass(frozen=True)
class Options:
    """What an author may ask of a diagram; the defaults draw a whole schema.

    Where columns or tables are asked for by name, or `whole`, no schema is too large to be drawn;
    otherwise a large one becomes a map of its groups.
    """

    tables: tuple[str, ...] = _option(
        (), "names", "Only these tables: a,b,c.", "a list of tables, e.g. [booking, payment]"
    )
    depth: int = _option(
        0,
        "number",
        "Also the neighbours of those tables, up to this many relations away.",
        "a number of relations from those tables, e.g. 1",
    )
    columns: Columns | Literal[""] = _option(
        "", "choice", "Which columns to show; all by default.", choices=COLUMN_CHOICES
    )
    title: str = _option(
        "", "text", "The title of the diagram.", "a text: the caption and accessible name"
    )
    exclude: tuple[str, ...] = _option(
        (),
        "names",
        "Leave out these tables or columns: a,b.note,user_id; * matches any letters.",
        "a list of tables and columns, e.g. [log, booking.note, user_id]",
    )
    direction: Direction = _option(
        "auto",
        "choice",
        "Where children go: to the right of their parents, or below.",
        choices=DIRECTIONS,
    )
    whole: bool = _option(
        default=False, kind="switch", does="Draw every table, no matter how many there are."
    )
    many_to_many: bool = _option(
        default=False, kind="switch", does="Draw a table that only joins two others as a line."
    )

    boxes: bool = _option(
        default=False,
        kind="switch",
        does="Draw a box around the tables of each app, or of each schema of the database.",
    )

    @property
    def shown_columns(self) -> Columns:
        """Return which columns are shown."""
        return self.columns or "all"

    @property
    def is_explicit(self) -> bool:
        """Return whether a diagram is asked for that no map may replace."""
        return self.whole or bool(self.tables or self.columns)


DECLARED = tuple(Declared(each.name, **each.metadata) for each in fields(Options))
WHOLE = Options()
