"""How far a build is that has thousands of generated pages: a line now and then."""

from collections.abc import Callable
from io import StringIO

from nexus.core.progress import Progress
from nexus.project.site import Site
from nexus.reference import listing

_PAUSE = 10.0


class Counting:
    """Counts generated pages; `report` is given a line about one of them every ten seconds."""

    def __init__(self, site: Site, report: Callable[[str], None]) -> None:
        self._is_wanted = any(map(listing.is_long, site.books.values()))
        # Lines and no bar, which is the examples'.
        self._progress = Progress("Pages", report, StringIO(), _PAUSE)

    def begin(self, path: str, number: int) -> None:
        """Take note of the next page, of so many."""
        if self._is_wanted:
            self._progress.expect(number)
            self._progress.begin(path)
            self._progress.advance()
