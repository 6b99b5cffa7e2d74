"""Variables of the environment that are not set: what stands in for them names the database at hand."""

import os
import re
from collections.abc import Iterable
from urllib.parse import unquote

from sqlalchemy.engine import URL

# What is about a database by its name: its absence may only show in what is made of it.
_DATABASE = re.compile(r"(?:^|_)(?:DATABASE|DB|DSN|MYSQL|PG|POSTGRES\w*|SQL\w*)(?:_|$)|^PG")


def standing_in(lacking: Iterable[str], asked: Iterable[str], url: URL) -> dict[str, str]:
    """Return values for variables that are not set: those `lacking`, and others about databases."""
    names = {*lacking, *(name for name in asked if _DATABASE.search(name.upper()))}
    return {name: _value(name.upper(), url) for name in names if name and name not in os.environ}


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
