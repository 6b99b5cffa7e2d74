"""HTML within Markdown: one line that a browser reads as the same, wherever it stands."""

import pytest
from markdown import Markdown
from nexus.stage import markup

CODE = '<div class="x"><pre><code>a\n\n    b\n```\n</code></pre></div>'
AROUND = {
    "alone": "{}",
    "tab": '=== "A"\n\n{}\n    after\n',
    "list": "- one\n\n{}\n- two\n",
    "admonition": '!!! note "A"\n\n{}\n    after\n',
    "quote": "> said\n>\n{}\n",
    "list in a tab": '=== "A"\n\n    - one\n\n{}\n',
}
INDENTS = {"alone": "", "quote": "> ", "list in a tab": " " * 8}


@pytest.mark.parametrize("place", AROUND)
def test_html_survives_in_any_place(place: str) -> None:
    """Empty lines, code, and what looks like Markdown or like a fence stay as they are."""
    block = "\n".join(markup.block(CODE, INDENTS.get(place, "    ")))
    extensions = ("admonition", "md_in_html", "attr_list", "pymdownx.superfences")
    reader = Markdown(extensions=[*extensions, "pymdownx.tabbed", markup.EXTENSION])
    html = markup.unbroken(reader.convert(AROUND[place].format(block)))
    assert html.count(CODE) == 1


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ("<p\n  id='a\nb'>c\nd</p>", "<p   id='a&#10;b'>c&#10;d</p>"),
        ("<!-- a\nb -->\n<i>", "<!-- a b -->&#10;<i>"),
        ('<script type="application/json">{\n"a": "<b>\\n"}</script>\n', None),
    ],
)
def test_a_line_is_read_as_before(html: str, line: str | None) -> None:
    """A break within a tag is a blank, within a text it is one, and data stay data."""
    expected = '<script type="application/json">{ "a": "<b>\\n"}</script>&#10;'
    assert markup.line(html) == (line or expected)


def test_nothing_leaves_no_block() -> None:
    """A figure that shows nothing is an empty line."""
    assert markup.block("\n", "> ") == [">"]


WRITTEN = """\
# The *first* `a_b` {#one .big}

Words with *stars*, <b>bold</b>.

!!! note "Remark"

    ## Within

=== "A"

    ```sql
    SELECT 1;

    SELECT 2;
    ```

---

## Q & A

| a | b |
|---|---|
| 1 | [x](y.md) |
"""
EXTENSIONS = (
    *("toc", "tables", "attr_list", "admonition", "md_in_html"),
    *("pymdownx.superfences", "pymdownx.tabbed"),
)


def test_a_page_is_shown_without_what_it_was_written_with() -> None:
    """The same HTML, and headings for the menus, by the one extension."""
    written, reader = (
        Markdown(extensions=EXTENSIONS),
        Markdown(extensions=["toc", markup.EXTENSION]),
    )
    html = written.convert(WRITTEN)
    shown = markup.unbroken(reader.convert(markup.page(html)))
    assert "".join(shown.split()) == "".join(html.split())
    assert [(each["id"], each["name"]) for each in reader.toc_tokens] == [  # type: ignore[attr-defined]
        ("one", "The first a_b")
    ]
    assert reader.toc_tokens[0]["children"][0]["name"] == "Q &amp; A"  # type: ignore[attr-defined]


def test_links_are_changed_in_tags_alone() -> None:
    """What an author wrote into a text stays."""
    html = '<p><a class="x" href="a?b&amp;c">href="d" src="e"</a></p>'
    changed = html.replace("a?b&amp;c", "A?B&amp;C")
    assert markup.relinked('<img src="f">' + html, str.upper) == '<img src="F">' + changed
