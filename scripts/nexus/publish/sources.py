"""Where the pictures and the words of a page's fences come from: its schemas and its examples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from nexus import cache, fences
from nexus.cache import Cache
from nexus.catalog import Catalog
from nexus.erd import Drawing, Options, draw
from nexus.errors import NexusError
from nexus.evidence import transcript
from nexus.evidence.exhibits import Exhibits
from nexus.evidence.merging import RESULT
from nexus.fences import ErdRequest
from nexus.publish import cards, picture
from nexus.publish.copies import Words
from nexus.publish.page import Page
from nexus.publish.picture import Picture, Subject


@dataclass(frozen=True)
class Sources:
    """The schemas of a site and what the examples of its pages gave."""

    catalog: Catalog
    exhibits: Exhibits
    cache: Cache

    def subject(self, page: Page) -> Subject | None:
        """What the card of a page shows: its first diagram, or else its first chart."""
        return next(self._diagrams(page), None) or next(self._charts(page), None)

    def _diagrams(self, page: Page) -> Iterator[Subject]:
        for fence in fences.find(page.markdown, "erd"):
            request = _request(fence.body)
            if request is not None and request.schema in self.catalog:
                title = request.options.title or f"Diagram of the schema {request.schema}"
                key = ["diagram", self._digests[request.schema], request.options]
                yield Subject(title, key, partial(self._picture, request))

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {name: cache.address(schema) for name, schema in self.catalog.items()}

    def _picture(self, request: ErdRequest) -> Picture:
        def drawn(options: Options) -> Drawing:
            return draw(self.catalog[request.schema], options, self.cache)

        return picture.of_diagram(request.options, drawn, cards.scale)

    def _charts(self, page: Page) -> Iterator[Subject]:
        for example in self.exhibits.pages.get(page.path, ()):
            chart = self.exhibits.chart(example)
            if chart:
                title = example.request.markup.get("title", "")
                yield Subject(title, ["chart", chart], partial(picture.of_chart, chart))

    def words(self, page: Page) -> Mapping[str, Words]:
        """Words for the fences of a page that become figures, by the language of the fence."""
        return {"erd": self._diagram_in_words, RESULT: partial(self._result_in_words, page)}

    def _diagram_in_words(self, body: str) -> str:
        request = _request(body)
        if request is None or request.schema not in self.catalog:
            return f"```erd\n{body}\n```"
        drawing = draw(self.catalog[request.schema], request.options, self.cache)
        return f"> {drawing.title}: {drawing.description}"

    def _result_in_words(self, page: Page, number: str) -> str:
        example = self.exhibits.pages[page.path][int(number) - 1]
        # Its first line names the file on this machine.
        _, _, results = transcript.text(example).rstrip().partition("\n")
        return f"`````text\n{results}\n`````" if results else ""


def _request(body: str) -> ErdRequest | None:
    """What a fence asks for; None where it is wrong, which its figure tells."""
    try:
        return fences.erd_request(body, lambda _line: "")
    except NexusError:
        return None
