"""A database on a PostgreSQL that is started for it, and its owner, who owns nothing else."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from nexus.core.errors import MachineError
from nexus.sources.database.engine import Engine

_NEW_ROLE = "CREATE ROLE {} LOGIN {} PASSWORD {}"
_NEW_DATABASE = "CREATE DATABASE {0} OWNER {0} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"


@contextmanager
def owned(engine: Engine, name: str, *, may_make_more: bool = False) -> Iterator[tuple[str, str]]:
    """Give libpq's addresses of an empty database, called `name`: as its owner, and as superuser.

    The owner may do what they like in it, and nothing elsewhere, unless they may make more of them:
    then they are a superuser of that server, who may make extensions and roles too.
    """
    try:
        import psycopg
        from psycopg import sql
    except ModuleNotFoundError:
        hint = "pip install 'project-nexus[evidence]'"
        raise MachineError("SQL is executed with the package psycopg", hint=hint) from None
    password = secrets.token_hex(16)
    rights = sql.SQL("SUPERUSER" if may_make_more else "NOCREATEDB")
    with engine() as server:
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            own = sql.Identifier(name)
            connection.execute(sql.SQL(_NEW_ROLE).format(own, rights, sql.Literal(password)))
            connection.execute(sql.SQL(_NEW_DATABASE).format(own))
        given = {"user": name, "password": password, "dbname": name}
        address = psycopg.conninfo.make_conninfo
        yield address(server.dsn(), **given), address(server.dsn(), dbname=name)
