"""Copies of pages as a person reads them: without what only Markdown or a browser needs."""

import pytest
from nexus.pages import markdown
from nexus.publish import readable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (markdown.name("gen_random_uuid()"), "`gen_random_uuid()`"),
        (markdown.text("It's yours: (all) of it."), "It's yours: (all) of it."),
        ("<code>[a](b.md)</code>", "`[a](b.md)`"),
        ("## Groups { .demonstration }", "## Groups"),
        ('# Rows {#rows .headline data-words="of one table"}', "# Rows"),
        ("[<code>user</code>](user/index.md)&#46;", "[`user`](user/index.md)."),
    ],
)
def test_code_signs_and_headings_are_as_one_writes_them(written: str, read: str) -> None:
    """Where that means the same."""
    assert readable.words(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "1&#46; no list",
        "&#45; no list",
        "<code>a &#124; b</code>",
        "<code>&#96;</code>",
        "a `&#46;` in code",
        '<a title="x&#34; onclick=">',
        "https&#58;//b.example",
        "- 1&#46; no list in a list",
        "[a]&#40;b)",
        "[a]&#58; b",
        "www&#46;b.example",
        "a&#60;b",
        "## The set {a, b}",
        "## Use `{ .proof }`",
    ],
)
def test_what_would_mean_something_else_stays(written: str) -> None:
    """A list, a link, a tag, an attribute, or code."""
    assert readable.words(written) == written


def read(text: str) -> str:
    """The lines of a text that a person needs."""
    lines = text.split("\n")
    kept = readable.kept(lines, ["`" in line for line in lines])
    return " ".join(line for line, is_kept in zip(lines, kept, strict=True) if is_kept)


def test_an_element_around_markdown_is_not_there() -> None:
    """What is in it is; other elements stay as they are."""
    assert read('a\n<div class="b" markdown>\nc\n</div>\nd') == "a c d"
    assert read("<div markdown>\n<p>\na\n</p>\n<br>\n</div>") == "<p> a </p> <br>"
    assert read("<div>\na\n</div>\n</div>") == "<div> a </div> </div>"
    assert read("`<div markdown>`") == "`<div markdown>`"


def test_what_repeats_something_on_narrow_screens_is_said_once() -> None:
    """With all that is in it."""
    wide, narrow = (f'<div class="nx-{name}" markdown>' for name in ("wide", "narrow"))
    assert read(f"{wide}\na\n</div>\n{narrow}\nb\n<div>\nc\n</div>\n</div>\nd") == "a d"
