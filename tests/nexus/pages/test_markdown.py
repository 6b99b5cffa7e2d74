"""Text put into Markdown reads as it is, under the very extensions that the site uses."""

import xml.etree.ElementTree as ET
from functools import cache

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from nexus.core.text import printable
from nexus.pages import markdown

from tests import projects
from tests.helpers import HOSTILE_NAMES, check_printable

# Each is markup somewhere: in Markdown, in HTML, or in an extension of the site.
MARKUP = [
    "*a* __b__ `c` ~~d~~ ==e== ^^f^^ ~g~ ^h^",
    "# heading",
    "1. item",
    "- item",
    "- [x] task",
    "> quote",
    "    indented",
    "a | b",
    "[a](https://example.org) ![a](b.png) <https://example.org> [a][b] [^1]",
    "[a]: https://example.org",
    "*[HTML]: abbreviation",
    "<b onclick='x'>bold</b> <!-- note --> &lt; &copy; &#60;",
    "{: .class } {.class} {# id}",
    "!!! note",
    "??? note",
    '=== "tab"',
    '--8<-- "mkdocs.yml"',
    ":smile: :material-account:",
    "```erd",
    "~~~",
    "term\n:   definition",
    "`#!python x = 1`",
    "---",
    "=====",
    "a\\",
    "\\*a\\*",
    "a  \nb",
    "$x$ \\(x\\)",
    "(c) -> => ...",
    "++ctrl++ {++a++} {--b--}",
    "user_id _user_ __init__ a_b_c",
    "\ue000 \ue001",
]
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="*_`~=^#-+>|[](){}<>!?&;:.\\/\"'$ \n\tabxyz019é", max_size=40),
    st.lists(st.sampled_from(MARKUP), min_size=1, max_size=3).map(" ".join),
)


@cache
def converter() -> Markdown:
    """Python-Markdown as the site's configuration sets it up."""
    config = projects.configured()
    return Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)


def rendered(source: str) -> ET.Element:
    """The page that Markdown becomes, as one element."""
    return ET.fromstring(f"<page>{converter().reset().convert(source)}</page>")


def visible(value: str) -> str:
    """What a text looks like in a page: on one line, with symbols for what no page can hold."""
    line = " ".join(value.split())
    return printable(line) if line else ""


def words(element: ET.Element | None) -> str:
    """All text of an element, its children's included."""
    return "" if element is None else "".join(element.itertext())


@pytest.mark.parametrize("value", MARKUP)
def test_markup_reads_as_it_is(value: str) -> None:
    """Between words no markup works."""
    (paragraph,) = rendered(f"Start {markdown.text(value)} end\n")
    assert paragraph.text == f"Start {visible(value)} end"
    assert list(paragraph) == []


def test_placeholders_of_the_converter_are_text_too() -> None:
    """Python-Markdown marks what it has put aside with control characters."""
    value = "\x02wzxhzdk:0\x03 \x02amp\x03"
    assert words(rendered(markdown.text(value))) == printable(value)


@given(TEXTS.filter(str.strip))
@example("0. a")
@example("a_b_c __d__")
def test_any_text_is_one_paragraph_of_itself(value: str) -> None:
    """Whatever it holds, and also where it stands at the start of a line."""
    (paragraph,) = rendered(markdown.text(value))
    assert (paragraph.tag, paragraph.text) == ("p", visible(value))
    assert list(paragraph) == []


@given(TEXTS, TEXTS)
def test_any_texts_are_the_cells_of_a_table(one: str, other: str) -> None:
    """Neither a bar nor a line's end leaves a cell; a name keeps its spaces."""
    source = markdown.table(("A", "B", "C"), [(markdown.text(one), markdown.name(other), "c")])
    text, name, last = rendered(source).findall(".//tbody/tr/td")
    assert (words(text), words(name.find("code")), words(last)) == (
        visible(one),
        printable(other),
        "c",
    )
    assert list(text) == []
    assert len(name) == 1


@pytest.mark.parametrize("hostile", HOSTILE_NAMES)
def test_a_hostile_name_is_one_line_of_code(hostile: str) -> None:
    """Nothing in it ends the code, and nothing of it is markup."""
    source = markdown.name(HOSTILE_NAMES[hostile])
    assert len(source.splitlines()) == 1
    assert source.count("<") == 2
    assert words(rendered(source)) == printable(HOSTILE_NAMES[hostile])


def test_a_name_in_another_direction_does_not_turn_its_line() -> None:
    """Its element keeps the direction to itself."""
    assert markdown.name("\N{HEBREW LETTER ALEF}").startswith('<code dir="auto">')
    assert markdown.name("caf\N{LATIN SMALL LETTER E WITH ACUTE}").startswith("<code>")


def test_nothing_is_no_text_no_code_and_no_table() -> None:
    """An empty value leaves nothing behind."""
    assert markdown.text(" \n") == markdown.code(" ") == ""
    assert markdown.table(("A",), []) == markdown.names([]) == ""


def test_names_stand_with_commas_between_them() -> None:
    """Each is code of its own."""
    assert words(rendered(markdown.names(["a", "b c"]))) == "a, b c"


def test_a_link_leads_to_its_address() -> None:
    """The label is Markdown, so that code may be linked."""
    found = rendered(markdown.link(markdown.name("a_b[]"), "a.md")).find(".//a")
    assert found is not None
    assert (found.get("href"), words(found)) == ("a.md", "a_b[]")


@pytest.mark.parametrize(
    ("optional", "shown"),
    [
        ((), "| A | B | C |\n| --- | --- | --- |\n| 1 |  | 2 |\n| 3 |  |  |"),
        (("B", "C"), "| A | C |\n| --- | --- |\n| 1 | 2 |\n| 3 |  |"),
    ],
)
def test_a_table_reads_as_a_table(optional: tuple[str, ...], shown: str) -> None:
    """The Markdown itself is easy to read; a column without a value can be left out."""
    assert markdown.table(("A", "B", "C"), [("1", "", "2"), ("3", "", "")], optional) == shown


@pytest.mark.parametrize(
    "statements",
    [
        "CREATE TABLE a (\n  id INTEGER\n);",
        "SELECT '```';\n~~~\n````sql\nSELECT 1;",
        'SELECT 1;\n--8<-- "mkdocs.yml"',
        "-- <b>\n</code></pre><script>alert(1)</script>",
        "SELECT 1;\n\n\nSELECT '{.x}' -- !!! note",
    ],
)
def test_statements_are_a_block_of_code(statements: str) -> None:
    """None of them ends the block, and none is obeyed."""
    page = rendered(f"Before\n\n{markdown.sql(statements)}\n\nAfter\n")
    (code,) = page.findall(".//code")
    assert words(code).rstrip("\n") == statements
    assert [words(page[0]), words(page[-1])] == ["Before", "After"]
    assert page.find(".//script") is None


def test_marks_that_nobody_sees_are_seen_in_statements() -> None:
    """A mark that turns the direction of writing would let a statement read as another."""
    assert "\u202e" not in markdown.sql("SELECT '\u202e';")


@given(TEXTS)
def test_any_text_is_a_string_of_yaml(value: str) -> None:
    """It comes back as it was, from one line of ASCII."""
    written = markdown.quoted(value)
    assert written.isascii()
    assert written.isprintable()
    assert yaml.safe_load(written) == value


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_a_line_of_code_is_text_in_html(name: str) -> None:
    """With every space of it; of what no page can hold there is a symbol."""
    shown = ET.fromstring(f"<pre>{markdown.verbatim(name)}</pre>")
    assert words(shown) == (printable(name) if name.strip() else "")


@given(TEXTS)
def test_a_piece_of_a_line_is_text(value: str) -> None:
    """Nothing in it begins or ends an element."""
    shown = rendered(f"a{markdown.between(value)}b")
    assert {each.tag for each in shown.iter()} == {"page", "p"}
    check_printable(words(shown))
