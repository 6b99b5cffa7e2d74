"""The pages of an index: a list of all portfolios, one of each programme, one of what was not read.

A list is divided into pages, so that nobody needs a script for it; with one, it can be searched.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nexus.cohort import data
from nexus.cohort.manifest import KINDS
from nexus.cohort.portfolio import Portfolio
from nexus.cohort.totals import Totals
from nexus.core.errors import MachineError
from nexus.core.text import counted

ON_A_PAGE = 100
FAILURES = "failures/"
_TEMPLATES = Path(__file__).parents[1] / "theme" / "cohort"
# Nothing from elsewhere, and nothing that stands in a page itself.
_POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'"),
        *("img-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'"),
    )
)
_WORDS = {"example": "Runnable examples", "diagram": "Diagrams", "account": "Accounts"}
# How many pages on each side of a page its list of pages names.
_NEAR = 3


@dataclass(frozen=True)
class Listing:
    """A list of portfolios on pages below `folder`; of one programme if that is `chosen`."""

    folder: str
    heading: str
    shown: Sequence[Portfolio]
    totals: Totals | None = None
    chosen: int | None = None
    lead: str = ""


@dataclass(frozen=True)
class Pages:
    """Writes the pages of an index; `folders` are those of its programmes."""

    title: str
    programmes: Mapping[str, Totals]
    folders: Mapping[str, str]

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the path and HTML of each page."""
        yield from self._pages(
            Listing("", self.title, self.all.portfolios, self.all, lead=_lead(self.all))
        )
        for number, (name, totals) in enumerate(self.programmes.items()):
            folder = self.folders[name]
            yield from self._pages(
                Listing(folder, name, totals.portfolios, totals, number, _lead(totals))
            )
        if self.all.failed:
            yield from self._pages(
                Listing(FAILURES, "Portfolios that could not be read", self.all.failed)
            )

    @cached_property
    def all(self) -> Totals:
        """Return the sums over everything."""
        return Totals([each for totals in self.programmes.values() for each in totals.portfolios])

    def _pages(self, listing: Listing) -> Iterator[tuple[str, str]]:
        last = max(-(-len(listing.shown) // ON_A_PAGE), 1)
        for number in range(1, last + 1):
            inside = "" if number == 1 else f"page/{number}/"
            path = f"{listing.folder}{inside}"
            base = "../" * inside.count("/")
            yield (
                f"{path}index.html",
                self._page(listing, number, last, base, "../" * path.count("/")),
            )

    def _page(self, listing: Listing, number: int, last: int, base: str, up: str) -> str:
        facts: dict[str, Any] = {
            "title": self.title,
            "all": self.all,
            "folders": self.folders,
            "programmes": self.programmes if listing.chosen is None else {},
            "heading": listing.heading,
            "totals": listing.totals,
            "chosen": listing.chosen,
            "lead": listing.lead,
            "shown": listing.shown[(number - 1) * ON_A_PAGE : number * ON_A_PAGE],
            "number": number,
            "last": last,
            "pages": list(_near(number, last, base)),
            "base": base,
            "up": up,
            "data": data.PATH if listing.chosen is None else data.PORTFOLIOS,
            "list_heading": "Portfolios" if listing.totals else "What was wrong",
        }
        return str(self._template.render(facts, kinds=KINDS, words=_WORDS, policy=_POLICY))

    @cached_property
    def _template(self) -> Any:
        try:
            from jinja2 import Environment, FileSystemLoader, StrictUndefined
        except ImportError:
            hint = 'install it: pip install "project-nexus[cohort]"'
            raise MachineError("the package jinja2 is not installed", hint=hint) from None
        loader = FileSystemLoader(_TEMPLATES)
        environment = Environment(autoescape=True, undefined=StrictUndefined, loader=loader)
        return environment.get_template("page.html")


def _lead(totals: Totals) -> str:
    told = f"{counted(len(totals.portfolios), 'portfolio')}."
    if totals.failed:
        told += f" {len(totals.failed):,} could not be read."
    if signed := totals.facts["signed"]:
        told += f" {signed:,} are signed by a workflow of their repository."
    return told


def _near(number: int, last: int, base: str) -> Iterator[tuple[int, str]]:
    """The pages to name on a page, each with its address; 0 stands for those between."""
    wanted = {1, last, *range(number - _NEAR, number + _NEAR + 1)}
    before = 0
    for place in sorted(wanted & set(range(1, last + 1))):
        if place > before + 1:
            yield 0, ""
        yield place, f"{base}./" if place == 1 else f"{base}page/{place}/"
        before = place
