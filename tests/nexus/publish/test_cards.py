"""Share cards: their size, their weight, their look's rules, and that they are always the same."""

import io
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from nexus import charts
from nexus.core.cache import Cache
from nexus.core.choices import Columns
from nexus.erd.drawing import draw
from nexus.erd.options import Options
from nexus.publish import cards, painting, picture
from nexus.publish.cards import Card
from nexus.publish.picture import Picture, Subject
from PIL import Image, ImageStat

from tests.helpers import HOSTILE_NAMES, chain, run_python, schema, table, to

HEBREW = "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED}\N{HEBREW LETTER VAV}"
CHARTS = {
    "bars": "way,a,b,c,d\nx,1,2,3,4\n",
    "line": "x,a,b,c,d\n1,1,2,3,4\n2,1,2,3,4\n",
    "timeline": "lane,label,start_ms,end_ms,kind\na,x,0,9,run\nb,y,0,9,wait\nc,z,0,9,blocked\n",
}
PLAIN = Card("Nexus", "Technologies", "What each is for.", "technologies/")


def diagram(*names: str) -> Subject:
    """The diagram of a chain of tables with those names."""
    drawn = chain(*names)

    def make() -> Picture:
        return picture.of_diagram(Options(), lambda o: draw(drawn, o), cards.scale)

    return Subject("A chain", list(names), make)


def png(card: Card, cache: Cache) -> bytes:
    """The file of one card."""
    return next(cards.pngs([card], cache))


def opened(card: Card, folder: Path) -> Image.Image:
    """The pixels of a card, in RGB."""
    return Image.open(io.BytesIO(png(card, Cache(folder)))).convert("RGB")


@pytest.mark.parametrize(
    "card",
    [
        PLAIN,
        Card(
            "Nexus", "Week 2: advanced SQL", "d", "weeks/week-02/", "Week 2", diagram("a", "b", "c")
        ),
        Card("Nexus", "A very long title " * 12, "And a long description. " * 20, "x/", "Week 1"),
        Card("Nexus", "x" * 200, "d", "x/", "Week 1", diagram("only")),
        Card("Nexus", f"{HEBREW} SQL {HEBREW}", HEBREW, "x/", "Week 2"),
        Card("\N{HOT BEVERAGE}", "\N{HOT BEVERAGE}", "\N{HOT BEVERAGE}", ""),
        *(Card(name, name, name, name) for name in HOSTILE_NAMES.values()),
    ],
)
def test_every_card_has_the_size_and_is_small(card: Card, tmp_path: Path) -> None:
    """A network takes it, whatever its title."""
    content = png(card, Cache(tmp_path))
    assert Image.open(io.BytesIO(content)).size == (1200, 627)
    assert len(content) <= 150_000


def test_a_card_is_the_same_bytes_in_every_process() -> None:
    """Neither the hash seed nor the time is in it."""
    source = """
import hashlib, tempfile
from pathlib import Path
from nexus.core.cache import Cache
from tests.nexus.publish.test_cards import Card, diagram, png
card = Card("Nexus", "Week 1: designs", "d", "x/", "Week 1", diagram("a", "b"))
print(hashlib.sha256(png(card, Cache(Path(tempfile.mkdtemp())))).hexdigest())
"""
    assert run_python(source, PYTHONHASHSEED="1") == run_python(
        source, PYTHONHASHSEED="2", TZ="X-9"
    )


def test_a_kept_card_is_not_drawn_again(tmp_path: Path) -> None:
    """The second time, not even its picture is asked for."""
    cache = Cache(tmp_path)

    def once() -> Picture:
        made.append(1)
        return Picture("<svg/>", 100, 100)

    made: list[int] = []
    card = Card("Nexus", "Title", "d", "x/", subject=Subject("p", "key", once))
    assert png(card, cache) == png(card, cache)
    assert made == [1]


@pytest.mark.parametrize("program", [sys.executable, "/nowhere/python"])
def test_many_cards_are_the_same_as_each_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    """In their order, painted side by side where a process can be had for that."""
    monkeypatch.setattr(cards, "_MANY", 2)
    shown = [replace(PLAIN, title=f"Title {number}") for number in range(3)]
    alone = [png(card, Cache(tmp_path / "alone")) for card in shown]
    monkeypatch.setattr(sys, "executable", program)
    cache = Cache(tmp_path / "many")
    assert [png(shown[1], cache), *cards.pngs(shown, cache)] == [alone[1], *alone]


def test_a_painter_that_ends_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it was asked for is painted all the same."""
    monkeypatch.setattr(painting, "_MODULE", "nexus.publish.slugs")
    drawn = cards.svg(PLAIN)
    assert list(painting.several([drawn, drawn])) == [painting.painted(drawn)] * 2


def test_a_picture_that_makes_the_file_too_large_is_left_out(tmp_path: Path) -> None:
    """The card is then the plain one."""
    dots = "".join(
        f'<rect x="{x}" y="{y}" width="1" height="1" fill="#{x * y % 4096:03x}"/>'
        for x in range(0, 400, 2)
        for y in range(0, 400, 2)
    )
    noise = Subject("noise", "noise", lambda: Picture(f"<svg>{dots}</svg>", 400, 400))
    card = Card("Nexus", "Title", "d", "x/", subject=noise)
    plain = Card("Nexus", "Title", "d", "x/")
    heavy = pytest.MonkeyPatch()
    with heavy.context() as patch:
        patch.setattr(cards, "MOST_BYTES", 30_000)
        assert png(card, Cache(tmp_path / "a")) == png(plain, Cache(tmp_path / "b"))


def test_a_wide_picture_stands_below_the_title_and_a_tall_one_beside_it() -> None:
    """Whichever place leaves it larger."""
    wide = Subject("wide", 1, lambda: Picture("<svg/>", 900, 200))
    tall = Subject("tall", 2, lambda: Picture("<svg/>", 200, 900))
    below = cards.svg(Card("Nexus", "Title", "d", "x/", subject=wide))
    beside = cards.svg(Card("Nexus", "Title", "d", "x/", subject=tall))
    assert 'width="1136"' in below
    assert 'width="1136"' not in beside
    assert 'height="563.0"' in beside


def test_a_large_diagram_is_drawn_with_fewer_columns() -> None:
    """So that the names of its tables can be read on a phone."""
    wide = table("wide", *(f"column_{n}" for n in range(60)))
    small = picture.of_diagram(Options(), lambda o: draw(schema(wide), o), cards.scale)
    assert "column_1" not in small.svg
    assert "wide" in small.svg


@pytest.mark.parametrize("size", [1, 2, 7, 20, 45])
@pytest.mark.parametrize("columns", ["all", "keys", "none"])
@pytest.mark.parametrize("named", [(), ("hub",)])
def test_letters_of_a_diagram_can_be_read_in_a_feed(
    size: int, columns: Columns, named: tuple[str, ...]
) -> None:
    """Whatever the number of tables around one, which is always shown."""
    hub = table("hub", *(f"column_{n}" for n in range(12)))
    near = [
        table(f"near_{n}", "hub_id", foreign_keys=(to("hub", "hub_id"),)) for n in range(size - 1)
    ]
    around = schema(hub, *near)
    options = Options(named, depth=1 if named else 0, columns=columns)
    made = picture.of_diagram(options, lambda o: draw(around, o), cards.scale)
    assert made.letters * cards.scale(made) >= picture.LEGIBLE
    assert 'data-table="hub"' in made.svg


@pytest.mark.parametrize("title", ["Title", "A title of two lines or of three " * 4])
def test_a_picture_is_as_large_as_was_promised(title: str) -> None:
    """Whatever the height of the title above it."""
    drawn = Picture("<svg/>", 700, 190)
    svg = cards.svg(Card("Nexus", title, "d", "x/", subject=Subject("p", 1, lambda: drawn)))
    width = re.search(r'<svg x="[^"]*" y="[^"]*" width="([\d.]+)"', svg)
    assert width is not None
    assert float(width[1]) >= 700 * cards.scale(drawn) - 0.01


def test_a_schema_is_told_where_a_week_is() -> None:
    """Whole beside the site's name, or below it where a picture has that place."""
    tall = Subject("tall", 2, lambda: Picture("<svg/>", 900, 800))
    card = Card("Nexus", "booking", "d", "x/", schema="normalization.second_normal_form")
    for shown, top in ((card, 47), (replace(card, subject=tall), 106)):
        svg = cards.svg(shown)
        assert ">normalization.second_normal_form<" in svg
        assert f'y="{top}" width=' in svg
    assert card.alt == "normalization.second_normal_form: booking"


LONG = (
    "Many ways in which a database finds the rows of a page, what each of them costs, "
    "and why the plan that was best last year is not the best today"
)


@pytest.mark.parametrize("subject", [None, Subject("tall", 2, lambda: Picture("<svg/>", 500, 480))])
def test_a_long_title_is_whole_and_keeps_clear_of_the_head(subject: Subject | None) -> None:
    """It takes more lines before it is cut, alone and beside a picture, below the page's part."""
    part = "normalization.second_normal_form"
    svg = cards.svg(Card("Nexus", LONG, "", "x/", subject=subject, schema=part))
    places = re.findall(
        r'<text x="60" y="([\d.]+)"[^>]*font-size="([\d.]+)".*?>([^<]+)</tspan>', svg
    )
    assert " ".join(text for _, _, text in places) == LONG
    assert min(float(y) - float(size) for y, size, _ in places) > 148


def test_a_long_name_of_a_site_is_whole_where_it_has_room() -> None:
    """No picture stands beside it: the name takes what the week leaves."""
    name = "A learning journal with rather many words"
    assert f">{name}<" in cards.svg(Card(name, "Title", "d", "x/", "Week 12"))


@pytest.mark.parametrize("part", ["Week 2", "Day 2", "Module 2"])
def test_the_part_of_a_journal_is_told_once(part: str) -> None:
    """By its own mark, not by the title again, whatever the journal counts in."""
    svg = cards.svg(Card("Nexus", f"{part}: advanced SQL", "d", "x/", part))
    assert f"{part}:" not in svg
    assert f">{part}<" in svg
    assert "Advanced SQL" in svg


def test_the_card_of_the_home_page_shows_what_the_site_is() -> None:
    """Its title is the site's name, which every card tells anyway."""
    svg = cards.svg(Card("Nexus", "Nexus", "A learning journal", ""))
    assert "A learning journal" in svg


def test_a_title_that_no_font_shows_gives_way_to_the_address() -> None:
    """The words of the last part of it."""
    wide = "\N{CJK UNIFIED IDEOGRAPH-8868}" * 3
    assert "Query plans" in cards.svg(Card("Nexus", wide, "d", "weeks/week-02/query-plans/"))


def test_the_alternative_text_tells_week_title_and_picture() -> None:
    """In the words of the page."""
    card = Card("Nexus", "Generators", "d", "x/", "Week 2", diagram("a", "b"))
    assert card.alt == "Week 2: Generators. A chain"


@pytest.mark.parametrize("page", ["index", "weeks/week-02/advanced-sql"])
def test_the_address_of_a_card_is_that_of_its_page(page: str) -> None:
    """Below cards/, with the page's path."""
    assert cards.path(f"{page}.md") == f"cards/{page}.png"


@pytest.mark.parametrize("kind", CHARTS)
def test_every_colour_of_a_chart_is_known(kind: str) -> None:
    """A chart paints with classes; one without a colour would be missing on a card."""
    drawn = picture.of_chart(charts.draw(kind, charts.read_csv(CHARTS[kind]), "A title")).svg
    used = {
        name
        for names in re.findall(r'class="((?:fill|stroke)-.+?)"', drawn)
        for name in names.split()
    }
    assert used
    assert {name for name in used if f".{name}{{" not in drawn} == set()


def test_a_chart_is_seen_on_its_card(tmp_path: Path) -> None:
    """With the blue of its bars on the white sheet."""
    svg = charts.draw("bars", charts.read_csv("way,ms\nlist,10\ngenerator,1\n"), "Times")
    subject = Subject("Times", "bars", lambda: picture.of_chart(svg))
    image = opened(Card("Nexus", "Title", "d", "x/", subject=subject), tmp_path)
    colours = {colour for _, colour in image.getcolors(1 << 20) or ()}
    assert any(abs(r - 42) + abs(g - 68) + abs(b - 181) < 12 for r, g, b in colours)


def test_a_card_is_not_empty(tmp_path: Path) -> None:
    """It has light letters on a dark ground."""
    low, high = ImageStat.Stat(opened(PLAIN, tmp_path).convert("L")).extrema[0]
    assert high - low > 180
