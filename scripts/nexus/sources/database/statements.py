"""A SQL file as statements, as psql reads one: with its own commands, and rows behind COPY.

Rows are left out, since only what they are kept in matters here, and so is what a schema does
without: owners, grants, roles, databases of other names, and what a migration's undoing would do.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nexus.core.errors import UsageError, place

_PIECE = re.compile(
    r"""(?P<comment>--[^\n]*|/\*)
    |(?P<string>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*")
    |(?P<dollar>(?<![\w$])\$(?:[^\W\d]\w*)?\$)
    |(?P<end>;)
    |(?P<go>\\g(?:x|set|exec|desc)?\b[^\n]*)
    |(?P<meta>^[ \t]*\\[^\n]*)
    |(?P<atomic>\bBEGIN\s+ATOMIC\b)""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE | re.DOTALL,
)
_SIGN = re.compile(r"/\*|\*/")
_BLANK = re.compile(r"\s+|--[^\n]*|/\*")
_COPY = re.compile(r"COPY\b.*\bFROM\s+STDIN\b", re.IGNORECASE | re.DOTALL)
_INCLUDE = re.compile(r"\\(?:ir?|include(?:_relative)?)\s+(?:'([^']+)'|(\S+))")
# A variable of psql, where it is set, and where a statement asks for it.
_SET = re.compile(r"\\set\s+(\w+)\s+(?:'((?:[^']|'')*)'|(\S+))\s*$")
_ASKED = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w$])\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|--[^\n]*
    |(?<!:):(?P<sign>['"]?)(?P<name>\w+)(?P=sign)""",
    re.VERBOSE | re.DOTALL,
)
# Where the undoing of a migration begins in a file that has both, and where it ends.
_UNDOING = re.compile(
    r"^--+[ \t]*(?:\+?(?:goose|migrate|rambler)[ \t:]+down\b|create above / drop below).*?"
    r"(?=^--+[ \t]*\+?(?:goose|migrate|rambler)[ \t:]+up\b|\Z)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
# What says nothing of tables, or is about accounts and places that are not there.
_PASSED = re.compile(
    r"""INSERT\s|UPDATE\s|DELETE\s|TRUNCATE\s|COPY\s|GRANT\s|REVOKE\s|VACUUM\b|ANALYZE\b|REINDEX\b
    |(?:CREATE|ALTER|DROP)\s+(?:ROLE|USER|GROUP|DATABASE|TABLESPACE|POLICY|PUBLICATION|SUBSCRIPTION
        |EVENT\s+TRIGGER|SERVER|USER\s+MAPPING)\b
    |ALTER\s+DEFAULT\s+PRIVILEGES|ALTER\s.*\sOWNER\s+TO\s|COMMENT\s+ON\s+(?:EXTENSION|DATABASE|ROLE)\b
    |ALTER\s+SYSTEM\s|SECURITY\s+LABEL|SET\s+ROLE|SET\s+SESSION\s+AUTHORIZATION|(?:RE)?SET\s+default_tablespace
    |ALTER\s+TABLE\s.*\s(?:EN|DIS)ABLE\s+(?:\w+\s+)?(?:TRIGGER|RULE)\b|CREATE\s+(?:OR\s+REPLACE\s+)?POLICY\b
    |ALTER\s+TABLE\s.*\sROW\s+LEVEL\s+SECURITY$
    |SELECT\s+(?:pg_catalog\.)?setval\(|LOCK\s|CLUSTER\b|REFRESH\s|BEGIN\b|COMMIT\b|END\b|START\s
    |ROLLBACK\b|SAVEPOINT\b|RELEASE\b|CHECKPOINT\b|USE\s""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Statement:
    """One statement, and the file and line where it starts.

    `gives_more` tells that what it selects are statements too, as gexec of psql has it.
    """

    text: str
    file: Path
    line: int
    gives_more: bool = False

    @property
    def place(self) -> str:
        """Return where it stands, as `file:line`."""
        return place(self.file, self.line)


def read(
    file: Path,
    text: str,
    within: tuple[Path, ...] = (),
    variables: dict[str, str] | None = None,
) -> Iterator[Statement]:
    """Yield the statements of a file that matter, and of the files that it includes.

    `variables` are those of psql that are set so far. Raises UsageError where it includes a file
    that is not there, or itself.
    """
    known = {} if variables is None else variables
    text = _UNDOING.sub(lambda found: "\n" * found[0].count("\n"), text)
    for statement in _split(file, text):
        if not statement.text.startswith("\\"):
            asked = replace(statement, text=_told(statement.text, known))
            if not is_passed(asked.text):
                yield asked
        elif found := _SET.match(statement.text):
            known[found[1]] = (found[2] or "").replace("''", "'") or found[3] or ""
        elif found := _INCLUDE.match(statement.text):
            inner = _included(file, found[1] or found[2])
            if inner in (*within, file.resolve()) or not inner.is_file():
                what = f"the file {found[1] or found[2]!r} cannot be included"
                raise UsageError(what, statement.place, "name a file beside this one")
            yield from read(inner, decoded(inner), (*within, file.resolve()), known)


def is_passed(text: str) -> bool:
    """Tell whether a statement says nothing of tables, or only of what is not there."""
    return not text or bool(_PASSED.match(text))


def _included(file: Path, name: str) -> Path:
    """Return the file that another includes: beside itself, or below where psql would be run."""
    here = (file.parent / name).resolve()
    return here if here.is_file() else (Path.cwd() / name).resolve()


def _told(text: str, variables: Mapping[str, str]) -> str:
    """Return a statement with psql's variables in it, as names, as strings or as they are."""

    def value(found: re.Match[str]) -> str:
        known, sign = variables.get(found["name"] or ""), found["sign"] or ""
        if known is None:
            return found[0]
        return f"{sign}{known.replace(sign, sign * 2)}{sign}" if sign else known

    return _ASKED.sub(value, text) if variables else text


def decoded(file: Path) -> str:
    """Return the text of a file; raises UsageError where it cannot be read."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the file: {error.strerror}", place(file)) from None
    if content.startswith(b"PGDMP"):
        hint = "write it as SQL: pg_restore -f schema.sql FILE"
        raise UsageError("this is a dump in pg_dump's own format", place(file), hint)
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return content.decode(encoding, "replace").replace("\0", "").replace("\r\n", "\n")


def _split(file: Path, text: str) -> Iterator[Statement]:
    start = place = 0
    atomic = False
    lines = _Lines(text)
    while (found := _PIECE.search(text, place)) is not None:
        kind, place = found.lastgroup, found.end()
        if kind == "comment":
            place = _comment_end(text, found)
        elif kind == "dollar":
            end = text.find(found[0], place)
            place = len(text) if end < 0 else end + len(found[0])
        elif kind == "atomic":
            atomic = True
        elif kind == "meta" and not _bare(text[start : found.start()]):
            yield Statement(found[0].strip(), file, lines.of(found.start()))
            start = place
        elif kind in {"end", "go"} and not (atomic and not _is_atomic_end(text[start:place])):
            atomic = False
            body = text[start : found.start()]
            if statement := _bare(body):
                line = lines.of(start + _lead(body))
                yield Statement(statement, file, line, found[0].startswith("\\gexec"))
            start = place
            if _COPY.match(statement):
                start = place = _rows_end(text, place)
    if statement := _bare(text[start:]):
        yield Statement(statement, file, lines.of(start + _lead(text[start:])))


def _comment_end(text: str, found: re.Match[str]) -> int:
    """Return where a comment ends; those between signs may hold others."""
    if found[0] != "/*":
        return found.end()
    depth, place = 1, found.end()
    for sign in _SIGN.finditer(text, place):
        depth += 1 if sign[0] == "/*" else -1
        if depth == 0:
            return sign.end()
    return len(text)


def _is_atomic_end(statement: str) -> bool:
    """Whether the body of a function in standard SQL ends with the semicolon at the end."""
    return bool(re.search(r"\bEND\s*;$", statement, re.IGNORECASE))


def _rows_end(text: str, place: int) -> int:
    """Return where the rows behind a COPY end."""
    found = re.compile(r"^\\\.[ \t]*$", re.MULTILINE).search(text, place)
    return found.end() if found else len(text)


def _lead(text: str) -> int:
    """Return the length of the blanks and comments that a text starts with."""
    place = 0
    while found := _BLANK.match(text, place):
        place = _comment_end(text, found) if found[0] == "/*" else found.end()
    return place


def _bare(text: str) -> str:
    return text[_lead(text) :].strip()


class _Lines:
    """The lines of a text at places that come one after the other."""

    def __init__(self, text: str) -> None:
        self._text, self._place, self._line = text, 0, 1

    def of(self, place: int) -> int:
        """Return the line of a place, counted from the one before."""
        self._line += self._text.count("\n", self._place, place)
        self._place = place
        return self._line
