"""Whether examples give in a browser what they gave at the build: they run in Node, in order.

Only what is equal is offered to readers: rows, types, tags, and of a refusal its SQLSTATE, message,
detail, hint and place.
"""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from nexus.core.cache import Cache
from nexus.core.results import Result
from nexus.core.text import printable
from nexus.examples.example import Example
from nexus.examples.live import node
from nexus.examples.live.bundle import Bundle
from nexus.examples.live.snapshots import Snapshot

_SECONDS = 90
_LONGEST = 120
# So much of a text stands before what differs.
_BEFORE = 40
# A chart shows all rows of its result, as at the build.
_CHARTED = 1000


class _Given(msgspec.Struct, frozen=True):
    """What an example gave in Node, or why it ended."""

    results: tuple[Result, ...]
    error: str = ""


def steps(examples: Sequence[Example]) -> list[dict[str, object]]:
    """Return what a session runs, example by example, as a browser is told it."""
    return [
        {
            "number": example.number,
            "text": example.request.code,
            "plan": bool(example.request.plan),
            "rows": shown(example),
        }
        for example in examples
    ]


def shown(example: Example) -> int:
    """Return how many rows of its results an example shows."""
    return _CHARTED if example.request.chart else example.request.rows


def differences(
    examples: Sequence[Example],
    snapshot: Snapshot,
    bundle: Bundle,
    conditions: Mapping[str, str],
    cache: Cache,
) -> list[str]:
    """Return for each example of a session how it differs from the page, empty where it does not.

    The examples run one after the other, as they did at the build.
    """
    asked = steps(examples)
    shows = [example.kept.results for example in examples]
    key = [
        "trial",
        bundle.identity,
        snapshot.content.hex()[-64:],
        asked,
        msgspec.to_builtins(shows),
    ]
    if kept := cache.get(key):
        return msgspec.json.decode(kept, type=list[str])
    given = _given(asked, snapshot, bundle, conditions)
    found = [
        "" if example.request.plan else _difference(example.kept.results, gave)
        for example, gave in zip(examples, given, strict=True)
    ]
    cache.put(key, msgspec.json.encode(found))
    return found


def _given(
    asked: list[dict[str, object]],
    snapshot: Snapshot,
    bundle: Bundle,
    conditions: Mapping[str, str],
) -> list[_Given]:
    import gzip

    with tempfile.TemporaryDirectory(prefix="nexus-") as folder:
        tar = Path(folder, "data.tar")
        tar.write_bytes(gzip.decompress(snapshot.content))
        order = {
            "task": "run",
            "pglite": str(bundle.folder),
            "from": str(tar),
            "extensions": snapshot.extensions,
            "examples": asked,
            "conditions": conditions,
        }
        try:
            given = msgspec.json.decode(node.ask(order, _SECONDS), type=list[_Given])
        except node.NodeError as error:
            given = [_Given((), str(error))]
    rest = len(asked) - len(given)
    return [*given, *[_Given((), "an example before it did not end")] * rest]


def _difference(built: Sequence[Result], gave: _Given) -> str:
    if gave.error:
        return gave.error
    for ours, theirs in zip(built, gave.results, strict=False):
        if ours != theirs:
            return "it gives {}, the page shows {}".format(*_told(theirs, ours))
    if len(built) != len(gave.results):
        return f"it gives {len(gave.results)} results, the page shows {len(built)}"
    return ""


def _told(*results: Result) -> list[str]:
    """Return results as text, from shortly before the place where they differ."""
    whole = [printable(msgspec.json.encode(result).decode()) for result in results]
    letters = enumerate(zip(*whole, strict=False))
    same = next((n for n, (one, other) in letters if one != other), 0)
    start = max(same - _BEFORE, 0)
    return [f"{'…' if start else ''}{text[start : start + _LONGEST]}" for text in whole]
