"""The `nexus-changes` fence of the pages of a history: a diagram of what a revision changed."""

from collections.abc import Mapping

from nexus.core.errors import NexusError
from nexus.erd import changes
from nexus.figures import frame
from nexus.figures.figure import Address, Figure, where
from nexus.pages import yaml
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.pages.yaml import Option, is_text
from nexus.reference.changelog import MODELS
from nexus.schema.comparison import Comparison

_OPTIONS: Mapping[str, Option] = {
    "history": Option(is_text, "the name of a history", "The history. Required."),
    "revision": Option(
        is_text,
        f"the id of a revision, or {MODELS}",
        "The revision whose changes are drawn; or how the models differ from the last one.",
    ),
}


class Changes(Figure):
    """Diagrams of what revisions changed."""

    whole = False
    does = "Draws what a revision changed, on the pages that the option `history` adds."
    options = _OPTIONS

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the diagram as HTML, each of its tables a link to the table's page."""
        found, title = self._asked(fence, page)
        book = self.facts.books.get(found.new.name)
        known = book.table_pages if book else {}
        links = {table: address(path) for table, path in known.items()}
        return frame.framed(changes.inline(found, links), title)

    def words(self, fence: Fence, page: Written, address: Address) -> str:
        """Return what the diagram shows in words."""
        found, title = self._asked(fence, page)
        return frame.quoted(f"{title}. {changes.described(found)}")

    def check(self, fence: Fence, page: Written) -> None:
        """Raise NexusError for an unknown history or revision, without drawing it."""
        self._asked(fence, page)

    def _asked(self, fence: Fence, page: Written) -> tuple[Comparison, str]:
        """What is to be drawn, and a title that no other diagram of the page has."""
        entries = yaml.options(fence.body, where(fence, page), "a nexus-changes", _OPTIONS)
        given = {name: str(entry.value) for name, entry in entries.items()}
        timeline = self.facts.timelines.get(given.get("history", ""))
        if timeline is None:
            offered = ", ".join(self.facts.timelines) or "none: set `history` below the plugin"
            raise NexusError("the fence names no history", where(fence, page)(0), offered)
        if given.get("revision") == MODELS and timeline.drift:
            comparison = timeline.drift.comparison
            return comparison, changes.title(comparison)
        for entry in timeline.entries:
            if entry.revision.id == given.get("revision"):
                comparison = entry.changes.comparison
                return comparison, f"{entry.revision.id}: {changes.title(comparison)}"
        raise NexusError("the fence names no revision of it", where(fence, page)(0))
