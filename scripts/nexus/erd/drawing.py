"""One diagram from a schema and the author's options: the door to this package.

A schema too large for one diagram becomes a map of its groups. Around named tables the nearest are
drawn, and the diagram says how many it has no room for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from nexus.core.cache import Cache
from nexus.core.choices import Direction
from nexus.core.text import counted
from nexus.erd import svg
from nexus.erd.layout import Layout
from nexus.erd.notation import Card, card
from nexus.erd.options import WHOLE, Options
from nexus.schema import groups as grouping
from nexus.schema.exclusion import without
from nexus.schema.groups import Bundle, Group
from nexus.schema.many_to_many import joined
from nexus.schema.model import Relation, Schema

# The widest map, in pixels: what a large screen shows at a quarter of its size.
WIDEST_MAP = 4000


@dataclass(frozen=True)
class Drawing:
    """A diagram whose layout is known, ready to be written in any of its forms.

    `relations` are those that it shows, `left_out` the ids of the tables that it has no room for,
    `groups` those of a map.
    """

    schema: Schema
    relations: tuple[Relation, ...]
    layout: Layout
    title: str
    left_out: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def summary(self) -> str:
        """Say how much the diagram shows, and what it does not: `40 tables, 39 relations`."""
        parts = [counted(len(self.schema.tables), "table")]
        parts.append(counted(len(self.relations), "relation"))
        if self.groups:
            parts.append(f"by name only, in {counted(len(self.groups), 'group')}")
        if self.left_out:
            parts.append(f"and no room for {counted(len(self.left_out), 'more table')}")
        return ", ".join(parts)

    @property
    def is_large(self) -> bool:
        """Return whether it shows more tables than a diagram does that nobody asked for."""
        return grouping.is_large(self.schema)

    @property
    def pixels(self) -> str:
        """Return its size in words: `1,200 x 900`."""
        return " x ".join(f"{side:,.0f}" for side in svg.size(self.layout))

    @property
    def description(self) -> str:
        """Describe the diagram in words: its summary, then each relation or bundle of relations."""
        lines: tuple[Relation | Bundle, ...] = self.relations
        if self.groups:
            lines = grouping.bundles(self.schema, self.groups)
        return " ".join(f"{said}." for said in (self.summary, *(line.sentence for line in lines)))

    def inline(
        self, links: Mapping[str, str] | None = None, groups: Mapping[str, str] | None = None
    ) -> str:
        """Return an SVG element for a page.

        `links` are the addresses of the tables by id, `groups` those of a map's groups by name.
        """
        caption = svg.Caption(self.title, self.description, links or {}, groups or {})
        return svg.inline(self.layout, caption)

    def file(self) -> str:
        """Return the text of an SVG file."""
        return svg.file(self.layout, svg.Caption(self.title, self.description))

    @property
    def lacking(self) -> str:
        """Return the characters that a PNG of it cannot show, for want of a font."""
        from nexus.core.font_metrics import lacking

        return lacking("".join(text for box in self.layout.boxes for text in box.card.texts))

    def png(self) -> bytes:
        """Return the content of a PNG file."""
        # What draws pixels is the one big library that nothing else here needs.
        from nexus.erd.raster import png

        return png(self.file(), *svg.size(self.layout))


def part(schema: Schema, options: Options) -> tuple[Schema, tuple[str, ...]]:
    """Return what a diagram shows of a schema, and the ids of the tables for which it has no room.

    Raises NexusError where an option names what the schema lacks.
    """
    left = without(schema, options.exclude)
    if not options.tables:
        return left, ()
    most = len(left.tables) if options.whole else grouping.MOST_TABLES
    return grouping.nearest(left, options.tables, options.depth, most)


def draw(schema: Schema, options: Options = WHOLE, cache: Cache | None = None) -> Drawing:
    """Return the diagram of a schema; raises NexusError where an option names what it lacks.

    With a cache, a layout is computed once for the same cards and relations.
    """
    shown, left_out = part(schema, options)
    if grouping.is_large(shown) and not options.is_explicit:
        return _map(shown, options.title, cache)
    relations = shown.relations
    if options.many_to_many:
        shown, relations = joined(shown)
    cards = tuple(card(table, options.shown_columns) for table in shown.tables)
    title = options.title or _title(schema.name, shown)
    groups = grouping.named(shown) if options.boxes else {}
    layout = _layout(cards, relations, (options.direction, groups), cache)
    return Drawing(shown, relations, layout, title, left_out)


def _map(schema: Schema, title: str, cache: Cache | None) -> Drawing:
    groups = grouping.groups(schema)
    bundles = grouping.bundles(schema, groups)
    counts = f"{counted(len(schema.tables), 'table')} of {schema.name}"
    title = title or f"Map of {counts} in {counted(len(groups), 'group')}"
    layout = _map_layout(groups, bundles, cache)
    return Drawing(schema, schema.relations, layout, title, groups=groups)


def _layout(
    cards: tuple[Card, ...],
    relations: tuple[Relation, ...],
    way: tuple[Direction, dict[str, str]],
    cache: Cache | None,
) -> Layout:
    def place() -> Layout:
        # Graphviz and what it comes with are imported only when something must be placed.
        from nexus.erd.placement import place

        return place(cards, relations, *way)

    return _kept(["layout", cards, relations, way], place, cache)


def _map_layout(
    groups: tuple[Group, ...], bundles: tuple[Bundle, ...], cache: Cache | None
) -> Layout:
    def place() -> Layout:
        from nexus.erd import map as group_map

        return group_map.place(groups, bundles, WIDEST_MAP / svg.PIXELS_PER_POINT - 2 * svg.MARGIN)

    return _kept(["map", groups, bundles], place, cache)


def _kept(key: object, place: Callable[[], Layout], cache: Cache | None) -> Layout:
    if cache is None:
        return place()
    placed = cache.get_or_make(key, lambda: msgspec.json.encode(place()))
    return msgspec.json.decode(placed, type=Layout)


def _title(name: str, shown: Schema) -> str:
    if len(shown.tables) == 1:
        return f"The table {shown.tables[0].id} of the schema {name}"
    return f"Entity-relationship diagram of {counted(len(shown.tables), 'table')} of {name}"
