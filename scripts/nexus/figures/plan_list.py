"""The `nexus-plans` fence: every query plan of the site, with its page and the query behind it.

The page of the viewer holds it. Its script takes from it the query of the plan that it opens, and
the way back.
"""

from html import escape
from urllib.parse import quote

from nexus.core.results import Plan
from nexus.examples import rendered
from nexus.figures.figure import Address, Figure
from nexus.figures.marks import href
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.proof import samples


class PlanList(Figure):
    """The query plans of a site."""

    does = "Lists the query plans of all examples."

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the plans as a list of links to the viewer, below the names of their pages."""
        parts = [self._of_page(path, address) for path in sorted(self.facts.ran)]
        return f'<div class="nx-plans">{"".join(parts)}</div>' if any(parts) else ""

    def _of_page(self, path: str, address: Address) -> str:
        plans = [example for example in self.facts.ran[path] if example.kept.of(Plan)]
        if not plans:
            return ""
        title = escape(self.facts.journal.title(path))
        items = []
        for example in plans:
            uri = rendered.document(path, example)
            label = example.request.plan if example.request.compare else "Plan"
            back = escape(href(path, samples.anchor(example), address))
            query = escape(example.request.code)
            items.append(
                f'<li data-plan="{escape(uri)}" data-back="{back}" data-query="{query}">'
                f'<a href="?plan={quote(uri)}">Example {example.number}: {escape(label)}</a>'
                "</li>"
            )
        return f'<h2><a href="{escape(address(path))}">{title}</a></h2><ul>{"".join(items)}</ul>'
