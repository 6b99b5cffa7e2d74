"""The `nexus-figure` fence: one real figure of a section in plain words, as a link to what gave it."""

from collections.abc import Mapping
from html import escape

from nexus.core.errors import NexusError
from nexus.figures import marks
from nexus.figures.figure import Address, Figure, where
from nexus.pages import yaml
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.pages.yaml import Option
from nexus.proof import samples
from nexus.proof.headline import Figure as Shown
from nexus.proof.headline import forms, headline
from nexus.proof.sections import Kind, Section

_OPTIONS: Mapping[str, Option] = {
    "of": Option(
        yaml.is_text, "the link to a section, e.g. page.md#section", "Where the figure comes from."
    ),
    "words": Option(yaml.is_text, "what to say beside the figure", "Says what is counted."),
}


class Headline(Figure):
    """Figures of the examples of a site."""

    does = "Shows the figure that an example gave, as a link to it."
    options = _OPTIONS

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the figure of a section with its words, as a link to what gave it.

        Raises NexusError for a section that is not there or has no figure.
        """
        target, section, words = self._asked(fence, page)
        shown = self._figure(target, section)
        place = samples.anchor(shown.example) if shown.example else section.anchor
        link = escape(marks.href(target, place, address))
        return marks.figure(shown, words, link)

    def _asked(self, fence: Fence, page: Written) -> tuple[str, Section, str]:
        """Return the page and the section that a fence names, and what to say beside the figure."""
        entries = yaml.options(fence.body, where(fence, page), "a figure", _OPTIONS)
        if "of" not in entries:
            raise NexusError("the figure fence names no section", hint="add `of: page.md#section`")
        target, found = self.facts.journal.find(entries["of"].value, page.path)
        if Kind.EXAMPLE not in found.kinds:
            what = f"the section {found.title!r} has no figure: nothing runs in it"
            raise NexusError(what, hint='name a section with an example that has run="..."')
        return target, found, entries["words"].value if "words" in entries else found.title

    def _figure(self, target: str, section: Section) -> Shown:
        ran = samples.within(section, self.facts.ran.get(target, ()))
        stated = forms(self.facts.pages[target], section)
        # A preview runs a page's examples when it is opened: until then the words stand alone.
        return headline(ran, stated, self.facts.tables) if ran or stated else Shown("")

    def check(self, fence: Fence, page: Written) -> None:
        """Raise NexusError if the section is not there or nothing runs in it."""
        self._asked(fence, page)
