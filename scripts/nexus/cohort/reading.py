"""Every portfolio of a cohort is read: its manifest, and who signed that.

Many servers are asked at once, one server by few: what lies on one server is divided into lanes,
and in a lane one portfolio waits for the other. The order of what comes out is that of the roster.
"""

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from nexus.cohort import manifest, places, web
from nexus.cohort.portfolio import Portfolio
from nexus.cohort.roster import Member, Roster
from nexus.cohort.web import Missing, Web
from nexus.core.cache import Cache
from nexus.core.errors import NexusError, UsageError
from nexus.core.progress import Progress
from nexus.verify import signature, source
from nexus.verify.listing import BUNDLE, LIST, Listing
from nexus.verify.source import Source

_Job = tuple[int, str, Member]


@dataclass(frozen=True)
class Reader:
    """Reads portfolios from `folder` or the web, at the moment `now`.

    `roots` is a file with other roots of trust than those of the public Sigstore. Where nothing
    `can_verify`, signatures are not looked at, and what must be signed is not shown.
    """

    folder: Path
    web: Web
    cache: Cache
    now: datetime
    roots: Path | None = None
    can_verify: bool = find_spec("sigstore") is not None

    def portfolio(self, programme: str, member: Member) -> Portfolio:
        """Read one portfolio; what is wrong with it is what it says then.

        Raises UsageError for roots of trust that are none.
        """
        found = Portfolio(programme, member.site)
        try:
            place = places.of(member.site, self.folder, self.web, manifest.MOST_BYTES)
            content = place.read(manifest.NAME)
            read = manifest.read(content, self.now)
            return replace(self._signed(found, member, place, content), manifest=read)
        except UsageError:
            raise
        except NexusError as error:
            return replace(found, failure=manifest.text(error.what))

    def _signed(self, found: Portfolio, member: Member, place: Source, content: bytes) -> Portfolio:
        """Look at who signed; raises NexusError where that does not hold, or should be there."""
        if member.repository and not self.can_verify:
            what = "its signature cannot be checked: install project-nexus[verify]"
            raise NexusError(what)
        repository = member.repository or source.repository(member.site)
        if not repository or not self.can_verify:
            return found
        try:
            listed, bundle = place.read(LIST), place.read(BUNDLE)
        except Missing:
            if member.repository:
                raise NexusError("it is not signed, though its repository is named") from None
            return replace(found, is_unsigned=True)
        day = self._day(listed, bundle, repository)
        if Listing.read(listed).get(manifest.NAME) != sha256(content).hexdigest():
            raise NexusError("its manifest is not the one that was signed")
        return replace(found, signed=day)

    def _day(self, listed: bytes, bundle: bytes, repository: str) -> str:
        """The day of a signature that holds: one that held before holds again."""
        trusted = sha256(self.roots.read_bytes()).hexdigest() if self.roots else ""
        digests = [sha256(each).hexdigest() for each in (listed, bundle)]

        def day() -> bytes:
            return signature.signer(listed, bundle, repository, self.roots).day.encode()

        return self.cache.get_or_make(["signed", *digests, repository, trusted], day).decode()


def read(roster: Roster, reader: Reader, progress: Progress) -> list[Portfolio]:
    """Return the portfolios of a roster in its order; `progress` is told of each.

    Raises UsageError for roots of trust that are none.
    """
    lanes = _lanes(roster)
    found: dict[int, Portfolio] = {}
    telling = Lock()
    progress.expect(sum(map(len, lanes)))

    def work(lane: list[_Job]) -> None:
        for number, programme, member in lane:
            found[number] = reader.portfolio(programme, member)
            with telling:
                progress.advance()
                progress.begin(found[number].name)

    pool = ThreadPoolExecutor(web.AT_ONCE)
    try:
        for _ in pool.map(work, lanes):
            pass
    finally:
        pool.shutdown(cancel_futures=True)
    return [found[number] for number in range(len(found))]


def _lanes(roster: Roster) -> list[list[_Job]]:
    found: dict[tuple[str, int], list[_Job]] = defaultdict(list)
    for number, programme, member in _jobs(roster):
        host, lanes = web.lanes(member.site) if "://" in member.site else ("", 1)
        found[host, number % lanes].append((number, programme, member))
    # The longest first: the others are done by the time that they are.
    return sorted(found.values(), key=len, reverse=True)


def _jobs(roster: Roster) -> Iterator[_Job]:
    for number, (programme, member) in enumerate(roster.members):
        yield number, programme, member
