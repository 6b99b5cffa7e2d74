"""The schema as text for other programs: one module per format, with a function of its name.

`export` makes a text in any of `FORMATS` from a `Schema`, and imports that format's module only;
`nexus.exports.drift` says how a file that was exported before differs from what would be exported
now.
"""

from importlib import import_module

from nexus.core.choices import FORMATS
from nexus.core.errors import UsageError
from nexus.schema.model import Schema

__all__ = ["FORMATS", "export"]


def export(schema: Schema, format: str) -> str:  # noqa: A002
    """Return the whole schema as text in one of `FORMATS`, ending in one newline.

    The same schema always gives the same text, and the text can always be written as UTF-8.
    Raises UsageError for a format that is not there.
    """
    if format not in FORMATS:
        hint = f"choose from: {', '.join(FORMATS)}"
        raise UsageError(f"there is no format called {format!r}", hint=hint)
    text: str = getattr(import_module(f"nexus.exports.{format}"), format)(schema)
    # Half of a surrogate pair is no character: nothing can hold it.
    return text.encode("utf-8", "replace").decode("utf-8")
