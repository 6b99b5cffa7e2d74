"""The `figure` fence: one real figure of a section's evidence, as a link to that section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from nexus.core.errors import NexusError
from nexus.examples.example import Example
from nexus.figures import marks
from nexus.figures.marks import Address
from nexus.pages import fences, yaml
from nexus.pages.yaml import Option, Where
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


def html(
    asked: Request,
    page: str,
    journal: Journal,
    examples: Mapping[str, Sequence[Example]],
    address: Address,
) -> str:
    """The figure of a section, its words, and a link to it.

    `page` is the path of the fence's page; `address` gives a page's address, as that page links
    to it. Raises NexusError for a section that is not there or has no figure.
    """
    target, shown = section(asked, page, journal)
    inside = range(shown.line, shown.end + 1)
    ran = [example for example in examples.get(target, ()) if example.request.line in inside]
    forms = _forms(journal.texts[target], shown)
    # A preview runs the examples of a page when it is opened: until then the words stand alone.
    figure = headline(ran, forms) if ran or forms else ""
    link = escape(marks.href(target, shown.anchor, address))
    return (
        f'<p class="nx-figure"><a href="{link}"><strong>{escape(figure)}</strong> '
        f"<span>{escape(asked.words or shown.title)}</span></a></p>"
    )


def _forms(text: str, section: Section) -> list[str]:
    """The normal forms that a section states; the build fails where one is not the computed."""
    stated = (
        yaml.read(fence.body, str).get("expect")
        for fence in fences.find(text, "normal-form")
        if section.line <= fence.line <= section.end
    )
    return [str(entry.value) for entry in stated if entry]
