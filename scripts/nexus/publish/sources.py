"""Where the picture on a page's card comes from: its schemas and its examples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain

from nexus.core import cache
from nexus.core.errors import NexusError
from nexus.core.results import SqlError
from nexus.erd.drawing import draw
from nexus.erd.options import Options
from nexus.figures import erd
from nexus.figures.figure import Facts
from nexus.pages.written import Written
from nexus.proof import highlights, samples
from nexus.proof.headline import Figure, headline
from nexus.publish import cards, picture
from nexus.publish.picture import Picture, Subject
from nexus.schema.model import Schema


@dataclass(frozen=True)
class Sources:
    """What the cards of a site show is made from its facts."""

    facts: Facts

    def subject(self, page: Written) -> Subject | None:
        """Return what the card of a page shows: its first diagram, its first chart, or a figure."""
        found = (self._diagrams(page), self._charts(page), self._figures(page))
        return next(chain.from_iterable(found), None)

    def _diagrams(self, page: Written) -> Iterator[Subject]:
        for fence in page.fences:
            if fence.language != "erd":
                continue
            try:
                name, options, _ = erd.request(fence.body, page.where)
                schema = self.facts.catalog[name]
            except NexusError:
                continue  # which its figure reports
            title = options.title or f"Diagram of the schema {schema.name}"
            key = ["diagram", self._digests[schema.name], options]
            yield Subject(title, key, partial(self._picture, schema, options))

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        return {schema.name: cache.address(schema) for schema in self.facts.catalog.values()}

    def _picture(self, schema: Schema, options: Options) -> Picture:
        drawn = partial(draw, schema, cache=self.facts.cache)
        return picture.of_diagram(options, drawn, cards.scale)

    def _charts(self, page: Written) -> Iterator[Subject]:
        for example in self.facts.rendered.pages.get(page.path, ()):
            chart = self.facts.rendered.chart(example)
            if chart:
                title = example.request.markup.get("title", "")
                yield Subject(title, ["chart", chart], partial(picture.of_chart, chart))

    def _figures(self, page: Written) -> Iterator[Subject]:
        for figure in self._told(page):
            if figure.words:
                key = ["figure", figure.words, figure.exact]
                draw = partial(picture.of_words, figure.words, figure.exact)
                yield Subject(figure.words, key, draw)

    def _told(self, page: Written) -> Iterator[Figure]:
        """Give the figures of marked headings, then that of plans or of refused statements."""
        ran = self.facts.ran.get(page.path, [])
        try:
            for each in highlights.marked(page, ran, self.facts.slugify, self.facts.tables):
                yield each.figure
            shown = samples.chief(ran)
            if shown and (shown.request.shows or shown.kept.of(SqlError)):
                yield headline(ran)
        except NexusError:
            return  # which the figure of the heading reports
