"""Comments of models in pages: safe Markdown works, and everything else is text."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.pages import comments, markdown

from tests.nexus.pages.test_markdown import TEXTS, rendered, words

LINKS = {"user": "user.md"}
TAGS = {"p", "br", "strong", "em", "code", "pre", "a", "ul", "ol", "li"}
LIST = "One of:\n\n* `new` - *fresh* | unread\n* `old`\n    1. a\n\nEnd."


def html(source: str) -> str:
    """The HTML of Markdown, without what only indents it."""
    page = rendered(source)
    for element in page.iter():
        element.tail = (element.tail or "").strip("\n")
        element.text = (element.text or "").strip("\n")
    return "".join(ET.tostring(element, encoding="unicode") for element in page)


@pytest.mark.parametrize(
    ("comment", "shown"),
    [
        ("The *user* who **always** `books`.",
         "<p>The <em>user</em> who <strong>always</strong> <code>books</code>.</p>"),
        ("See [user].", '<p>See <a href="user.md"><code>user</code></a>.</p>'),
        ("See [guest] and [user](evil).",
         '<p>See [guest] and <a href="user.md"><code>user</code></a>(evil).</p>'),
        ("[a b](https://example.org/?a=1&b=2|3)",
         '<p><a href="https://example.org/?a=1&amp;b=2%7C3">a b</a></p>'),
        ("[a](https://c.org/(b)*'$)",
         '<p><a href="https://c.org/%28b%29%2A%27%24">a</a></p>'),
        ("`<b>` and `open", "<p><code>&lt;b&gt;</code> and `open</p>"),
        ("one\ntwo\tthree", "<p>one two three</p>"),
        ("__init__, _a_ and a_b_c", "<p>__init__, _a_ and a_b_c</p>"),
        ("[a](javascript:alert(1)) ![b](https://c.org/d.png)",
         '<p>[a](javascript:alert(1)) !<a href="https://c.org/d.png">b</a></p>'),
        ("<script>x</script> &lt; \\*", "<p>&lt;script&gt;x&lt;/script&gt; &amp;lt; \\*</p>"),
    ],
)  # fmt: skip
def test_a_comment_may_hold_emphasis_code_and_links(comment: str, shown: str) -> None:
    """In a cell as in a paragraph; what is no safe link is text."""
    assert html(comments.cell(comment, LINKS)) == shown
    assert html(comments.paragraphs(comment, LINKS)) == shown


def test_paragraphs_and_lists_are_kept() -> None:
    """As blocks of Markdown below each other."""
    assert html(comments.paragraphs(LIST, {})) == (
        "<p>One of:</p><ul><li><code>new</code> - <em>fresh</em> | unread</li>"
        "<li><p><code>old</code></p><ol><li>a</li></ol></li></ul><p>End.</p>"
    )


def test_paragraphs_and_lists_stand_in_a_cell() -> None:
    """On one line of Markdown, and without a bar that would end the cell."""
    source = markdown.table(("A", "B"), [(comments.cell(LIST, {}), "b")])
    cell, other = rendered(source).findall(".//tbody/tr/td")
    shown = ET.tostring(cell, encoding="unicode").strip()
    assert shown == (
        "<td>One of:<ul><li><code>new</code> - <em>fresh</em> | unread</li>"
        "<li><code>old</code><ol><li>a</li></ol></li></ul><br />End.</td>"
    )
    assert words(other) == "b"


@pytest.mark.parametrize("write", [comments.cell, comments.paragraphs])
def test_a_fence_is_code_that_nobody_runs(write: object) -> None:
    """Whatever it says behind its ticks."""
    source = write("Do\n\n```sql run=\"shop\"\nSELECT '--8<--';\n\n  DROP\n```", {})  # type: ignore[operator]
    page = rendered(source)
    (code,) = page.findall(".//pre/code")
    assert words(code) == "SELECT '--8<--';\n\n  DROP"
    assert "```" not in source
    assert "8<-" not in source


def test_a_heading_does_not_join_those_of_the_page() -> None:
    """It is strong text."""
    assert (
        html(comments.paragraphs("# Title\n\nText", {}))
        == "<p><strong>Title</strong></p><p>Text</p>"
    )


def test_the_words_of_a_comment_are_without_markup() -> None:
    """For descriptions, which are plain text."""
    said = comments.plain(
        "The **key**, see [it](https://a.org), `__x__` and __y__.\n\n- one\n- two"
    )
    assert said == "The key, see it, __x__ and __y__. one two"
    assert comments.plain(None) == comments.cell(None, {}) == comments.paragraphs("", {}) == ""


@given(st.one_of(TEXTS, st.lists(TEXTS, max_size=4).map("\n\n".join)))
def test_any_comment_holds_what_is_safe_and_no_more(value: str) -> None:
    """Whatever it says, in both places; a link leads to a table or to another site."""
    links = {"a": "a.md", "b": "b.md"}
    cell = rendered(markdown.table(("A", "B"), [(comments.cell(value, links), "b")]))
    assert len(cell.findall(".//tbody/tr/td")) == 2
    blocks = rendered(f"Start\n\n{comments.paragraphs(value, links)}\n\nEnd")
    found = [e for td in cell.findall(".//tbody//td") for e in td.iter() if e is not td]
    found += [e for e in blocks.iter() if e is not blocks]
    assert {element.tag for element in found} <= TAGS
    for link in (element for element in found if element.tag == "a"):
        assert link.get("href") in links.values() or str(link.get("href")).startswith("http")
    assert {name for element in found for name in element.attrib} <= {"href", "dir"}


def test_words_in_brackets_may_be_tables() -> None:
    """They are found across lines, and nowhere else."""
    assert comments.mentions("As in [guest\nhouse] and [room].") == ["guest house", "room"]
    assert comments.mentions("None") == comments.mentions(None) == []
