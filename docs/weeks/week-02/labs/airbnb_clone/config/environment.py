"""What the environment says, as Django's settings want it."""

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict


def required(name: str) -> str:
    """Return a variable; without it, or with an empty one, nothing starts."""
    value = os.environ.get(name)
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}; see .env.example.")
    return value


def flag(name: str) -> bool:
    """Tell whether a variable is 1; unset, it is not."""
    return os.environ.get(name) == "1"


def words(name: str) -> list[str]:
    """Return the words of a variable that lists them between commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def database() -> dict[str, Any]:
    """Return the database of DATABASE_URL, or else of the POSTGRES_* variables."""
    if url := os.environ.get("DATABASE_URL"):
        options = conninfo_to_dict(url)
        # A host that starts with / is the folder of a Unix socket, in both ways of saying it.
        named = {
            "NAME": options.pop("dbname", ""),
            "USER": options.pop("user", ""),
            "PASSWORD": options.pop("password", ""),
            "HOST": options.pop("host", ""),
            "PORT": options.pop("port", ""),
        }
    else:
        options = {}
        named = {
            "NAME": required("POSTGRES_DB"),
            "USER": required("POSTGRES_USER"),
            "PASSWORD": required("POSTGRES_PASSWORD"),
            "HOST": required("POSTGRES_HOST"),
            "PORT": os.environ.get("POSTGRES_PORT", ""),
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "OPTIONS": {"connect_timeout": 5} | options,
    }
