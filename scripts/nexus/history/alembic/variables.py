"""Variables of the environment that are not set: what stands in for them names the database at hand."""

import os
import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Literal, get_args, get_origin
from urllib.parse import unquote

from sqlalchemy.engine import URL

# What is about a database by its name: its absence may only show in what is made of it.
_DATABASE = re.compile(r"(?:^|_)(?:DATABASE|DB|DSN|MYSQL|PG|POSTGRES\w*|SQL\w*)(?:_|$)|^PG")


def standing_in(lacking: Mapping[str, Any], asked: Iterable[str], url: URL) -> dict[str, str]:
    """Return values for variables that are not set: those `lacking`, and others about databases.

    Each of those lacking has the type that its value must have, or None.
    """
    names = {*lacking, *(name for name in asked if _DATABASE.search(name.upper()))}
    return {
        name: _typed(_value(name.upper(), url), lacking.get(name))
        for name in names
        if name and name not in os.environ
    }


def _typed(value: str, kind: Any) -> str:
    """A value as a type takes it; pydantic reads what has several parts as JSON."""
    parts = [part for part in get_args(kind) if part is not type(None)]
    kind = get_origin(kind) or kind
    if kind is Literal:
        return str(parts[0])
    if not isinstance(kind, type) or kind is UnionType:
        return _typed(value, parts[0]) if parts else value
    if issubclass(kind, Enum):
        return str(next(iter(kind)).value)
    if issubclass(kind, int | float | Decimal):
        return value if value.isdigit() else "1"
    if issubclass(kind, str | bytes) or not issubclass(kind, Collection):
        return "http://localhost" if "Http" in kind.__name__ else value
    return "{}" if issubclass(kind, Mapping) else "[]"


def _value(name: str, url: URL) -> str:
    """What a variable is about, as its name ends; the whole address where that says nothing."""
    parts = {
        "HOST": "localhost",
        "PORT": str(url.query["port"]),
        "USER": str(url.username),
        "USERNAME": str(url.username),
        "PASSWORD": str(url.password),
        "PASS": str(url.password),
        "NAME": str(url.database),
        "DB": str(url.database),
        "DATABASE": str(url.database),
    }
    # A file of settings takes a `%` for the beginning of something else.
    whole = unquote(url.render_as_string(hide_password=False))
    return next((value for end, value in parts.items() if name.endswith(end)), whole)
