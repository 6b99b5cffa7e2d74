"""Every portfolio of a cohort is built by the workers of a cluster, and put in its place when it is whole.

What has not changed since it was last built is skipped. A portfolio that fails keeps its last site,
and takes nothing from the others. What comes out does not depend on how many workers there are.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from nexus.build import swap
from nexus.cluster.work import Cluster, Outcome, Piece
from nexus.cohort import building, orders, packing, report
from nexus.cohort.building import Built, Order
from nexus.cohort.confinement import Limits
from nexus.cohort.orders import Orders
from nexus.cohort.report import BUILT, FAILED, SKIPPED, Entry
from nexus.cohort.roster import Roster
from nexus.core.cache import Cache
from nexus.core.errors import NexusError, UsageError, place
from nexus.core.progress import Progress
from nexus.core.slugs import slugs

_WORKSHOP = ".building"
_NO_TURN = "the work ended before it was built"


@dataclass
class Builds:
    """The builds of a roster's portfolios into `output`; `cache` keeps what ran for each of them.

    With an `image`, each is built in a container of it. With `again`, what has not changed is built
    too. `seconds` is the time of all work together, `workers` the most that there were at a time.
    """

    roster: Roster
    output: Path
    limits: Limits
    cache: Cache
    image: str = ""
    again: bool = False
    seconds: float = 0.0
    workers: int = 0
    _entries: dict[str, Entry] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)
    _begun: dict[str, str] = field(default_factory=dict)

    def run(self, cluster: Cluster, progress: Progress) -> list[Entry]:
        """Build all; return what became of each in the order of the roster.

        Raises UsageError where the output is part of what is built, and OSError. Whatever else ends
        it, the report says what was built by then.
        """
        members = list(self.roster.members)
        names = slugs(member.site for _, member in members)
        for programme, member in members:
            self._refuse_overlap(member.site)
            folder = f"sites/{names[member.site]}"
            self._entries[member.site] = Entry(programme, member.site, folder, reason=_NO_TURN)
        self._digests = report.remembered(self.output)
        progress.expect(len(members))
        self.workers = cluster.workers
        try:
            for outcome in cluster.outcomes(building.build, self._orders(progress)):
                self.workers = max(self.workers, cluster.workers)
                self._note(outcome.name, **self._taken(outcome))
                progress.begin(f"{outcome.name}: {self._entries[outcome.name].state}")
                progress.advance()
        finally:
            found = list(self._entries.values())
            report.write(self.output, self.roster, found, self._digests)
        return found

    def _refuse_overlap(self, site: str) -> None:
        out, source = self.output.resolve(), (self.roster.folder / site).resolve()
        if "://" not in site and (out.is_relative_to(source) or source.is_relative_to(out)):
            what = f"the sites would lie in {place(source)}, or take its place"
            raise UsageError(what, str(self.output), "choose another folder")

    def _note(self, site: str, **facts: Any) -> None:
        self._entries[site] = msgspec.structs.replace(self._entries[site], **facts)

    def _orders(self, progress: Progress) -> Iterator[Piece]:
        """Yield an order for each portfolio that is to be built, and note the others."""
        making = Orders(self.roster.folder, self.limits, self.cache, self.image)
        for site in list(self._entries):
            if "://" in site:
                self._note(site, state=SKIPPED, reason="an address is not built")
            else:
                try:
                    order = making.order(site)
                except (NexusError, OSError) as error:
                    self._note(site, state=FAILED, reason=_reason(error, "it cannot be read"))
                else:
                    if not self._is_made(site, order):
                        yield Piece(site, order)
                        continue
                    self._note(site, state=SKIPPED, reason="nothing has changed")
            progress.advance()

    def _is_made(self, site: str, order: Order) -> bool:
        """Tell whether the site that is there was made from the same; else its build begins."""
        folder, digest = self._entries[site].folder, orders.digest(order)
        is_there = not self.again and (self.output / folder).is_dir()
        if is_there and self._digests.get(folder) == digest:
            return True
        self._begun[folder] = digest
        return False

    def _taken(self, outcome: Outcome) -> dict[str, str]:
        """Put the site of an outcome in its place; what became of it."""
        site, folder = outcome.name, self._entries[outcome.name].folder
        # Until it is there, its last site is not what its source says now.
        self._digests.pop(folder, None)
        try:
            built = _built(outcome)
            self.seconds += built.seconds
            self._put(self.output / folder, built)
        except (NexusError, OSError) as error:
            return {"state": FAILED, "reason": _reason(error, "its site cannot be written")}
        self._digests[folder] = self._begun[folder]
        Orders(self.roster.folder, self.limits, self.cache).keep(site, built)
        return {"state": BUILT, "reason": ""}

    def _put(self, site: Path, built: Built) -> None:
        workshop = self.output / _WORKSHOP
        shutil.rmtree(workshop, ignore_errors=True)
        try:
            packing.write(workshop / "fresh", packing.taken(built.site, self.limits.disk))
            swap.settle(workshop / "fresh")
            swap.put(workshop / "fresh", site)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)


def _built(outcome: Outcome) -> Built:
    """What a worker gave, whatever that is; raises NexusError for what is no site."""
    if outcome.failure:
        raise NexusError(outcome.failure)
    try:
        built = msgspec.msgpack.decode(outcome.result, type=Built)
    except (msgspec.DecodeError, TypeError):
        raise NexusError("the worker gave back something else than a site") from None
    if built.failure:
        raise NexusError(built.failure)
    return built


def _reason(error: NexusError | OSError, what: str) -> str:
    return str(error) if isinstance(error, NexusError) else f"{what}: {error.strerror}"
