"""The `nexus-figure` fence: one real figure of a section's evidence, as a link to that section."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from nexus.core.errors import NexusError
from nexus.figures import marks
from nexus.figures.figure import Address, Figure, where
from nexus.pages import yaml
from nexus.pages.fences import Fence, Where
from nexus.pages.written import Written
from nexus.pages.yaml import Option
from nexus.proof.headline import headline
from nexus.proof.journal import Journal
from nexus.proof.sections import Kind, Section

_OPTIONS: Mapping[str, Option] = {
    "of": (yaml.is_text, "the link to a section, e.g. page.md#section"),
    "words": (yaml.is_text, "what to say beside the figure"),
}


@dataclass(frozen=True)
class Request:
    """What a fence asks: the link to a section, and words to say beside its figure."""

    of: str
    words: str


def request(body: str, where: Where) -> Request:
    """The request that the text of a fence makes; raises NexusError at the line of an error."""
    entries = yaml.options(body, where, "a figure", _OPTIONS)
    if "of" not in entries:
        hint = "add `of: page.md#section`"
        raise NexusError("the figure fence names no section", where(0), hint)
    return Request(entries["of"].value, entries["words"].value if "words" in entries else "")


def section(asked: Request, page: str, journal: Journal) -> tuple[str, Section]:
    """The page and the section of a fence on `page`; raises NexusError where nothing runs in it."""
    target, found = journal.find(asked.of, page)
    if Kind.EXECUTED not in found.kinds:
        hint = 'name a section with an example that has run="..."'
        raise NexusError(
            f"the section {found.title!r} has no figure: nothing runs in it", hint=hint
        )
    return target, found


class Headline(Figure):
    """Figures of the examples of a site."""

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Give the figure of a section, its words, and a link to it.

        Raises NexusError at the fence for a section that is not there or has no figure.
        """
        asked = request(fence.body, where(fence, page))
        try:
            target, shown = section(asked, page.path, self.facts.journal)
            figure = self._figure(target, shown)
        except NexusError as error:
            raise error.at(page.where(fence.line)) from None
        link = escape(marks.href(target, shown.anchor, address))
        return (
            f'<p class="nx-figure"><a href="{link}"><strong>{escape(figure)}</strong> '
            f"<span>{escape(asked.words or shown.title)}</span></a></p>"
        )

    def _figure(self, target: str, shown: Section) -> str:
        inside = range(shown.line, shown.end + 1)
        ran = [e for e in self.facts.ran.get(target, ()) if e.request.line in inside]
        forms = _forms(self.facts.pages[target], shown)
        # A preview runs a page's examples when it is opened: until then the words stand alone.
        return headline(ran, forms) if ran or forms else ""

    def check(self, fence: Fence, page: Written) -> None:
        """Look for the section; raises NexusError as showing its figure would."""
        asked = request(fence.body, where(fence, page))
        try:
            section(asked, page.path, self.facts.journal)
        except NexusError as error:
            raise error.at(page.where(fence.line)) from None


def _forms(page: Written, section: Section) -> list[str]:
    """Give the normal forms that a section states; the build fails where one is not computed."""
    stated = (
        yaml.read(fence.body, str).get("expect")
        for fence in page.fences
        if fence.language == "nexus-normal-form" and section.line <= fence.line <= section.end
    )
    return [str(entry.value) for entry in stated if entry]
