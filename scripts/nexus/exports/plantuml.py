"""The schema in PlantUML (https://plantuml.com/ie-diagram), in its information-engineering notation.

One entity per table: the primary key above the line, a `*` before each column that is never null.
One line per foreign key with the cardinality at both ends, and a list for each enum. Characters
that PlantUML takes for its own stand as `<U+003C>`, which it draws as the character. Comments are
left out: this notation has no place for them inside an entity.
"""

import re
from collections.abc import Iterable

from nexus.core.choices import Columns
from nexus.erd.notation import Row, card
from nexus.schema.model import (
    Cardinality,
    Enum,
    Relation,
    Schema,
    Table,
)

_PARENT_ENDS = {Cardinality.EXACTLY_ONE: "||", Cardinality.ZERO_OR_ONE: "o|"}
_CHILD_ENDS = {Cardinality.ZERO_OR_MORE: "}o", Cardinality.ZERO_OR_ONE: "|o"}


def plantuml(schema: Schema, columns: Columns = "all") -> str:
    """Return the schema as PlantUML; `columns` says which columns the entities show."""
    aliases = _aliases([table.id for table in schema.tables], "t")
    enums = _aliases([enum.id for enum in schema.enums], "e")
    lines = ["@startuml", "hide circle", "hide empty members"]
    for table in schema.tables:
        lines += ["", *_entity(table, aliases[table.id], columns)]
    for enum in schema.enums:
        lines += ["", *_enum(enum, enums[enum.id])]
    lines += ["", *(_relation(relation, aliases) for relation in schema.relations), "@enduml"]
    return "\n".join(lines) + "\n"


def _aliases(names: Iterable[str], letter: str) -> dict[str, str]:
    """A word for each name that no other has: made of the name where it is plain."""
    words: dict[str, str] = {}
    for number, name in enumerate(names, start=1):
        is_plain = re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII)
        words[name] = f"{letter}_{name}" if is_plain else f"{letter}{number}"
    return words


def _entity(table: Table, alias: str, columns: Columns) -> list[str]:
    rows = card(table, columns).rows
    key = [_row(row, table) for row in rows if "PK" in row.marks]
    others = [_row(row, table) for row in rows if "PK" not in row.marks]
    # Without a separator PlantUML would move what looks like a method below the rest.
    body = [*key, "  --", *others] if rows else []
    return [f'entity "{_text(table.id)}" as {alias} {{', *body, "}"]


def _row(row: Row, table: Table) -> str:
    column = table.column(row.column)
    marks = "".join(f" <<{'UK' if mark == 'U' else mark}>>" for mark in row.marks)
    star = " " if column.nullable else "*"
    return f"  {star} {_text(column.name)} : {_text(column.type)}{marks}"


def _enum(enum: Enum, alias: str) -> list[str]:
    values = (f"  {_text(value)}" for value in enum.values)
    return [f'enum "{_text(enum.id)}" as {alias} {{', *values, "}"]


def _relation(relation: Relation, aliases: dict[str, str]) -> str:
    line = "--" if relation.enforced else ".."
    ends = f"{_CHILD_ENDS[relation.child_end]}{line}{_PARENT_ENDS[relation.parent_end]}"
    label = _text(", ".join(relation.foreign_key.columns))
    return f"{aliases[relation.child]} {ends} {aliases[relation.parent]} : {label}"


def _text(text: str) -> str:
    """One line of text that PlantUML shows as it is.

    Coded are the characters that end or format a text or call a function, a first character that
    could begin a statement, a last one that is blank, and the second of two that together would
    be a mark, as in `__` or `/'`.
    """
    coded = re.sub(r"""[^\w ().,:;=+?'/-]|^\W|\s$|(?<=[-_/=.'])[-_/=.']""", _code, text)
    # At the end of a quoted name PlantUML would take a code for the parameter of a generic type.
    return f"{coded} " if coded.endswith(">") else coded or " "


def _code(character: re.Match[str]) -> str:
    return f"<U+{ord(character[0]):04X}>"
