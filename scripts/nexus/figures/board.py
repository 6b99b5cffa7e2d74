"""The fences that show proofs: `ledger`, `technologies` and `figure`, each as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nexus.core.errors import Errors, NexusError
from nexus.examples.example import WAITING, Example
from nexus.figures import headline
from nexus.figures import ledger as ledger_figure
from nexus.figures import technologies as technologies_figure
from nexus.figures.marks import Address
from nexus.pages import fences
from nexus.proof import ledger, technologies
from nexus.proof.journal import Journal
from nexus.proof.ledger import Ledger


@dataclass(frozen=True)
class Board:
    """What a site's claims are proved by: its pages, and the examples of each.

    An example that still waits to run, in a preview, proves nothing yet.
    """

    journal: Journal
    examples: Mapping[str, Sequence[Example]]

    @cached_property
    def _ran(self) -> dict[str, list[Example]]:
        return {
            page: [example for example in examples if example.kept is not WAITING]
            for page, examples in self.examples.items()
        }

    @cached_property
    def _ledger(self) -> Ledger:
        return ledger.read(self.journal, self._ran)

    def ledger(self, address: Address) -> str:
        """The HTML of a `ledger` fence; raises Errors for claims that nothing proves.

        `address` gives the address of a page's path, as the page being built links to it.
        """
        return ledger_figure.html(self._ledger, address)

    def technologies(self, address: Address) -> str:
        """The HTML of a `technologies` fence; raises Errors, as `ledger` does."""
        if found := list(technologies.errors(self.journal)):
            raise Errors(found)
        return technologies_figure.html(technologies.read(self.journal, self._ledger), address)

    def figure(self, source: str, page: str, address: Address) -> str:
        """The HTML of a `figure` fence with the text `source` on a page.

        Raises NexusError at the fence for a section that is not there or has no figure.
        """
        start = fences.line_of(self.journal.texts[page], "figure", source)

        def where(line: int) -> str:
            return self.journal.place(page, start + line)

        asked = headline.request(source, where)
        try:
            return headline.html(asked, page, self.journal, self._ran, address)
        except NexusError as error:
            raise error.at(where(0)) from None
