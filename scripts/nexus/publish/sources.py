"""Where the pictures and the words of a page's fences come from: its schemas and its examples."""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from urllib.parse import quote

from nexus.core import cache
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.erd import Drawing, Options, draw
from nexus.examples import transcript
from nexus.examples.merging import RESULT
from nexus.examples.rendered import Rendered
from nexus.figures import words
from nexus.figures.marks import Address
from nexus.pages import fences, markdown
from nexus.pages.fences import ErdRequest
from nexus.publish import cards, picture
from nexus.publish.copies import Words
from nexus.publish.page import Page
from nexus.publish.picture import Picture, Subject
from nexus.reference import Book

# The HTML of a fence with a text, on a page with a path; and how the page links to others.
Figure = Callable[[str, str, Address], str]


@dataclass(frozen=True)
class Sources:
    """The schemas of a site, what the examples of its pages gave, and its other figures.

    `books` are by the schema's name, `figures` by the language of the fences.
    """

    books: Mapping[str, Book]
    rendered: Rendered
    figures: Mapping[str, Figure]
    cache: Cache

    def subject(self, page: Page) -> Subject | None:
        """What the card of a page shows: its first diagram, or else its first chart."""
        return next(self._diagrams(page), None) or next(self._charts(page), None)

    def _diagrams(self, page: Page) -> Iterator[Subject]:
        for fence in fences.find(page.markdown, "erd"):
            request = self._request(fence.body)
            if request is not None:
                title = request.options.title or f"Diagram of the schema {request.schema}"
                key = ["diagram", self._digests[request.schema], request.options]
                yield Subject(title, key, partial(self._picture, request))

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {name: cache.address(book.schema) for name, book in self.books.items()}

    def _picture(self, request: ErdRequest) -> Picture:
        def drawn(options: Options) -> Drawing:
            return draw(self.books[request.schema].schema, options, self.cache)

        return picture.of_diagram(request.options, drawn, cards.scale)

    def _charts(self, page: Page) -> Iterator[Subject]:
        for example in self.rendered.pages.get(page.path, ()):
            chart = self.rendered.chart(example)
            if chart:
                title = example.request.markup.get("title", "")
                yield Subject(title, ["chart", chart], partial(picture.of_chart, chart))

    def words(self, page: Page) -> Mapping[str, Words]:
        """Words for the fences of a page that become figures, by the language of the fence."""
        told = {name: partial(self._figure_in_words, page, name) for name in self.figures}
        diagram, result = self._diagram_in_words, self._result_in_words
        return {"erd": partial(diagram, page), RESULT: partial(result, page), **told}

    def _figure_in_words(self, page: Page, language: str, body: str) -> str:
        try:
            figure = self.figures[language](body, page.path, partial(_address, page))
        except NexusError:
            return _as_written(language, body)
        return words.of(figure)

    def _diagram_in_words(self, page: Page, body: str) -> str:
        """What a diagram shows, and the pages of its tables."""
        request = self._request(body)
        if request is None:
            return _as_written("erd", body)
        book = self.books[request.schema]
        drawing = draw(book.schema, request.options, self.cache)
        tables = (*drawing.schema.by_id, *drawing.left_out)
        links = (
            markdown.link(markdown.name(table), _address(page, book.table_pages[table]))
            for table in tables
        )
        return f"> {drawing.title}: {drawing.description}\n>\n> Tables: {', '.join(links)}."

    def _result_in_words(self, page: Page, number: str) -> str:
        example = self.rendered.pages[page.path][int(number) - 1]
        # Its first line names the file on this machine.
        _, _, results = transcript.text(example).rstrip().partition("\n")
        return f"`````text\n{results}\n`````" if results else ""

    def _request(self, body: str) -> ErdRequest | None:
        """What an `erd` fence asks for; None where it is wrong, which its figure tells."""
        try:
            request = fences.erd_request(body, lambda _line: "")
        except NexusError:
            return None
        return request if request.schema in self.books else None


def _as_written(language: str, body: str) -> str:
    return f"```{language}\n{body}\n```"


def _address(page: Page, path: str) -> str:
    """How the file of a page links to the file of another."""
    return quote(posixpath.relpath(path, page.folder))
