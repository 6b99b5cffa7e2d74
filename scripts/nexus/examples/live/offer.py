"""An example that a reader may run."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

# Why there is none where Node failed: what Node says is about this machine, and no text for a page.
UNTRIED = "it could not be tried at build"


@dataclass(frozen=True)
class Offer:
    """The file of its session, the bytes that this fetches, and what runs it: `PostgreSQL 18.7`.

    Without a number it is a box for queries on the data.
    """

    session: str
    number: int
    size: int
    by: str


def session(facts: Mapping[str, object]) -> tuple[str, bytes]:
    """Return the name and content of the file of a session, as a browser reads it."""
    text = msgspec.json.encode(facts)
    return f"{hashlib.sha256(text).hexdigest()[:16]}.json", text
