"""One diagram from a schema and the author's options: the door to this package."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from nexus.cache import Cache
from nexus.erd import svg
from nexus.erd.layout import Layout
from nexus.erd.notation import Card, card
from nexus.erd.options import WHOLE, Options
from nexus.schema import Relation, Schema


@dataclass(frozen=True)
class Drawing:
    """A diagram that is laid out, and can be written in any of its forms."""

    schema: Schema
    layout: Layout
    title: str

    @property
    def description(self) -> str:
        """The diagram in words: how many tables and relations, and each relation."""
        tables, relations = self.schema.tables, self.schema.relations
        counts = f"{_count(len(tables), 'table')}, {_count(len(relations), 'relation')}"
        sentences = "".join(f" {relation.sentence}." for relation in relations)
        return f"{counts}.{sentences}"

    def inline(self, links: Mapping[str, str] | None = None) -> str:
        """An SVG element for a page; `links` are the addresses of the tables, by table id."""
        return svg.inline(self.layout, svg.Caption(self.title, self.description, links or {}))

    def file(self) -> str:
        """The text of an SVG file."""
        return svg.file(self.layout, svg.Caption(self.title, self.description))

    def png(self) -> bytes:
        """The content of a PNG file."""
        # What draws pixels is the one big library that nothing else here needs.
        from nexus.erd.raster import png

        return png(self.file(), *svg.size(self.layout))


def draw(schema: Schema, options: Options = WHOLE, cache: Cache | None = None) -> Drawing:
    """The diagram of a schema; raises NexusError where an option names a table it lacks.

    With a cache, a layout is computed once for the same cards and relations.
    """
    part = schema.select(options.tables, options.depth) if options.tables else schema
    cards = tuple(card(table, options.columns) for table in part.tables)
    title = options.title or _title(schema.name, part)
    return Drawing(part, _layout(cards, part.relations, cache), title)


def _layout(
    cards: tuple[Card, ...], relations: tuple[Relation, ...], cache: Cache | None
) -> Layout:
    def place() -> bytes:
        # Graphviz and what it comes with are imported only when something must be placed.
        from nexus.erd.placement import place

        return msgspec.json.encode(place(cards, relations))

    placed = cache.made(["layout", cards, relations], place) if cache else place()
    return msgspec.json.decode(placed, type=Layout)


def _title(name: str, part: Schema) -> str:
    if len(part.tables) == 1:
        return f"The table {part.tables[0].id} of the schema {name}"
    return f"Entity-relationship diagram of {_count(len(part.tables), 'table')} of {name}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
