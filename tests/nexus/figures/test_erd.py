"""The fence of a diagram: when it is ours, what it asks for, and what is shown."""

import re
from pathlib import Path

import pytest
from nexus.core.errors import NexusError
from nexus.core.slugs import slugs
from nexus.erd.options import Options
from nexus.figures import erd
from nexus.figures.erd import Erd
from nexus.figures.registry import Figures
from nexus.pages.fences import Fence

from tests.helpers import EVIL, chain, check_evil, schema, table, to
from tests.nexus.figures.builders import facts, html, page


def at(line: int) -> str:
    """The place of a line of a fence that starts in line 10."""
    return f"a.md:{10 + line}"


@pytest.mark.parametrize(
    ("body", "is_ours"),
    [
        ("schema: shop", True),
        ("shema: shop", True),
        ("title: Shop", True),
        ("schema: shop\ntitle: a: b", True),
        ("", False),
        ("[Person]\n*name\n", False),
        ("title {label: nfldb}\n[player] {bgcolor: red}", False),
        ("entities: [a, b]\nnotation: chen", False),
        ("just words", False),
    ],
)
def test_a_fence_is_ours_where_it_holds_an_option_of_a_diagram(
    tmp_path: Path, body: str, is_ours: bool
) -> None:
    """Or nearly one; what other programs call `erd` is theirs."""
    assert Erd(facts(tmp_path)).takes(Fence("erd", body)) is is_ours


def test_the_options_of_a_diagram_are_read() -> None:
    """Each has its type; what is left out has its default."""
    full = "schema: shop\ntables: [a, b]\ndepth: 2\ncolumns: keys\ntitle: 'Shop: all'\n"
    full += "exclude: [b.c]\ndirection: down\nwhole: true\nmany_to_many: true\nboxes: true\n"
    options = Options(("a", "b"), 2, "keys", "Shop: all", ("b.c",), "down", True, True, True)  # noqa: FBT003
    assert erd.request(full, at) == ("shop", options, "")
    assert erd.request("schema: a.b", at) == ("a.b", Options(), "")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "the erd fence names no schema; a.md:10; add a line `schema: NAME`"),
        ("tables: [a]", "the erd fence names no schema; a.md:10; add a line `schema: NAME`"),
        ("airbnb", "this is no list of keys and values; a.md:11; write `key: value`"),
        (
            "schema: a\ntable: [b]",
            "unknown option 'table' of an erd fence; a.md:12; choose from: schema, tables, depth, ",
        ),
        ("schema: 3", "the option 'schema' is wrong; a.md:11; give the name of a schema"),
        ("schema:", "the option 'schema' is wrong; a.md:11; give the name of a schema"),
        ("schema: a\n\ntables: b", "the option 'tables' is wrong; a.md:13; give a list of tables"),
        ("schema: a\ntables: []", "the option 'tables' is wrong; a.md:12; give a list of tables"),
        ("schema: a\ntables: [1]", "the option 'tables' is wrong; a.md:12; give a list of tables"),
        (
            "schema: a\ntables: [b]\ndepth: -1",
            "the option 'depth' is wrong; a.md:13; give a number",
        ),
        (
            "schema: a\ntables: [b]\ndepth: on",
            "the option 'depth' is wrong; a.md:13; give a number",
        ),
        ("schema: a\ndepth: 1", "depth needs tables to start from; a.md:12; add `tables: [...]`"),
        ("schema: a\ncolumns: some", "the option 'columns' is wrong; a.md:12; give one of all, k"),
        ("schema: a\ncolumns: [all]", "the option 'columns' is wrong; a.md:12; give one of all, k"),
        ("schema: a\ndirection: up", "the option 'direction' is wrong; a.md:12; give one of auto"),
        ("schema: a\nwhole: 1", "the option 'whole' is wrong; a.md:12; give one of true, false"),
        ("schema: a\nexclude: b", "the option 'exclude' is wrong; a.md:12; give a list of tables"),
        ("schema: a\ntitle: ' '", "the option 'title' is wrong; a.md:12; give a text"),
        ("schema: a\ntitle: a: b", "this is not valid YAML: mapping values are not allowed"),
    ],
)
def test_a_wrong_option_is_told_at_its_line(body: str, told: str) -> None:
    """What is unknown or of the wrong kind, with what would be right."""
    with pytest.raises(NexusError) as error:
        erd.request(body, at)
    assert str(error.value).startswith(told)


def test_a_diagram_has_a_frame_that_scrolls_and_links_to_its_tables(tmp_path: Path) -> None:
    """Its title is the name of the frame, and the caption, which is text."""
    known = facts(tmp_path, schemas=(chain("guest", "booking"),))
    shown = html(Erd(known), "schema: shop\ntitle: 'A \"b\" <c>'", page())
    assert shown.startswith('<figure class="erd-figure"><div class="erd-frame" role="region"')
    assert 'tabindex="0" aria-label="A &quot;b&quot; &lt;c&gt;"' in shown
    assert shown.endswith("<figcaption>A &quot;b&quot; &lt;c&gt;</figcaption></figure>")
    pages = {"/schema/shop/guest.md", "/schema/shop/booking.md"}
    assert set(re.findall(r'href="([^"#]*)"', shown)) == pages


def test_a_diagram_without_a_title_has_no_caption(tmp_path: Path) -> None:
    """And one without a reference has no link; its frame has a name all the same."""
    known = facts(tmp_path, schemas=(chain("guest"),), has_reference=False)
    shown = html(Erd(known), "schema: shop", page())
    assert 'aria-label="The table guest of the schema shop"' in shown
    assert "figcaption" not in shown
    assert "href" not in shown


def test_a_diagram_in_words_lists_its_tables(tmp_path: Path) -> None:
    """Each with a link where it has a page; names are text."""
    shop = schema(table("a<b>"))
    name, address = "<code>a&#60;b&#62;</code>", f"{slugs(['a<b>'])['a<b>']}.md"
    fence = Fence("erd", "schema: shop")
    for has_reference in (True, False):
        known = facts(tmp_path, schemas=(shop,), has_reference=has_reference)
        told = Erd(known).words(fence, page(fence), "/{}".format)
        assert told.startswith("> The table a&lt;b> of the schema shop: 1 table, 0 relations.")
        link = f"[{name}](/schema/shop/{address})" if has_reference else name
        assert told.endswith(f"\n>\n> Tables: {link}.")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("schema: none", "there is no schema 'none'; docs/a.md:10; choose from: shop"),
        (
            "schema: shop\ntables: [gest]",
            "there is no table 'gest' in schema 'shop'; docs/a.md:10; ",
        ),
        (
            "schema: shop\nexclude: [gest]",
            "schema 'shop' has nothing called 'gest' to leave out; docs/a.md:10; ",
        ),
        ("schema: shop\ncolumn: all", "unknown option 'column' of an erd fence; docs/a.md:12; "),
    ],
)
def test_what_a_fence_asks_for_and_is_not_there_is_told(
    tmp_path: Path, body: str, told: str
) -> None:
    """By the figure and by its check alike."""
    figure = Erd(facts(tmp_path, schemas=(chain("guest"),)))
    with pytest.raises(NexusError) as error:
        html(figure, body, page())
    assert str(error.value).startswith(told)
    with pytest.raises(NexusError) as checked:
        Figures(figure.facts).check(Fence("erd", body, line=10), page())
    assert str(checked.value) == str(error.value)


def test_tables_that_a_diagram_has_no_room_for_are_named_as_text(tmp_path: Path) -> None:
    """Each with a link to its page, whatever it is called."""
    leaves = (
        table(f"{EVIL} {n}", "hub_id", foreign_keys=(to("hub", "hub_id"),)) for n in range(41)
    )
    known = facts(tmp_path, schemas=(schema(table("hub"), *leaves),))
    shown = html(Erd(known), "schema: shop\ntables: [hub]\ndepth: 1", page())
    caption = shown[shown.index("<figcaption>") :]
    assert caption.startswith("<figcaption> And 2 more: <a href=")
    check_evil(caption)
