"""The card of a page: the picture that a network shows for a link to it.

An SVG of 1200 x 627 pixels with the site's name, the week or the schema, the title and the picture,
beside the title or below it, whichever leaves it larger. It is drawn with the shipped fonts only,
and painted with so few colours that the file stays small. The same card is the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache as cache_in_memory
from functools import partial
from importlib.metadata import version
from pathlib import PurePosixPath

from nexus.core.cache import Cache
from nexus.publish import lettering, painting
from nexus.publish.lettering import Block
from nexus.publish.picture import Picture, Subject

WIDTH, HEIGHT = 1200, 627
MOST_BYTES = painting.MOST_BYTES

_INK, _DEEP, _LINE = "#1a2a6c", "#15225a", "#2d4194"
_WHITE, _SOFT = "#ffffff", "#c9d4ff"
# A picture stays within its frame by itself; to cut it off takes as long as to paint it.
_UNCLIPPED = "svg svg{overflow:visible}"

_EDGE = 60.0
_FRAME = 32.0
_INSIDE = 24.0
_TOP = 116.0
_LARGEST = 2.4

# Each place of the title: sizes with the most lines, from the preferred to the last resort.
_BESIDE = ((66, 3), (62, 3), (58, 3), (54, 4), (50, 4), (46, 5), (42, 6), (38, 6), (34, 7))
_ABOVE = ((64, 1), (58, 1), (54, 2), (50, 2), (46, 2), (42, 2), (38, 3), (34, 3))
_ALONE = ((88, 3), (82, 3), (76, 3), (70, 3), (64, 3), (58, 3), (52, 4), (46, 5))
_WORDS = ((34, 3),)
_NAME = ((30, 1), (26, 1), (22, 1))
_LEAST_NAME = 420.0
_PILL = ((25, 1), (22, 1), (19, 1))
_PILL_EDGE = 18.0

# What a picture has beside the title; a narrow one leaves more to the title.
_BESIDE_ROOM = 560.0, HEIGHT - 2 * (_FRAME + _INSIDE)
_ABOVE_WIDTH = WIDTH - 2 * _EDGE
_ALONE_WIDTH = 860.0
# So many are painted side by side.
_MANY = 16


@dataclass(frozen=True)
class Card:
    """What a card shows; a page may have no `week`, `subject` or `schema`.

    `week` is what the page's week is called, such as `Week 2` or `Day 3`.
    `address` is the page's path below the site: its words replace a title that the fonts cannot
    show.
    """

    site: str
    title: str
    description: str
    address: str
    week: str = ""
    subject: Subject | None = None
    schema: str = ""
    author: str = ""

    @property
    def signed(self) -> str:
        """Return the name of the site, with that of its author unless it is part of it."""
        known = self.author
        return (
            f"{known} \N{MIDDLE DOT} {self.site}" if known and known not in self.site else self.site
        )

    @property
    def part(self) -> str:
        """Return the part of the site that the page belongs to: its week, or its schema."""
        return self.week or self.schema

    @property
    def alt(self) -> str:
        """Return the card in words."""
        told = not self.part or self.title.startswith(f"{self.part}:")
        title = self.title if told else f"{self.part}: {self.title}"
        return f"{title}. {self.subject.title}" if self.subject else title


def path(page: str) -> str:
    """Return the address of a page's card below the site; `page` is its path below docs/."""
    return f"cards/{PurePosixPath(page).with_suffix('.png')}"


def pngs(cards: Sequence[Card], cache: Cache) -> Iterator[bytes]:
    """Yield each card as a PNG file of at most `MOST_BYTES`, drawn anew unless the cache has it."""
    kept = [cache.get(_key(card)) for card in cards]
    made = _made([card for card, known in zip(cards, kept, strict=True) if known is None])
    for card, known in zip(cards, kept, strict=True):
        if known is None:
            cache.put(_key(card), content := next(made))
        yield content if known is None else known


def _key(card: Card) -> object:
    # In ASCII: a key holds no half of a surrogate pair, and a title may.
    facts = ascii([card.signed, card.title, card.description, card.address, card.part])
    return ["card", _renderers(), facts, card.subject.key if card.subject else None]


@cache_in_memory
def _renderers() -> list[str]:
    return [f"{name} {version(name)}" for name in ("pillow", "resvg_py")]


def _made(cards: Sequence[Card]) -> Iterator[bytes]:
    # Few are painted here before a process has started.
    paint = painting.several if len(cards) >= _MANY else partial(map, painting.painted)
    drawn = (svg(card) for card in cards)
    for card, content in zip(cards, paint(drawn), strict=True):
        is_small = len(content) <= MOST_BYTES or card.subject is None
        yield content if is_small else painting.painted(svg(replace(card, subject=None)))


def scale(picture: Picture) -> float:
    """Return the least scale at which a card shows a picture, beside its title or below it."""
    tallest = max(Block(size, ("",) * lines).height for size, lines in _ABOVE)
    return _shown(max(picture.scale(*_BESIDE_ROOM), picture.scale(*_room_below(tallest))))


def _shown(scale: float) -> float:
    return min(_LARGEST, scale)


def _room_below(title: float) -> tuple[float, float]:
    """What a picture has under a title of that height."""
    return WIDTH - 2 * (_FRAME + _INSIDE), HEIGHT - _below(title) - _FRAME - 2 * _INSIDE


def _below(title: float) -> float:
    """Where the frame under a title of that height begins."""
    return _TOP + title + 28


def svg(card: Card) -> str:
    """Return the card as the text of an SVG file."""
    # The card of the home page need not tell the site's name twice.
    told = card.description if card.title == card.site else _without_week(card)
    body, right = _body(card, lettering.shown(told, _words(card)))
    return _document([*_head(card, right), *body])


def _document(parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Inter" font-weight="700">'
        f"<style>{_UNCLIPPED}</style>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_INK}"/>{"".join(parts)}</svg>'
    )


def _without_week(card: Card) -> str:
    """The title, without the week at its start, which the card tells by itself."""
    rest = card.title.removeprefix(f"{card.week}:").strip()
    return card.title if rest == card.title else rest[:1].upper() + rest[1:]


def _words(card: Card) -> str:
    """The last part of the page's address as words."""
    last = PurePosixPath(card.address.strip("/")).name.replace("-", " ").replace("_", " ")
    return lettering.shown(last.capitalize(), "") or lettering.shown(card.site, "")


def _head(card: Card, right: float) -> Iterable[str]:
    """The mark of the site, its name, and the page's part of it, left of `right`."""
    left = _EDGE + 60
    part = lettering.shown(card.part, "")
    pill = lettering.width(part, _PILL[0][0]) + 2 * _PILL_EDGE + 22 if part else 0
    room = min(right - left, max(_LEAST_NAME, right - left - pill))
    name = lettering.fit(lettering.shown(card.signed, ""), room, _NAME)
    yield _mark(_EDGE, 46, 44)
    yield lettering.svg(name, left, 68 - name.size * 0.57, _SOFT)
    if part:
        # Beside the name where it fits, or else below, where a title beside a picture is not.
        beside = left + name.width
        yield _pill(part, *((beside + 22, 47) if beside + pill <= right else (_EDGE, 106)), right)


def _mark(left: float, top: float, size: float) -> str:
    """The site's mark: a table and its crow's foot."""
    return (
        f'<g transform="translate({left:g},{top:g}) scale({size / 32:g})">'
        f'<rect width="32" height="32" rx="7" fill="{_SOFT}"/>{_foot(_INK)}</g>'
    )


def _foot(colour: str) -> str:
    return (
        f'<g fill="none" stroke="{colour}" stroke-width="2.4" stroke-linecap="round">'
        '<path d="M5 16h6.5M19.5 16h7M19.5 16 27 9.5M19.5 16 27 22.5"/>'
        '<circle cx="15.5" cy="16" r="4"/></g>'
    )


def _pill(text: str, left: float, top: float, right: float) -> str:
    block = lettering.fit(text, right - left - 2 * _PILL_EDGE, _PILL)
    across = block.width + 2 * _PILL_EDGE
    inside = lettering.svg(block, left + _PILL_EDGE, top + 21 - block.size * 0.57, _WHITE)
    return (
        f'<rect x="{left:.1f}" y="{top:g}" width="{across:.1f}" height="42" rx="21" '
        f'fill="{_LINE}"/>{inside}'
    )


def _body(card: Card, title: str) -> tuple[Iterable[str], float]:
    """What stands below the head, and how far the head may reach to the right."""
    if card.subject is None:
        return _alone(card, title), WIDTH - _EDGE
    picture = card.subject.draw()
    above = lettering.fit(title, _ABOVE_WIDTH, _ABOVE)
    if picture.scale(*_room_below(above.height)) > picture.scale(*_BESIDE_ROOM):
        return _stacked(picture, above), WIDTH - _EDGE
    across = picture.width * _shown(picture.scale(*_BESIDE_ROOM)) + 2 * _INSIDE
    right = WIDTH - _FRAME - across - _FRAME
    return _side_by_side(picture, title, right), right


def _alone(card: Card, title: str) -> Iterable[str]:
    """The title and the description before a large mark."""
    block = lettering.fit(title, _ALONE_WIDTH, _ALONE)
    words = lettering.shown(card.description, "")
    below = lettering.fit(words, _ALONE_WIDTH, _WORDS) if words else Block(34, ())
    gap = 26 if below.lines else 0
    top = _TOP + (HEIGHT - _EDGE - _TOP - block.height - gap - below.height) / 2
    turned = block.is_turned
    right = WIDTH - _EDGE
    yield f'<g transform="translate({-120 if turned else 700:g},70) scale(19)">{_foot(_DEEP)}</g>'
    yield lettering.svg(block, _EDGE, top, _WHITE, right)
    yield lettering.svg(below, _EDGE, top + block.height + gap, _SOFT, right)


def _stacked(picture: Picture, title: Block) -> Iterable[str]:
    """The title above the picture."""
    top = _below(title.height)
    yield lettering.svg(title, _EDGE, _TOP, _WHITE, WIDTH - _EDGE)
    yield _framed(picture, _FRAME, top, WIDTH - 2 * _FRAME, HEIGHT - top - _FRAME)


def _side_by_side(picture: Picture, title: str, right: float) -> Iterable[str]:
    """The title left of `right`, and the picture, which takes no more room than it needs."""
    block = lettering.fit(title, right - _EDGE, _BESIDE)
    top = _TOP + (HEIGHT - _EDGE - _TOP - block.height) / 2
    yield lettering.svg(block, _EDGE, top, _WHITE, right)
    left = right + _FRAME
    yield _framed(picture, left, _FRAME, WIDTH - _FRAME - left, HEIGHT - 2 * _FRAME)


def _framed(picture: Picture, left: float, top: float, width: float, height: float) -> str:
    """The picture in the middle of a white sheet."""
    scale = _shown(picture.scale(width - 2 * _INSIDE, height - 2 * _INSIDE))
    across, down = picture.width * scale, picture.height * scale
    x, y = left + (width - across) / 2, top + (height - down) / 2
    return (
        f'<rect x="{left:g}" y="{top:.1f}" width="{width:g}" height="{height:.1f}" rx="18" '
        f'fill="{_WHITE}"/><svg x="{x:.2f}" y="{y:.2f}" width="{across:.2f}" height="{down:.2f}" '
        'font-weight="400" '
        f'viewBox="0 0 {picture.width:g} {picture.height:g}">{picture.svg}</svg>'
    )
