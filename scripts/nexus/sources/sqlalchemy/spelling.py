"""Types and expressions of SQLAlchemy as SQL text, spelt as PostgreSQL spells them.

Another dialect may be chosen for a time (`spelt`). What the one or the other cannot spell falls back to the default dialect, a type then to its own
dialect, and at last to the name of the class: a type's compiler is its author's code, and whatever
that raises, spelling never fails.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import Any

from sqlalchemy import Column, types
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL, default
from sqlalchemy.exc import SQLAlchemyError

from nexus.core.errors import UsageError

# Texts for people: the style of bound values that doubles no percent sign.
POSTGRESQL = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
_PLAIN = default.DefaultDialect(paramstyle="named")
_chosen: ContextVar[Any] = ContextVar("_chosen", default=POSTGRESQL)


def dialect_of(name: str) -> Any:
    """Return a dialect by its name, such as `mysql`; raises UsageError where there is none."""
    try:
        # With this style of parameters SQLAlchemy leaves a percent sign as it is.
        made: Any = URL.create(name).get_dialect()
        return made(paramstyle="named")
    except (SQLAlchemyError, ImportError, ValueError) as error:
        hint = "choose from: postgresql, mysql, sqlite, mariadb, mssql, oracle"
        raise UsageError(f"SQLAlchemy has no dialect {name!r} here", hint=hint) from error


@contextmanager
def spelt(dialect: str) -> Iterator[None]:
    """Spell as a dialect does for the time of the `with`; an empty name stands for PostgreSQL."""
    token = _chosen.set(dialect_of(dialect) if dialect else POSTGRESQL)
    try:
        yield
    finally:
        _chosen.reset(token)


def chosen() -> Any:
    """Return the dialect that is spelt now."""
    return _chosen.get()


def _all() -> tuple[Any, Any]:
    return chosen(), _PLAIN


# Types


def type_text(kind: types.TypeEngine[Any]) -> str:
    """Return a type in PostgreSQL's spelling, lower-case outside quotes: `numeric(10, 2)`.

    An enum is its name. Falls back to the default dialect, to the type's own, and then to the name
    of its class.
    """
    enum = enum_of(kind)
    if enum is not None and enum.name and enum.native_enum:
        name = f"{enum.schema}.{enum.name}" if enum.schema else str(enum.name)
        return name + dimensions(kind)
    for dialect in _dialects(kind) if enum is None else _all():
        try:
            return _lower_unquoted(str(kind.compile(dialect=dialect)))
        except Exception:  # noqa: S112 (an author's code)
            continue
    return "boolean" if isinstance(kind, types.Boolean) else type(kind).__name__


def _dialects(kind: types.TypeEngine[Any]) -> Iterator[Any]:
    own = None if isinstance(kind, types.Boolean) else own_dialect(kind)
    # PostgreSQL's dialect would not say that a number has no sign.
    if own and getattr(kind, "unsigned", False):
        yield own
    yield from _all()
    if own:
        yield own


def own_dialect(kind: types.TypeEngine[Any]) -> Any:
    """Return the dialect of SQLAlchemy's that a type comes with, or None."""
    for base in type(kind).__mro__:
        if found := re.match(r"sqlalchemy\.dialects\.\w+", base.__module__):
            return import_module(found[0]).dialect()
    return None


def _lower_unquoted(text: str) -> str:
    return re.sub(r"""("[^"]*"|'[^']*')|[^"']+""", lambda m: m[1] or m[0].lower(), text)


def implementation(kind: Any) -> Any:
    """Return the type that the database gets: a variant for it, and what a decorator wraps."""
    while True:
        kind = getattr(kind, "_variant_mapping", {}).get(chosen().name, kind)
        if not isinstance(kind, types.TypeDecorator):
            return kind
        try:
            kind = kind.load_dialect_impl(chosen())
        except Exception:  # an author's code
            kind = getattr(kind, "impl_instance", None)


def dimensions(kind: Any) -> str:
    """Return the brackets of an array, e.g. `[][]`, or nothing for what is no array."""
    held = implementation(kind)
    return "[]" * (getattr(held, "dimensions", None) or 1) if _item(held) is not None else ""


def _item(implemented: Any) -> Any:
    """The type of an array's items, or None for what is no array."""
    return getattr(implemented, "item_type", None)


def enum_of(kind: Any) -> EnumType | None:
    """Return the enum that a type is, or is an array of."""
    item = _item(implementation(kind))
    found = implementation(kind if item is None else item)
    return found if isinstance(found, EnumType) else None


# SQL


def sql(expression: Any) -> str:
    """Return an expression as SQL without the table's name; a plain column is its bare name."""
    if isinstance(expression, Column):
        return str(expression.name)
    if isinstance(expression, str):
        return expression
    text = compiled(
        lambda d: d.ddl_compiler(d, None).sql_compiler.process(
            expression, include_table=False, literal_binds=True
        )
    )
    return text or plainly(expression)


def plainly(expression: Any) -> str:
    """Return an expression in whatever words it has for itself."""
    try:
        return str(expression)
    except Exception:  # an author's constructs may raise anything
        return type(expression).__name__


def compiled(compile_for: Callable[[Any], Any]) -> str:
    """Return what the first of the dialects makes of it, or the empty string where none can."""
    for dialect in _all():
        try:
            return str(compile_for(dialect) or "").strip()
        except Exception:  # noqa: S112 (an author's code)
            continue
    return ""


def quoted(name: str) -> str:
    """Return a name as PostgreSQL's dialect writes it."""
    return str(POSTGRESQL.identifier_preparer.quote(name))
