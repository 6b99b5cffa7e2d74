"""The figures that speak for a week on the cards of other pages.

They are those of the headings with the mark `{ .headline }`, in the pages of the week; where there
is none, that of the section with the week's first chart. `data-words="..."` beside the mark says
what the figure means, else the heading does.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nexus.core.errors import NexusError
from nexus.examples.example import Example
from nexus.pages.written import Written
from nexus.proof import samples, sections
from nexus.proof.headline import Figure, forms, headline
from nexus.proof.sections import Heading, Slugify

_MARK, _WORDS = ".headline", "data-words="


@dataclass(frozen=True)
class Highlight:
    """A figure, what it means, and the section that it is from; empty where nothing ran yet."""

    page: str
    anchor: str
    words: str
    figure: Figure

    @property
    def place(self) -> str:
        """Return the anchor of what gave the figure."""
        return samples.anchor(self.figure.example) if self.figure.example else self.anchor


def marked(
    page: Written, examples: Sequence[Example], slugify: Slugify, tables: Mapping[str, int]
) -> Iterator[Highlight]:
    """Yield the figures of the headings of a page that have the mark.

    `tables` are how many tables each schema has.

    Raises NexusError at a heading whose section has no figure.
    """
    for heading in sections.headings(page.text, slugify):
        if _MARK in heading.attributes.split():
            try:
                yield _highlight(page, heading, examples, slugify, tables)
            except NexusError as error:
                raise error.at(page.where(heading.line)) from None


def first_chart(page: Written, examples: Sequence[Example], slugify: Slugify) -> Highlight | None:
    """Return the figure of the section that holds the first chart of a page, or None."""
    drawn = next((example for example in examples if example.request.chart), None)
    above = [
        heading
        for heading in sections.headings(page.text, slugify)
        if drawn and heading.line < drawn.request.line
    ]
    if not drawn or not above:
        return None
    return Highlight(page.path, above[-1].anchor, above[-1].title, headline([drawn]))


def _highlight(
    page: Written,
    heading: Heading,
    examples: Sequence[Example],
    slugify: Slugify,
    tables: Mapping[str, int],
) -> Highlight:
    found = sections.read(page.text, page.fences, slugify)
    section = next(each for each in found if each.line == heading.line and each.anchor)
    inside = [
        each for each in examples if each.request.line in range(section.line, section.end + 1)
    ]
    # A preview runs the examples of a page when it is opened.
    is_waiting = not inside and any(
        fence.is_run and section.line <= fence.line <= section.end for fence in page.fences
    )
    figure = Figure("") if is_waiting else headline(inside, forms(page, section), tables)
    return Highlight(page.path, heading.anchor, _words(heading), figure)


def _words(heading: Heading) -> str:
    try:
        parts = shlex.split(heading.attributes)
    except ValueError:  # a quote that does not end
        parts = []
    given = (part.removeprefix(_WORDS) for part in parts if part.startswith(_WORDS))
    return next(given, heading.title)
