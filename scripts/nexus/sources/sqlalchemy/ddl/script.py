"""The schema as DDL in any dialect of SQLAlchemy: the statements that would make it.

This export starts from the MetaData and not from a `Schema`, because each dialect of SQLAlchemy
knows how it spells a type, a default or an option, and because the models may bring statements of
their own (an extension, a trigger) as events. What the dialect cannot express (`limits`) is said
in comments at the top and set aside, while SQLAlchemy's `create_all` gives the rest to a list
instead of a database. The models are left as they were.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import MetaData, Table
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.engine.mock import MockConnection, create_mock_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, SetConstraintComment

from nexus.core.errors import UsageError
from nexus.sources.sqlalchemy.ddl.aside import set_aside
from nexus.sources.sqlalchemy.ddl.limits import Limits
from nexus.sources.sqlalchemy.ddl.trial import reason

# The dialects that the reference shows side by side, and what they call themselves.
SHOWN = {"postgresql": "PostgreSQL", "mysql": "MySQL", "sqlite": "SQLite"}

_CREATE_SCHEMA = {
    "postgresql": "CREATE SCHEMA IF NOT EXISTS {};",
    "mysql": "CREATE SCHEMA IF NOT EXISTS {};",
    "mariadb": "CREATE SCHEMA IF NOT EXISTS {};",
    # The nearest thing that SQLite has to a schema is another database, attached under its name.
    "sqlite": "ATTACH DATABASE ':memory:' AS {};",
}
# SQLAlchemy keeps these in sets, so each run may make them in another order.
_UNORDERED = (AddConstraint, CreateIndex, SetConstraintComment)
_QUOTED = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`)""")


def ddl(metadata: MetaData, dialect: str) -> str:
    """The statements that make the whole schema in `dialect`, e.g. `postgresql` or `mysql`.

    What the dialect cannot express is left out and named, with the reason, in `--` comments at
    the top. Raises UsageError where SQLAlchemy has no such dialect.
    """
    made: list[Any] = []
    target = engine(dialect, made)
    with warnings.catch_warnings():
        # What SQLAlchemy would warn of is for whoever runs the statements.
        warnings.simplefilter("ignore")
        limits = Limits(metadata, target)
        tables = [table for table in metadata.tables.values() if table not in limits]
        make = partial(metadata.create_all, target, tables=tables, checkfirst=False)
        with set_aside(tables, limits.items, limits.changed):
            remarks = [*limits.remarks, *create(make, tables, made)]
            statements = texts(made, target.dialect, limits)
    comments = (f"-- {' '.join(remark.split())}" for remark in remarks)
    schemas = (_schema(name, target.dialect) for name in _schemas(tables, made))
    return paragraphs([*comments, *schemas, *statements])


def paragraphs(statements: list[str]) -> str:
    """The statements below each other, with an empty line around each that has several lines."""
    lines: list[str] = []
    for before, text in zip(["", *statements], statements, strict=False):
        apart = "\n" in text or "\n" in before or text.startswith("--") != before.startswith("--")
        lines += ["", text] if before and apart else [text]
    return "\n".join(lines) + "\n"


def engine(dialect: str, made: list[Any]) -> MockConnection:
    """What SQLAlchemy takes for a database: it adds each statement to `made` and runs none.

    Raises UsageError where SQLAlchemy has no such dialect.
    """

    def record(statement: Any, *_: Any) -> None:
        made.append(statement)

    try:
        # With this style of parameters SQLAlchemy leaves a percent sign as it is.
        found = create_mock_engine(URL.create(dialect), record, paramstyle="named")
    except (SQLAlchemyError, ImportError, ValueError) as error:
        hint = f"choose from: {', '.join(SHOWN)}, mariadb, mssql, oracle"
        raise UsageError(f"SQLAlchemy has no dialect {dialect!r} here", hint=hint) from error
    if found.dialect.name == "mssql":
        # Its comments name the schema, which a connection would tell.
        found.dialect.default_schema_name = "dbo"
    return found


def create(make: Callable[[], None], tables: list[Table], made: list[Any]) -> list[str]:
    """Fill `made` with the statements that `make` runs; returns remarks on what failed."""
    try:
        make()
    except Exception as error:  # an event of the models is its author's code
        made[:] = [
            statement
            for table in tables
            for statement in (CreateTable(table), *map(CreateIndex, table.indexes))
        ]
        return [f"left out: events of the models, and types they make: {reason(error)}"]
    return []


def texts(made: list[Any], dialect: Dialect, limits: Limits) -> list[str]:
    """The statements as text, in one order, without those about what is left out."""
    return [_text(each, dialect) for each in _ordered(made) if _target(each) not in limits]


def _schemas(tables: list[Table], made: list[Any]) -> dict[str, None]:
    """The schemas of the tables, then those that only a type or a sequence is in."""
    items = (*tables, *map(_target, made))
    return dict.fromkeys(name for item in items if (name := getattr(item, "schema", None)))


def _ordered(statements: list[Any]) -> Iterator[Any]:
    for kind, run in groupby(statements, type):
        made = list(run)
        yield from sorted(made, key=_place) if kind in _UNORDERED else made


def _target(statement: Any) -> object:
    # Comments come even for a column that is left out.
    return getattr(statement, "element", None)


def _place(statement: Any) -> tuple[str, str, list[str], list[str]]:
    """The table, the name, and for those without one the columns and what they refer to."""
    item = statement.element
    name = item.name if isinstance(item.name, str) else ""
    targets = [element.target_fullname for element in getattr(item, "elements", ())]
    return item.table.fullname, name, [column.name for column in item.columns], targets


def _text(statement: Any, dialect: Dialect) -> str:
    try:
        sql = str(statement.compile(dialect=dialect)).strip()
    except Exception as error:  # as above, or an error of the dialect
        return f"-- left out: {type(statement).__name__}: {reason(error)}"
    return f"{_tidy(sql) if isinstance(statement, CreateTable | AddConstraint) else sql};"


def _tidy(sql: str) -> str:
    """SQL indented by spaces, with none at the ends of lines; quoted text stays as it is."""
    parts = _QUOTED.split(sql)
    parts[::2] = [re.sub(r" +\n", "\n", part).replace("\t", "    ") for part in parts[::2]]
    return "".join(parts)


def _schema(schema: str, dialect: Dialect) -> str:
    statement = _CREATE_SCHEMA.get(dialect.name, "-- Needs the schema {}.")
    return statement.format(dialect.identifier_preparer.quote_schema(schema))
