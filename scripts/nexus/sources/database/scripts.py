"""SQL files as a schema: executed on a PostgreSQL of their own, whose catalog is then read.

They run as a user who may do what it likes in that database, and nothing elsewhere. A dump of SQLite
is executed by SQLite; SQL of other databases is refused by its name.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nexus.core.errors import MachineError, NexusError, UsageError
from nexus.schema.reserved import RESERVED
from nexus.sources.database import address, extensions, statements
from nexus.sources.database.engine import Engine
from nexus.sources.database.extensions import Extensions
from nexus.sources.database.owned import owned
from nexus.sources.database.statements import Statement
from nexus.sources.naming import Home
from nexus.sources.reading import Reading

if TYPE_CHECKING:
    import psycopg

# What only one database writes, in the text of a statement.
_MYSQL = (
    r"\)\s*ENGINE\s*=\s*\w+|\bAUTO_INCREMENT\b|/\*!\d{5}|\b(?!AS\b)\w+`?\s+ENUM\s*\("
    r"|\bON\s+UPDATE\s+CURRENT_TIMESTAMP\b|\bINT(\(\d+\))?\s+UNSIGNED\b"
    r"|\bPARTITION\s+BY\s+RANGE\s*\(\s*\w+\s*\([^()]*\)\s*\)\s*\(\s*PARTITION\b"
)
_DIALECTS = {
    "MySQL": rf"`\w+`|{_MYSQL}",
    "Oracle": r"^/[ \t]*$|\bN?VARCHAR2\s*\(|\bNUMBER\s*\(\d+",
    "SQL Server": (
        r"\[dbo\]\.|\bCREATE\s+TABLE\s+\[|\bIDENTITY\s*\(\d+,\s*\d+\)|^GO\s*$|\bNVARCHAR\s*\("
    ),
}
_SCHEMES = {"MySQL": "mysql", "Oracle": "oracle", "SQL Server": "mssql"}
# What makes no table, no type and no rule of one: code, rights, rows, and what is only done once.
_SPARED = re.compile(
    r"(?:ALTER\s+EXTENSION|DROP|SET|SELECT|GRANT|REVOKE|INSERT|UPDATE|DELETE|COPY|CALL|REFRESH|ANALYZE"
    r"|VACUUM|REINDEX|CLUSTER|SECURITY\s+LABEL|CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+|EVENT\s+"
    r"|TRUSTED\s+|PROCEDURAL\s+)*(?:FUNCTION|PROCEDURE|LANGUAGE|TRIGGER|CAST|OPERATOR|RULE|POLICY"
    r"|AGGREGATE|TEXT\s+SEARCH|PUBLICATION|SUBSCRIPTION|SERVER|USER|ROLE|STATISTICS|TABLESPACE))\b",
    re.IGNORECASE,
)
# What stands before a name.
_NAMING = re.compile(r"(?:\b(?:TABLE|EXISTS|ONLY|REFERENCES|INTO|ON)|[(,])\s*$", re.IGNORECASE)
# What an error says of a text that is no statement.
_SYNTAX = "42601"
# What an error says of a function, a type, a table or a schema that is not there.
_ABSENT = {"42883", "42704", "42P01", "3F000"}
# A dump looks into no schema for what it names; the file behind it may begin as psql does.
_ANEW = """
    SELECT set_config('search_path', '"$user", public', false)
    WHERE current_setting('search_path') = ''
"""
# What an error says of a view that needs what this PostgreSQL was built without, such as XML.
_UNSUPPORTED = "0A000"
_VIEW = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+|MATERIALIZED\s+|RECURSIVE\s+)*VIEW\b", re.IGNORECASE
)
# What an error says of what only a superuser may do.
_FORBIDDEN = "42501"
# What an error says of a parameter that another version of PostgreSQL has.
_UNKNOWN = "42704"
# Of what others need: a DROP that says so leaves all as it is.
_DEPENDED_ON = "2BP01"
_SQLITE = r"^\s*PRAGMA\s|\bAUTOINCREMENT\b|\bsqlite_sequence\b|\bWITHOUT\s+ROWID\b"
# What SQLite takes as well as others do, and PostgreSQL does not.
_NEARLY = (
    r"\[[^\W\d]\w*\]\s*(?:,|\(|INT|NVARCHAR|DATETIME)|\bNVARCHAR\s*\(|`\w+`|\bDATETIME\s*\(''"
    r"|\bCREATE\s+TRIGGER\s[^;]*?\bBEGIN\b|\w\s+DATETIME\b"
)


def read(path: Path, typed: str, root: Path, engine: Engine) -> Reading:
    """Return the schema that a SQL file makes, or those of a folder in the order of their names.

    Raises NexusError with `file:line` for a statement that PostgreSQL refuses, and UsageError for
    SQL of another database.
    """
    files = [(file, statements.decoded(file)) for file in address.files(path)]
    home = Home.called(path.stem if path.is_file() else path.name, path, root)
    texts = [text for _, text in files]
    for sign, is_sure in ((_SQLITE, True), (_NEARLY, False)):
        if _are_about(sign, texts) and (is_sure or not _are_about(_MYSQL, texts)):
            from nexus.sources.database import sqlite

            try:
                return sqlite.scripts(texts, path, home, typed)
            except NexusError:
                if is_sure:
                    raise
    _check(files)
    warnings: list[str] = []
    with owned(engine, "schema") as (own, superuser), _connected(own, superuser) as made:
        for file, text in files:
            made.own.execute(_ANEW)
            _run(made, list(statements.read(file, text)), warnings)
        from nexus.sources.database import catalog

        schema = made.restored(catalog.read(made.own, home.spellings[0]))
    if not schema.tables:
        raise UsageError("no table is made by it", typed, "name a file with CREATE TABLE")
    return Reading(schema, home, typed, warnings=tuple(warnings))


def _are_about(pattern: str, texts: Sequence[str]) -> bool:
    return any(_is_about(pattern, text) for text in texts)


def _is_about(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, _code(text), re.IGNORECASE | re.MULTILINE))


def _code(text: str) -> str:
    """Return a text without its strings, its comments, and the rows behind COPY."""
    text = re.sub(r"^COPY\b.*?^\\\.$", "", text, flags=re.DOTALL | re.MULTILINE)
    aside = r"'(?:[^']|'')*'|(?<![\w$])\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*(?!!).*?\*/"
    return re.sub(aside, "''", text, flags=re.DOTALL)


def _check(files: Sequence[tuple[Path, str]]) -> None:
    """Raise UsageError where a file is SQL of another database."""
    for file, text in files:
        for name, pattern in _DIALECTS.items():
            if _is_about(pattern, text):
                what = f"this is SQL of {name}, and SQL files are read as PostgreSQL's"
                scheme = _SCHEMES[name]
                hint = f"give the address of the database itself, such as {scheme}://user@host/name"
                raise UsageError(what, file.name, hint)


@contextmanager
def _connected(own: str, superuser: str) -> Iterator[Extensions]:
    import psycopg

    with (
        psycopg.connect(own, autocommit=True) as first,
        psycopg.connect(superuser, autocommit=True) as second,
    ):
        yield Extensions(first, second)


def _run(made: Extensions, given: Sequence[Statement], warnings: list[str]) -> None:
    import psycopg

    # Bodies of functions may use what is made later.
    made.own.execute("SELECT set_config('check_function_bodies', 'off', false)")
    made.own.execute("SELECT set_config('client_min_messages', 'error', false)")
    for statement in given:
        try:
            if not extensions.is_create(statement.text):
                told = made.own.execute(made.fitted(statement.text).encode())
                for text in _more(statement, told):
                    made.own.execute(text.encode())
            elif why := made.make(statement.text):
                warnings.append(f"left out: {_start(statement)} ({why}); {statement.place}")
        except psycopg.OperationalError as error:
            raise MachineError(f"PostgreSQL has ended: {error}", statement.place) from None
        except psycopg.Error as error:
            if _is_needless(statement, error) or made.collated(statement.text):
                continue
            if not (_is_spared(statement, error) or (made.lacking and error.sqlstate in _ABSENT)):
                raise _refusal(statement, error, warnings) from None
            warnings.append(f"left out: {_start(statement)} ({_told(error)}); {statement.place}")


def _more(statement: Statement, told: "psycopg.Cursor[Any]") -> list[str]:
    """Return the statements that one gives, but those that say nothing of tables."""
    cells = (cell for row in told for cell in row) if statement.gives_more else ()
    return [text for cell in cells if not statements.is_passed(text := str(cell or ""))]


def _is_needless(statement: Statement, error: "psycopg.Error") -> bool:
    """Whether nothing is lost where a statement fails: what it drops, makes or sets is gone or there."""
    if error.sqlstate == _DEPENDED_ON:
        return False
    if error.sqlstate == _UNKNOWN and statement.text[:4].upper() == "SET ":
        return True
    needless = r"DROP\s|CREATE\s+(OR\s+REPLACE\s+)?(PROCEDURAL\s+)?LANGUAGE\s+\W?plpgsql\b"
    return bool(re.match(needless, statement.text, re.IGNORECASE))


def _is_spared(statement: Statement, error: "psycopg.Error") -> bool:
    """Whether a schema does without what a statement would do here."""
    if _SPARED.match(statement.text):
        return True
    if error.sqlstate == _UNSUPPORTED and _VIEW.match(statement.text):
        return True
    # A right that only a superuser has, or a role that is not there.
    return error.sqlstate == _FORBIDDEN or (error.sqlstate == _UNKNOWN and "role" in _told(error))


def _start(statement: Statement) -> str:
    words = " ".join(statement.text.split())
    return words if len(words) <= 60 else f"{words[:59]}\N{HORIZONTAL ELLIPSIS}"


def _told(error: "psycopg.Error") -> str:
    return str(error.diag.message_primary or error).partition("\n")[0]


def _reserved(statement: Statement, error: "psycopg.Error") -> str:
    """What is to be done where a reserved word is a name; nothing elsewhere."""
    text, place = statement.text, int(error.diag.statement_position or 1) - 1
    word = "".join(re.findall(r"\A\w+", text[place:]))
    is_name = word.lower() in RESERVED and _NAMING.search(text[:place])
    if error.sqlstate != _SYNTAX or not is_name:
        return ""
    return f"{word} is a reserved word: as a name it needs quotation marks"


def _refusal(statement: Statement, error: "psycopg.Error", warnings: Sequence[str]) -> NexusError:
    position = error.diag.statement_position
    later = statement.text.count("\n", 0, int(position) - 1) if position else 0
    where = Statement("", statement.file, statement.line + later).place
    # What was left out before may be what is missing now.
    told = filter(None, (error.diag.message_hint, _reserved(statement, error), *warnings[-1:]))
    return NexusError(f"PostgreSQL refuses it: {_told(error)}", where, "; ".join(told))
