"""What it takes to run every example of the site, from nothing.

This is a time and no ratio: the limit is what an author on two cores should have to wait once.
"""

from pathlib import Path

from bench.timing import Command, paired

ROOT = Path(__file__).parents[1]
LIMIT_SECONDS = 90
ALL = "every example, from an empty cache"


def report(scratch: Path) -> list[str]:
    """The line of the report; works below the empty folder `scratch`."""
    run = Command(("-m", "nexus", "run"), ROOT, {"NEXUS_CACHE": str(scratch / "evidence")})
    taken = paired({ALL: run}, 1)[ALL]
    verdict = "ok" if taken <= LIMIT_SECONDS else "TOO SLOW"
    return [f"{taken:6.2f} s  (at most {LIMIT_SECONDS} s)  {verdict:8}  {ALL}"]
