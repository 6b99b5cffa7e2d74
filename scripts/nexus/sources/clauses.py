"""SQL that a database or a framework writes, taken apart: indexes, constraints, lists, names.

What is read here was made by a program and is well formed: brackets close, quotes end.
"""

import re
from functools import lru_cache

from nexus.schema.model import Index, Key

# A history reads the same catalog after each of its revisions.
_KEPT = 1 << 14

_SCAN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[(),\[\]]|[^'"(),\[\]]+""")
_NAME = r"""(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)"""
_COLUMN = re.compile(rf"({_NAME})(?P<rest>(?:\s+[^\s()]+|\s+COLLATE\s+\S+)*)\s*")
_INDEX = re.compile(
    rf"CREATE (?P<unique>UNIQUE )?INDEX (?:IF NOT EXISTS )?(?P<name>{_NAME})"
    rf" ON (?:ONLY )?(?:{_NAME}\.)?{_NAME}(?: USING (?P<method>\w+))? ?(?=\()",
    re.IGNORECASE,
)
_CONSTRAINT = re.compile(rf"(?:ALTER TABLE .*? ADD )?CONSTRAINT (?P<name>{_NAME}) ", re.DOTALL)
_ACTION = r"(NO ACTION|RESTRICT|CASCADE|SET NULL|SET DEFAULT)"


def bare(name: str) -> str:
    """Return a name without the quotes around it."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def items(listed: str) -> list[str]:
    """Return the items of a list: what its commas divide, but for those in brackets or quotes."""
    found, depth = [""], 0
    for piece in _SCAN.findall(listed):
        depth += (piece in "([") - (piece in ")]")
        if piece == "," and depth == 0:
            found.append("")
        else:
            found[-1] += piece
    return [item.strip() for item in found if item.strip()]


def bracketed(text: str) -> tuple[str, str]:
    """Return what is in the brackets that a text starts with, and what follows them."""
    depth = end = 0
    for piece in _SCAN.findall(text):
        end += len(piece)
        depth += (piece == "(") - (piece == ")")
        if depth == 0 and piece.strip():
            break
    return text[1 : end - 1], text[end:].strip()


def unwrapped(text: str) -> str:
    """Return an expression without brackets around the whole of it."""
    while text.startswith("(") and not bracketed(text)[1]:
        text = bracketed(text)[0].strip()
    return text


def constraint(text: str) -> tuple[str | None, str]:
    """Return the name of `[ALTER TABLE t ADD ]CONSTRAINT name rule`, and the rule."""
    found = _CONSTRAINT.match(text)
    return (bare(found["name"]), text[found.end() :].strip()) if found else (None, text.strip())


@lru_cache(_KEPT)
def index(definition: str, comment: str | None = None) -> Index | None:
    """Return the index that a CREATE INDEX makes, or None for another statement."""
    found = _INDEX.match(definition)
    if found is None:
        return None
    listed, rest = bracketed(definition[found.end() :])
    parts, columns = zip(*map(part, items(listed)), strict=True)
    include, rest = _clause("INCLUDE", rest)
    distinct = re.match(r"NULLS NOT DISTINCT\s*", rest)
    storage, rest = _clause("WITH", rest[distinct.end() :] if distinct else rest)
    where = re.search(r"(?:^|\s)WHERE (.*)$", rest, re.DOTALL)
    method = (found["method"] or "").lower()
    return Index(
        name=bare(found["name"]),
        parts=parts,
        columns=columns if all(columns) else (),
        unique=bool(found["unique"]),
        predicate=unwrapped(where[1].strip()) if where else None,
        method=None if method in {"", "btree"} else method,
        include=tuple(map(bare, items(include))),
        comment=comment,
        nulls_not_distinct=bool(distinct),
        storage=", ".join(items(storage)) or None,
    )


def _clause(word: str, text: str) -> tuple[str, str]:
    """Return what is in the brackets of a clause that a text may start with, and the rest."""
    found = re.match(rf"{word}\s*(?=\()", text, re.IGNORECASE)
    return bracketed(text[found.end() :]) if found else ("", text)


def part(text: str) -> tuple[str, str]:
    """Return a part of an index as an `Index` has it, and the column that it is, or no column."""
    found = _COLUMN.fullmatch(text)
    if found is None:
        return text, ""
    return (text if found["rest"].strip() else bare(text)), bare(found[1])


@lru_cache(_KEPT)
def key(name: str | None, rule: str, comment: str | None = None) -> Key:
    """Return the key that a rule such as `UNIQUE (a, b) DEFERRABLE` makes."""
    start = rule.index("(")
    listed, rest = bracketed(rule[start:])
    include, rest = _clause("INCLUDE", rest)
    deferrable, initially = deferral(rest)
    columns, held = tuple(map(bare, items(listed))), tuple(map(bare, items(include)))
    is_one = "NULLS NOT DISTINCT" in rule[:start]
    return Key(name, columns, held, is_one, deferrable, initially, comment)


def deferral(rest: str) -> tuple[bool | None, str | None]:
    """Return what the end of a constraint says of when it is checked."""
    if not re.search(r"(?<!NOT )\bDEFERRABLE\b", rest):
        return None, None
    found = re.search(r"INITIALLY (DEFERRED|IMMEDIATE)", rest)
    return True, found[1] if found else None


def actions(rest: str) -> dict[str, str | None]:
    """Return what the end of a foreign key says of rows that are deleted or changed."""
    told = {
        field: re.search(rf"ON {word} {_ACTION}", rest)
        for field, word in (("on_delete", "DELETE"), ("on_update", "UPDATE"))
    }
    return {field: found[1] if found else None for field, found in told.items()}
