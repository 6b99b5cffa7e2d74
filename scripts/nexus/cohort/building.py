"""One portfolio is built on a worker: a fresh folder, a fresh process, and a package that goes back.

Nothing of the worker's own is used but its Python: no cache, no evidence, no variables. What ran for a
portfolio before comes with its order and goes back with its site, so that only what changed runs
again, and no portfolio can put something into another one's results.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from nexus.cohort import confinement, packing
from nexus.cohort.confinement import Limits
from nexus.cohort.containers import Container
from nexus.core import leases
from nexus.core.errors import NexusError
from nexus.examples import leftovers

_BUILD = ("-m", "nexus", "build", "--quiet", "--site-dir")
_SOURCE = "source"
_COMMITTED = ("git", "log", "-1", "--format=%ct")


class Order(msgspec.Struct, frozen=True):
    """What a worker is sent: packages of the source and of its evidence.

    With an `image`, it is built in a container of that.
    """

    source: bytes
    evidence: bytes
    limits: Limits
    image: str = ""

    def run(self, program: Sequence[str], folder: Path, more: Mapping[str, str]) -> str:
        """Run a program on its source in a folder, in a container if it has an image.

        Returns what it said; raises NexusError.
        """
        place = folder / _SOURCE
        if self.image:
            return Container(self.image, folder, place, self.limits).run(program, more)
        return confinement.run(program, folder, place, self.limits, more)


class Built(msgspec.Struct, frozen=True):
    """What goes back: packages of the site and of the evidence, or why there is no site."""

    site: bytes = b""
    evidence: bytes = b""
    failure: str = ""
    seconds: float = 0.0


def build(order: Order) -> bytes:
    """Build a portfolio within its limits; returns `Built` as MessagePack, whatever went wrong."""
    start = time.monotonic()
    leftovers.sweep()  # of a worker of this machine that was lost
    with leases.folder() as folder:
        try:
            built = _built(order, folder)
        except NexusError as error:
            built = Built(failure=str(error))
        except OSError as error:
            built = Built(failure=f"the worker cannot write: {error.strerror}")
    took = time.monotonic() - start
    return msgspec.msgpack.encode(msgspec.structs.replace(built, seconds=took))


def _built(order: Order, folder: Path) -> Built:
    source, evidence, site = folder / _SOURCE, folder / "evidence", folder / "site"
    packing.unpack(order.source, source)
    packing.write(evidence, packing.taken(order.evidence, order.limits.disk))
    variables = {
        "NEXUS_CACHE": str(folder / "cache"),
        "NEXUS_EVIDENCE": str(evidence),
        "NEXUS_EVIDENCE_MODE": "read-write",
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": str(_epoch(order, folder, source)),
    }
    python = "python" if order.image else sys.executable
    order.run([python, *_BUILD, str(site)], folder, variables)
    most = order.limits.disk
    return Built(packing.pack(site, most), packing.pack(evidence, most))


def _epoch(order: Order, folder: Path, source: Path) -> int:
    """The moment that dates a site: of its last commit, or else of the file that changed last."""
    # What git runs stands in a file of the stranger's.
    if (source / ".git").exists():
        with suppress(NexusError, OSError, ValueError, IndexError):
            said = order.run(_COMMITTED, folder, {})
            return int(said.split()[-1])  # a warning may stand before it
    times = (path.lstat().st_mtime for path in source.rglob("*") if path.is_file())
    return int(max(times, default=0))
