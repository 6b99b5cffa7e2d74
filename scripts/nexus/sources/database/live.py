"""A database that is there already, by its address: read, and nothing in it is changed.

PostgreSQL is read from its catalog, any other database as SQLAlchemy's dialect for it reflects it.
"""

import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import CheckConstraint, MetaData, create_engine, event, inspect
from sqlalchemy.engine import URL, Engine, Inspector, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from nexus.core.errors import MachineError, NexusError, UsageError
from nexus.sources.naming import Home
from nexus.sources.reading import Reading

_HINT = "write it as postgresql://user:password@host:5432/database, or as sqlite:///file.db"
# Drivers of MySQL by their modules, and what SQLAlchemy calls them; the last one is what pip gets.
_MYSQL = {"MySQLdb": "mysqldb", "mysql.connector": "mysqlconnector", "pymysql": "pymysql"}
_PACKAGES = {"MySQLdb": "mysqlclient"}
_CREATE_VIEW = re.compile(
    r"^\s*CREATE\s.*?\sAS\s+(?=SELECT\b|WITH\b|VALUES\b|\()", re.IGNORECASE | re.DOTALL
)
_READ_ONLY = {
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
}


def read(given: str | Path, root: Path) -> Reading:
    """Return the schema of a database, by its address or by the path of a file of SQLite.

    Raises UsageError for what is no address of one. MachineError says that it cannot be reached; no message holds a password.
    """
    try:
        is_file = isinstance(given, Path)
        parsed = URL.create("sqlite", database=str(given)) if is_file else make_url(str(given))
    except (ArgumentError, ValueError):
        raise UsageError("this is no address of a database", hint=_HINT) from None
    shown = parsed.render_as_string(hide_password=True)
    kind, name = parsed.get_backend_name(), parsed.database or ""
    home = Home.called((Path(name).stem if kind == "sqlite" else name) or kind, Path(name), root)
    if kind == "postgresql":
        return _postgresql(parsed, home, shown)
    try:
        engine = _engine(parsed, root)
        return reflected(engine, home, shown)
    except NoSuchModuleError:
        raise UsageError("SQLAlchemy has no dialect for it here", shown, _HINT) from None
    except ModuleNotFoundError as error:
        hint = f"pip install {_PACKAGES.get(str(error.name), error.name)}"
        raise MachineError(f"its driver is not installed: {error.name}", shown, hint) from None
    except SQLAlchemyError as error:
        what = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise MachineError(f"the database cannot be read: {what}", shown) from None


def _postgresql(url: URL, home: Home, shown: str) -> Reading:
    try:
        import psycopg
    except ModuleNotFoundError:
        hint = "pip install 'project-nexus[evidence]'"
        raise MachineError("a PostgreSQL needs the package psycopg", shown, hint) from None
    from nexus.sources.database import catalog

    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = "-c default_transaction_read_only=on -c statement_timeout=60000"
    try:
        with psycopg.connect(address, connect_timeout=10, options=options) as connection:
            schema = catalog.read(connection, home.spellings[0])
    except psycopg.OperationalError as error:
        told = re.sub(r"\s+", " ", str(error)).strip()
        raise MachineError(f"no connection to PostgreSQL: {told}", shown) from None
    except psycopg.Error as error:
        if error.sqlstate is None:  # libpq cannot read it, and its message may hold the password
            raise UsageError("this is no address of a database", hint=_HINT) from None
        raise NexusError(f"PostgreSQL refuses: {error.diag.message_primary}", shown) from None
    return _checked(Reading(schema, home, shown), shown)


def _engine(url: URL, root: Path) -> Engine:
    if url.get_backend_name() != "sqlite" or not url.database:
        return create_engine(_with_driver(url))
    file = (root / url.database).resolve()
    if not file.is_file():
        raise UsageError("there is no such file", str(url.database), "check the path")
    # The path is that of an address: some of its letters mean something there.
    name = f"file:{quote(file.as_posix())}"
    return create_engine(URL.create("sqlite", database=name, query={"mode": "ro", "uri": "true"}))


def _with_driver(url: URL) -> URL:
    """Return an address of MySQL with a driver that is installed, unless it names one."""
    if url.drivername not in {"mysql", "mariadb"}:
        return url
    there = (name for module, name in _MYSQL.items() if _is_there(module))
    return url.set(drivername=f"{url.drivername}+{next(there, 'pymysql')}")


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ImportError:
        return False


def reflected(engine: Engine, home: Home, typed: str) -> Reading:
    """Return the schema that SQLAlchemy reflects from a database, as its own dialect spells it."""
    from nexus.sources.sqlalchemy import reader
    from nexus.sources.sqlalchemy.loader import Models

    metadata = MetaData()
    if statement := _READ_ONLY.get(engine.dialect.name):
        event.listen(engine, "connect", lambda own, _: own.cursor().execute(statement))
    with engine.connect() as connection:
        asked = inspect(connection)
        metadata.reflect(connection, views=True)
        views = {name: _select(asked, name) for name in asked.get_view_names()}
        for table in metadata.tables.values():
            _add_checks(table, asked)
            if str(table.name) in views:
                table.info["is_view"] = True
    engine.dispose()
    made = reader.reading(Models(home.spellings[0], metadata, home=home, typed=typed))
    # No model of anybody's knows these tables.
    tables = (replace(t, definition=views.get(t.name), mapped=None) for t in made.schema.tables)
    schema = replace(made.schema, tables=tuple(tables), dialect=engine.dialect.name)
    return _checked(replace(made, schema=schema), typed)


def _select(asked: Inspector, view: str) -> str | None:
    """Return what a view selects: some databases tell the whole statement that makes it."""
    try:
        told = asked.get_view_definition(view)
    except (NotImplementedError, SQLAlchemyError):
        return None
    return _CREATE_VIEW.sub("", str(told)).strip().rstrip(";") or None if told else None


def _add_checks(table: Any, asked: Inspector) -> None:
    try:
        found = asked.get_check_constraints(table.name, table.schema)
    except (NotImplementedError, SQLAlchemyError):  # not every dialect can tell
        return
    # SQLAlchemy 2.1 reflects them with the table, and earlier ones do not.
    table.constraints -= {rule for rule in table.constraints if isinstance(rule, CheckConstraint)}
    for rule in found:
        # It takes `:word` for a parameter, which no check of a database has.
        text = re.sub(r"(?<!:):(?=\w)", r"\\:", rule["sqltext"])
        table.append_constraint(CheckConstraint(text, name=rule["name"]))


def _checked(reading: Reading, shown: str) -> Reading:
    if not reading.schema.tables:
        raise UsageError("there are no tables in it", shown, "check the name of the database")
    return reading
