"""The `nexus-technologies` fence: each technology, what for, in which week, what backs it."""

from html import escape

from nexus.core.errors import Errors
from nexus.figures import marks
from nexus.figures.figure import Address, Figure
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.proof.technologies import Technology, errors, read

_HEADS = ("Technology", "What for", "Week", "What backs it")


class TechnologiesFigure(Figure):
    """The technologies of a site's journal."""

    does = "Lists the technologies of the weeks, what each was used for, and what backs it."

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the technologies as a table in HTML; raises Errors as `check` does."""
        self.check(fence, page)
        heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
        technologies = read(self.facts.journal, self.facts.ledger)
        label = self.facts.weeks.label
        rows = "".join(_row(each, label(each.week.page), address) for each in technologies)
        return (
            f'<table class="nx-claims nx-technologies"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )

    def check(self, fence: Fence, page: Written) -> None:
        """Raise Errors for technologies that no item names, and items that name no technology."""
        if found := list(errors(self.facts.journal)):
            raise Errors(found)


def _row(technology: Technology, label: str, address: Address) -> str:
    names = ", ".join(escape(name) for name in technology.names)
    link = f'<a href="{escape(address(technology.week.page))}">{label}</a>'
    return (
        f'<tr><th scope="row">{names}</th><td>{escape(technology.purpose)}</td>'
        f"<td>{link}</td><td>{marks.links(technology.entry, address)}</td></tr>"
    )
