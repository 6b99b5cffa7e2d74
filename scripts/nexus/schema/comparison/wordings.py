"""SQL in which something has another name: columns, tables, and values of enums."""

import re
from collections.abc import Mapping

Names = Mapping[str, str]
# New literals by the old ones, each with the id of its enum.
Values = Mapping[tuple[str, str], str]

_STRING = re.compile(r"('(?:[^']|'')*')")
_LITERAL = re.compile(r"""('(?:[^']|'')*')(::((?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?))?""")
# A word, and whether something of it follows; a comma, a bracket.
_TOKEN = re.compile(r"""'(?:[^']|'')*'|(?P<word>\w+)(?P<dot>"?\s*\.)?|[,()]""")
_FROM = {"FROM", "JOIN", "INTO", "UPDATE", "ONLY", "LATERAL"}
_REST = {"SELECT", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "WINDOW", "SET", "USING"}


def is_named(column: str, text: str) -> bool:
    """Tell whether an expression names a column, in whatever case: at least as often as it does."""
    name = re.escape(column.replace('"', '""'))
    return bool(re.search(rf"(?<!\w){name}(?!\w)", text, re.IGNORECASE))


def with_columns(sql: str, names: Names) -> str:
    """Return an expression with the new names of columns, outside of its strings."""
    if sql in names:
        return names[sql]

    def changed(found: re.Match[str]) -> str:
        return names.get(found[0], found[0])

    parts = _STRING.split(sql)
    parts[::2] = [re.sub(r"\w+(?!\w|\s*\()", changed, part) for part in parts[::2]]
    return "".join(parts)


def literal(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def with_values(sql: str, values: Values, enum: str = "") -> str:
    """Return an expression with the new values of enums: of `enum` where no type is said."""

    def changed(found: re.Match[str]) -> str:
        kind = found[3].replace('"', "") if found[2] else enum
        return values.get((found[1], kind), found[1]) + (found[2] or "")

    return _LITERAL.sub(changed, sql) if values else sql


def with_tables(sql: str, names: Names) -> str:
    """Return a statement with the new names of tables: where one may stand, or has columns."""
    return _TOKEN.sub(_Places(names).changed, sql) if names else sql


class _Places:
    """Which words of a statement are tables: those of its lists, and what stands before a dot."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._lists = [False]  # whether this is a list of tables, by the brackets around it
        self._is_next = False

    def changed(self, found: re.Match[str]) -> str:
        """Return a word as it is called now."""
        word, dot = found["word"], found["dot"] or ""
        if word is None:
            self._pass(found[0])
            return found[0]
        said = word.upper()
        if said in _FROM | _REST | {"ON"} and not dot:
            # A trigger is on a table; of tables that are joined, only brackets follow.
            self._lists[-1] = said in _FROM
            self._is_next = said in _FROM | {"ON"}
            return found[0]
        is_table = self._is_next or bool(dot)
        self._is_next = self._is_next and bool(dot)
        return self._names.get(word, word) + dot if is_table else found[0]

    def _pass(self, sign: str) -> None:
        if sign == "(":
            self._lists.append(self._lists[-1])
        elif sign == ")" and len(self._lists) > 1:
            self._lists.pop()
        self._is_next = self._lists[-1] and sign in {",", "("}
