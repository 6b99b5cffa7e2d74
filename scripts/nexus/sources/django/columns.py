"""Fields of Django as columns: types as PostgreSQL gets them, defaults, and what is said of them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any

from nexus.schema.model import Check, Column
from nexus.sources.clauses import unwrapped
from nexus.sources.django.connection import Editor
from nexus.sources.django.standins import StandIn

_SERIALS = {"smallserial": "smallint", "serial": "integer", "bigserial": "bigint"}
# Choices that are told whole; of a longer list its beginning.
_MOST_CHOICES = 12


def column(field: Any, editor: Editor, kind: str) -> Column:
    """Return the column of a field; `kind` is the type that the database gives it."""
    generated = bool(getattr(field, "generated", False))
    identity = field.db_type_suffix(connection=editor.connection)
    return Column(
        name=str(field.column),
        type=_SERIALS.get(kind, kind),
        nullable=bool((field.null or generated) and not field.primary_key),
        server_default=_server_default(field, editor),
        client_default=_client_default(field),
        computed=unwrapped(editor.generated(field)) if generated else None,
        persisted=bool(field.db_persist) if generated else None,
        identity=str(identity) if identity else None,
        comment=_text(getattr(field, "db_comment", None)),
        is_serial=kind in _SERIALS,
        description=_description(field),
    )


def kind(field: Any, editor: Editor) -> str | None:
    """Return the type that the database gives a field, with its collation; None for no column."""
    facts = editor.parameters(field)
    if not facts["type"]:
        return None
    collation = facts.get("collation")
    # A number may be known of two: `numeric(None, 2)` is no type.
    told = re.sub(r"\([^()]*\bNone\b[^()]*\)", "", str(facts["type"]))
    return f'{told} COLLATE "{collation}"' if collation else told


def check(field: Any, editor: Editor) -> Check | None:
    """Return the rule that a type brings, such as that a number has no sign."""
    rule = editor.parameters(field)["check"]
    return Check(None, str(rule)) if rule else None


def _server_default(field: Any, editor: Editor) -> str | None:
    is_there = getattr(field, "has_db_default", None)
    if is_there is None:  # before Django 5.2
        from django.db.models import NOT_PROVIDED

        given = getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED
    else:
        given = bool(is_there())
    return unwrapped(editor.default(field)) if given else None


def _client_default(field: Any) -> str | None:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "now()"
    if not field.has_default():
        return None
    given = field.default
    if isinstance(given, StandIn):
        return str(given)
    if callable(given) and not isinstance(given, type):
        return f"{getattr(given, '__name__', type(given).__name__)}()"
    return f"{given.__name__}()" if isinstance(given, type) else _literal(given)


def _literal(value: object) -> str:
    """Return a value as Python writes it, the same in every run."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, datetime) and value.microsecond not in {0, 999_999}:
        return "a moment computed at import"
    if isinstance(value, date):
        return value.isoformat()
    try:
        text = repr(value)
    except Exception:  # an author's class may refuse to be shown
        return f"{type(value).__name__}()"
    return f"{type(value).__name__}()" if re.search(r" at 0x[0-9a-fA-F]+>", text) else text


def _description(field: Any) -> str | None:
    """Return the help text of a field, and the values that it may have."""
    parts = [_text(field.help_text), _choices(field.flatchoices if field.choices else ())]
    return "\n\n".join(filter(None, parts)) or None


def _choices(pairs: Iterable[tuple[Any, Any]]) -> str:
    listed = [(str(value), str(label)) for value, label in pairs if value not in {None, ""}]
    told = [
        value if label.lower() == value.replace("_", " ").lower() else f"{value} ({label})"
        for value, label in listed[:_MOST_CHOICES]
    ]
    more = len(listed) - _MOST_CHOICES
    return f"One of: {', '.join(told)}{f' and {more} more' if more > 0 else ''}." if told else ""


def _text(given: Any) -> str | None:
    """Return a text, which may be one to be translated; None for none."""
    try:
        return str(given).strip() or None if given else None
    except Exception:  # a translation may need a catalogue that is not there
        return None
