"""The one list of the fences that become figures, each with its HTML, its words and its check.

A new kind of fence is a class as in `figure`, and one line here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from nexus.core.errors import NexusError
from nexus.examples import transcript
from nexus.figures.author import AuthorFigure
from nexus.figures.changes import Changes
from nexus.figures.erd import Erd
from nexus.figures.figure import Address, Facts, Figure
from nexus.figures.headline import Headline
from nexus.figures.joins import Deletes, Joins
from nexus.figures.ledger import LedgerFigure
from nexus.figures.manual_figure import ManualFigure
from nexus.figures.normal_form import NormalForm
from nexus.figures.plan_list import PlanList
from nexus.figures.tables import Tables
from nexus.figures.technologies import TechnologiesFigure
from nexus.figures.weeks import WeeksFigure
from nexus.pages.fences import Fence
from nexus.pages.written import Written

KINDS: Mapping[str, type[Figure]] = {
    "erd": Erd,
    "nexus-normal-form": NormalForm,
    "nexus-joins": Joins,
    "nexus-deletes": Deletes,
    "nexus-tables": Tables,
    "nexus-ledger": LedgerFigure,
    "nexus-technologies": TechnologiesFigure,
    "nexus-figure": Headline,
    "nexus-weeks": WeeksFigure,
    "nexus-author": AuthorFigure,
    "nexus-plans": PlanList,
    "nexus-manual": ManualFigure,
    "nexus-changes": Changes,
}
_TICKS = "`" * 5


@dataclass(frozen=True)
class Figures:
    """The figures of a site, made from its facts."""

    facts: Facts

    @cached_property
    def _kinds(self) -> dict[str, Figure]:
        return {name: make(self.facts) for name, make in KINDS.items()}

    def takes(self, fence: Fence) -> bool:
        """Tell whether a fence with a name of ours is meant for us."""
        return self._kinds[fence.language].takes(fence)

    def is_whole(self, fence: Fence) -> bool:
        """Tell whether the figure of a fence looks at all pages."""
        return not fence.is_run and self._kinds[fence.language].whole

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the HTML of a fence's figure; raises NexusError at a line of its page."""
        with _placed(fence, page):
            return self._kinds[fence.language].html(fence, page, address)

    def words(self, fence: Fence, page: Written, address: Address) -> str:
        """Return a fence as Markdown that says what its figure shows.

        An example is its code and what it gave. A fence whose figure cannot be made stays as it is.
        """
        if fence.is_run:
            return self._example(fence, page)
        try:
            return self._kinds[fence.language].words(fence, page, address)
        except NexusError:
            return f"```{fence.language}\n{fence.body}\n```"

    def _example(self, fence: Fence, page: Written) -> str:
        number = [other for other in page.fences if other.is_run].index(fence)
        example = self.facts.rendered.pages[page.path][number]
        # Its first line names the file on this machine.
        _, _, results = transcript.text(example).rstrip().partition("\n")
        code = f"{_TICKS}{fence.language}\n{example.request.code}\n{_TICKS}"
        return f"{code}\n\n{_TICKS}text\n{results}\n{_TICKS}" if results else code

    def check(self, fence: Fence, page: Written) -> None:
        """Raise NexusError if the figure of a fence could not be made, without making it."""
        if not fence.is_run:
            with _placed(fence, page):
                self._kinds[fence.language].check(fence, page)


@contextmanager
def _placed(fence: Fence, page: Written) -> Iterator[None]:
    """Place an error that has no place yet at the fence."""
    try:
        yield
    except NexusError as error:
        raise error.at(page.where(fence.line)) from None
