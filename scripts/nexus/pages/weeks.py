"""The weeks of a journal: where their pages are, and which page belongs to which week.

`weeks/week-02/index.md` is the page of week 2; what else lies in that folder belongs to it. A
journal may count in something else: `days/day-03/`, `modules/module-02/`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

# What a journal may count in, the longest first; `entry` has a date of its own.
NAMES = ("month", "module", "unit", "sprint", "week", "session", "lesson", "day", "entry")


@dataclass(frozen=True)
class Weeks:
    """The folder below docs/ that holds a folder for each week; empty where docs/ itself does.

    Every page is named by the path of its file below docs/.
    """

    folder: str = "weeks"

    @cached_property
    def _path(self) -> re.Pattern[str]:
        above = (PurePosixPath(self.folder) / "x").as_posix().removesuffix("x")
        names = "|".join(NAMES)
        return re.compile(
            rf"{re.escape(above)}(?P<name>{names})-(?P<number>\d+)/(?P<own>index\.md\Z)?"
        )

    def number(self, page: str) -> int | None:
        """Return the number of the week that a page belongs to, None for a page of no week."""
        found = self._path.match(page)
        return int(found["number"]) if found else None

    def label(self, page: str) -> str:
        """Return what a page's week is called, such as `Week 2` or `Day 3`; empty for none."""
        found = self._path.match(page)
        return f"{found['name'].capitalize()} {int(found['number'])}" if found else ""

    def is_page(self, page: str) -> bool:
        """Tell whether a page is that of a week itself."""
        found = self._path.match(page)
        return bool(found and found["own"])

    def pages(self, pages: Iterable[str]) -> list[str]:
        """Return those of the pages that are of a week itself, in the order of the weeks."""
        return sorted(filter(self.is_page, pages), key=lambda page: (self.number(page), page))
