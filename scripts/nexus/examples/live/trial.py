"""Whether examples give in a browser what they gave at the build: they run in Node, in order.

Only what is equal is offered to readers: rows, types, tags, and of a refusal its SQLSTATE, message,
detail, hint and place.
"""

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from nexus import plans
from nexus.core import leases
from nexus.core.cache import Cache
from nexus.core.results import Plan, Result, SqlError
from nexus.core.text import printable
from nexus.examples.example import Example
from nexus.examples.live import node
from nexus.examples.live.bundle import Bundle
from nexus.examples.live.snapshots import Snapshot

_SECONDS = 90
_LONGEST = 120
# So much of a text stands before what differs.
_BEFORE = 40


class Given(msgspec.Struct, frozen=True):
    """What an example gave in Node, or why it ended."""

    results: tuple[Result, ...]
    error: str = ""
    # False where Node ended with it, which may be for want of memory: another build tries it again.
    is_final: bool = True


_UNREACHED = Given((), "an example before it did not end")


def needed(examples: Sequence[Example], differs: Sequence[str]) -> list[Example]:
    """Return the examples that a session runs before others.

    One that was refused at the build changed nothing there. Where it is not in a browser, as that
    has more rights, it would.
    """
    pairs = zip(examples, differs, strict=True)
    return [e for e, different in pairs if not (different and _is_refused(e))]


def _is_refused(example: Example) -> bool:
    return all(isinstance(result, SqlError) for result in example.kept.results)


def steps(examples: Sequence[Example]) -> list[dict[str, object]]:
    """Return what a session runs, example by example, as a browser is told it."""
    return [
        {
            "number": example.number,
            "text": example.request.code,
            "plan": bool(example.request.plan),
            "rows": example.request.shown,
        }
        for example in examples
    ]


@dataclass(frozen=True)
class Trial:
    """Runs sessions in Node by PGlite; `conditions` names each SQLSTATE."""

    bundle: Bundle
    conditions: Mapping[str, str]
    cache: Cache

    def differences(self, examples: Sequence[Example], snapshot: Snapshot) -> list[str]:
        """Return for each example how it differs from the page, empty where it does not.

        The examples of a session run one after the other, as they did at the build. Raises
        NodeError where they cannot be tried.
        """
        asked = steps(examples)
        shows = [msgspec.to_builtins(example.kept.results) for example in examples]
        data = hashlib.sha256(snapshot.content).hexdigest()
        key = ["trial", self.bundle.identity, data, asked, shows]
        if kept := self.cache.get(key):
            return msgspec.json.decode(kept, type=list[str])
        given = self._outcome(examples, snapshot)
        found = [difference(e.kept.results, given[e.number]) for e in examples]
        if all(gave.is_final for gave in given.values()):
            self.cache.put(key, msgspec.json.encode(found))
        return found

    def _outcome(self, examples: Sequence[Example], snapshot: Snapshot) -> dict[int, Given]:
        """What each gave, without those before it that a session leaves out."""
        given = dict(
            zip((e.number for e in examples), self._given(steps(examples), snapshot), strict=True)
        )
        tried = [e for e in examples if given[e.number] != _UNREACHED]
        differs = [difference(e.kept.results, given[e.number]) for e in tried]
        out = {e.number for e in tried} - {e.number for e in needed(tried, differs)}
        rest = [e for e in examples if e.number not in out]
        return given | self._outcome(rest, snapshot) if out and rest else given

    def _given(self, asked: list[dict[str, object]], snapshot: Snapshot) -> list[Given]:
        with leases.folder() as folder:
            tar = folder / "data.tar"
            tar.write_bytes(gzip.decompress(snapshot.content))
            order = {
                "task": "run",
                "pglite": str(self.bundle.folder),
                "from": str(tar),
                "extensions": snapshot.extensions,
                "examples": asked,
                "conditions": self.conditions,
            }
            told, why = node.ask_each(node.POSTGRES, order, _SECONDS * (1 + len(asked)), folder)
        given = [msgspec.json.decode(each, type=Given) for each in told]
        if not any(gave.error for gave in given) and len(given) < len(asked):
            given.append(Given((), why, is_final=False))
        rest = len(asked) - len(given)
        return [*given, *[_UNREACHED] * rest]


def difference(built: Sequence[Result], gave: Given) -> str:
    """Return how what an example gave differs from what it gave at the build; empty if it does not."""
    if gave.error:
        return gave.error
    for ours, theirs in zip(map(_lasting, built), map(_lasting, gave.results), strict=False):
        if ours != theirs:
            return "it gives {}, the page shows {}".format(*_told(theirs, ours))
    if len(built) != len(gave.results):
        return f"it gives {len(gave.results)} results, the page shows {len(built)}"
    return ""


def _lasting(result: Result) -> object:
    """Return what of a result is the same on each machine: of a plan what it did, not what that took."""
    return _done(plans.read(result.document).root) if isinstance(result, Plan) else result


def _done(node: plans.Node) -> list[object]:
    own = (node.kind, node.subplan, node.relation, node.source, node.alias, node.index)
    counted = (node.actual_rows, node.loops, node.removed_rows, node.pruned)
    return [*own, *counted, node.conditions, [_done(child) for child in node.children]]


def _told(*results: object) -> list[str]:
    """Return results as text, from shortly before the place where they differ."""
    whole = [printable(msgspec.json.encode(result).decode()) for result in results]
    letters = enumerate(zip(*whole, strict=False))
    same = next((n for n, (one, other) in letters if one != other), 0)
    start = max(same - _BEFORE, 0)
    return [f"{'…' if start else ''}{text[start : start + _LONGEST]}" for text in whole]
