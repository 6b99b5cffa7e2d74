"""What a session gave, as a record that another build or machine can check and use.

A record names all that it depends on: the key of its session, and what a program looked at with the
answers. Its name is the hash of its content; with a key it is signed as well. A list for each session
names its newest records, as it gives something else on another branch.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from nexus.core.text import printable
from nexus.examples import media
from nexus.examples.example import Kept
from nexus.examples.media import Medium

# So many records of a session are looked at: those of the branches that one works on.
_MOST = 8
_LONGEST_LINE = 400
_HEAD = b"nexus evidence 1 "
_NAME = re.compile(r"[0-9a-f]{64}")


class Record(msgspec.Struct, frozen=True):
    """The key of a session; each question with its answer; what each of its examples gave."""

    key: str
    inputs: tuple[tuple[str, str, str, str], ...]
    kept: tuple[Kept, ...]


class Refused(ValueError):
    """A record is not what it should be."""


@dataclass
class Records:
    """The records on a medium; `report` is given a line about each that is refused.

    With `secret`, a record counts only if it is signed by it.
    """

    medium: Medium
    report: Callable[[str], None]
    secret: bytes = field(default=b"", repr=False)
    _failed: set[str] = field(default_factory=set)

    def of(self, key: str) -> Iterator[Record]:
        """Yield the records of a session, the newest first."""
        for name in self._names(key):
            content = self._read(f"objects/{name}")
            if content is None:
                continue
            try:
                yield _checked(name, content, key, self.secret)
            except Refused as error:
                self._say(f"evidence is refused, so its example runs again: {error}; {name[:12]}")

    def add(self, record: Record) -> None:
        """Keep a record; where that cannot be, a line says so."""
        if not self.medium.writes:
            return
        payload = msgspec.json.encode(record)
        name = hashlib.sha256(payload).hexdigest()
        older = [each for each in self._names(record.key) if each != name]
        listed = "\n".join([name, *older][:_MOST])
        self._write(f"objects/{name}", _HEAD + _signed(payload, self.secret) + b"\n" + payload)
        self._write(f"sessions/{record.key}", listed.encode())

    def _names(self, key: str) -> list[str]:
        found = (self._read(f"sessions/{key}") or b"").decode("ascii", "replace").split("\n")
        return [name for name in found if _NAME.fullmatch(name)][:_MOST]

    def _read(self, name: str) -> bytes | None:
        if "read" in self._failed:
            return None
        try:
            return self.medium.read(name)
        except OSError as error:
            self._fail("read", error)
            return None

    def _write(self, name: str, content: bytes) -> None:
        if "written" in self._failed:
            return
        try:
            self.medium.write(name, content)
        except OSError as error:
            self._fail("written", error)

    def _say(self, line: str) -> None:
        # A server chooses the words of its refusal.
        self.report(printable(line)[:_LONGEST_LINE])

    def _fail(self, what: str, error: OSError) -> None:
        """Say once what does not work, and do without it for the rest of the build."""
        self._failed.add(what)
        self._say(f"evidence cannot be {what}: {error.strerror or error}; {self.medium.named}")


def shared(
    environment: Mapping[str, str], root: Path, report: Callable[[str], None]
) -> Records | None:
    """Return the records that machines share, or None; raises UsageError as `media.medium` does."""
    medium = media.medium(environment, root)
    secret = environment.get("NEXUS_EVIDENCE_KEY", "").strip().encode(errors="surrogateescape")
    return None if medium is None else Records(medium, report, secret)


def _signed(payload: bytes, secret: bytes) -> bytes:
    return hmac.new(secret, payload, hashlib.sha256).hexdigest().encode() if secret else b"-"


def _checked(name: str, content: bytes, key: str, secret: bytes) -> Record:
    """Return the record of that name and session; raises Refused."""
    head, _, payload = content.partition(b"\n")
    if not head.startswith(_HEAD) or hashlib.sha256(payload).hexdigest() != name:
        raise Refused("its content is not what its name says")
    signature = head.removeprefix(_HEAD)
    if secret and not hmac.compare_digest(signature, _signed(payload, secret)):
        raise Refused("it is not signed with NEXUS_EVIDENCE_KEY")
    try:
        record = msgspec.json.decode(payload, type=Record)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(f"it cannot be read ({error})") from None
    if record.key != key:
        raise Refused("it belongs to another example")
    return record
