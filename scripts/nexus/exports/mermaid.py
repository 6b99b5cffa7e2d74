"""The schema as a Mermaid `erDiagram`, which GitHub and many editors draw inside Markdown.

Relations first, then tables with their columns. Plain names stand as they are. A table's name that
Mermaid could not read is quoted, with entity codes (`#34;`) for what quotes cannot hold. The name
of a column cannot be quoted: it is made plain, unique in its table, and the comment says the real
one first (`name: COUNT(*);`). Types are written as one word.
"""

import re
from collections.abc import Iterator

from nexus.core.choices import Columns
from nexus.core.text import BIDI_CONTROLS, EIGHT_BIT_CONTROLS
from nexus.erd.notation import card, short_type
from nexus.schema.model import (
    Cardinality,
    Column,
    Relation,
    Schema,
    Table,
)

_PARENT_ENDS = {Cardinality.EXACTLY_ONE: "||", Cardinality.ZERO_OR_ONE: "|o"}
_CHILD_ENDS = {Cardinality.ZERO_OR_MORE: "o{", Cardinality.ZERO_OR_ONE: "o|"}
# Words that Mermaid reads as its own where a table's name is expected.
_WORDS = re.findall(
    r"\w+",
    "accdescr acctitle class classdef default direction end erdiagram many one only optionally "
    "style subgraph title to u zero",
)
_MARKS = {"pk", "fk", "uk"}


def mermaid(schema: Schema, columns: Columns = "all") -> str:
    """Return Mermaid text that `mermaid.parse` reads, whatever names and comments hold.

    `columns` says which columns the tables show: all, those in keys, or none.
    """
    lines = [_relation(relation) for relation in schema.relations]
    for table in schema.tables:
        lines += _entity(table, columns)
    return "\n".join(["erDiagram", *(f"    {line}" for line in lines)]) + "\n"


def _relation(relation: Relation) -> str:
    line = "--" if relation.enforced else ".."
    ends = f"{_PARENT_ENDS[relation.parent_end]}{line}{_CHILD_ENDS[relation.child_end]}"
    label = ", ".join(relation.foreign_key.columns)
    return f"{_table(relation.parent)} {ends} {_table(relation.child)} : {_quoted(label)}"


def _entity(table: Table, columns: Columns) -> list[str]:
    rows = list(_attributes(table, columns))
    # Mermaid cannot draw an empty title.
    title = _table(table.id) if table.id.strip() else f'{_table(table.id)}["\N{OPEN BOX}"]'
    if not rows:
        return [title]
    return [f"{title} {{", *(f"    {row}" for row in rows), "}"]


def _attributes(table: Table, columns: Columns) -> Iterator[str]:
    names = _plain_names(table)
    for row in card(table, columns).rows:
        column = table.column(row.column)
        marks = ", ".join("UK" if mark == "U" else mark for mark in row.marks)
        comment = _comment(column, names[column.name])
        yield " ".join(filter(None, [_type(column), names[column.name], marks, comment]))


def _plain_names(table: Table) -> dict[str, str]:
    """For each column a name that Mermaid can read, its own where possible."""
    plain = {name: name for name in (c.name for c in table.columns) if _is_plain(name)}
    taken = set(plain.values())
    for column in table.columns:
        if column.name not in plain:
            word = free = _word(column.name)
            number = 2
            while free in taken:
                free, number = f"{word}_{number}", number + 1
            plain[column.name] = free
            taken.add(free)
    return plain


def _is_plain(name: str) -> bool:
    is_word = re.fullmatch(r"_?[A-Za-z]\w*", name, re.ASCII) and name.lower() not in _MARKS
    # Between underscores Mermaid would write it in italics.
    return bool(is_word) and not (name.startswith("_") and name.endswith("_"))


def _word(text: str) -> str:
    word = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_") or "column"
    return word if word[0].isalpha() and word.lower() not in _MARKS else f"_{word}"


def _type(column: Column) -> str:
    # No comma: the Mermaid of many editors cannot read one in a type.
    word = re.sub(r"[^\w()\[\]]+", "_", short_type(column.type), flags=re.ASCII).strip("_")
    plain = word[:1].isalpha() and re.split(r"\W", word)[0].lower() not in _MARKS
    return word if plain else f"_{word}"


def _comment(column: Column, shown: str) -> str:
    text = " ".join((column.about or "").split())
    if shown == column.name:
        # A comment may begin as if it said a name.
        return _quoted(text).replace('"name:', '"name#58;') if text else ""
    # A semicolon ends the name, so one within it is coded.
    name = _coded(column.name, also=";")
    return f'"name: {name}; {_coded(text)}"' if text else f'"name: {name}"'


def _table(name: str) -> str:
    return name if _is_plain(name) and name.lower() not in _WORDS else _quoted(name or " ")


def _quoted(text: str) -> str:
    return f'"{_coded(text)}"'


def _coded(text: str, also: str = "") -> str:
    """Text between quotes, with an entity code for each character that Mermaid takes for its own.

    These end the text, begin a comment, a code (also as the ligature that Mermaid gives it) or a
    formula, are HTML or Markdown, turn the text around, or, in the words `direction TB`, are a
    statement anywhere.
    """
    coded = re.sub(
        rf"""["#%\\<>&`*~$\ufb02{also}{BIDI_CONTROLS}{EIGHT_BIT_CONTROLS}\x00-\x1f]""", _code, text
    )
    coded = re.sub(r"(?<![^\W_])_|_(?![^\W_])", _code, coded)
    coded = re.sub(r"(?i)(?<=direction)\s(?=\s*(?:TB|BT|LR|RL))", _code, coded)
    # Mermaid drops the semicolon of a code that follows the word `style` and a colon.
    return coded.replace(":", "#58;") if "#" in coded else coded


def _code(character: re.Match[str]) -> str:
    return f"#{ord(character[0])};"
