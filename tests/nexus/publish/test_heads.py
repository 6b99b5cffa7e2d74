"""Tags in the head of a page that a theme made: added, replaced where it is ours, never doubled."""

import pytest
from nexus.publish import heads, metadata
from nexus.publish.page import Page, Website

TITLE = {"title": "<title>Ours</title>"}
ABOUT = {"description": '<meta name="description" content="Ours">'}
CARD = {"og:image": '<meta property="og:image" content="Ours">'}
CANONICAL = {"canonical": '<link rel="canonical" href="Ours">'}
DATA = {"application/ld+json": '<script type="application/ld+json">{"Ours":1}</script>'}
FEED = {"application/rss+xml": '<link rel="alternate " type="application/rss+xml" href="Ours">'}
EVERY = TITLE | ABOUT | CARD | CANONICAL | DATA | FEED


def page(head: str) -> str:
    """A page with that head."""
    return f"<html><head>{head}</head><body><head></head>text</body></html>"


def test_tags_stand_at_the_end_of_the_head() -> None:
    """In their order, a line each; the body stays as it is."""
    head = '<meta charset="utf-8">'
    told = "".join(f"{tag}\n" for tag in EVERY.values())
    assert heads.with_tags(page(head), EVERY, replace=False) == page(f"{head}{told}")


@pytest.mark.parametrize(
    ("tag", "own"),
    [
        (TITLE, "<title>Own\nname</title>"),
        (TITLE, "<TITLE lang=de>Own</TITLE>"),
        (ABOUT, '<meta content="Own" name="description">'),
        (ABOUT, "<meta name=description content=Own>"),
        (CARD, "<meta name='og:image' content='Own'/>"),
        (CANONICAL, '<link href="Own" rel="canonical">'),
        (CANONICAL, "<link rel=canonical href=Own>"),
        (DATA, '<script id="a" type="application/ld+json">{"Own":\n2}</script>'),
        (FEED, '<link rel="alternate" type="application/rss+xml" href="Own">'),
    ],
)
def test_what_a_page_says_already_is_said_once(tag: dict[str, str], own: str) -> None:
    """The page's own stays, and on a page of ours, ours stands in its place."""
    html = page(f"<!-- a -->{own}<!-- b -->")
    assert heads.with_tags(html, tag, replace=False) == html
    (ours,) = tag.values()
    replaced = page(f"<!-- a -->{ours}<!-- b -->")
    assert heads.with_tags(html, tag, replace=True) == replaced


@pytest.mark.parametrize(
    "own",
    [
        '<meta name="description:more" content="">',
        '<meta name="og:image:alt" content="">',
        '<link rel="stylesheet" href="canonical.css">',
        '<script type="module" src="description.js"></script>',
        '<meta name="twitter:title" content="title">',
    ],
)
def test_a_tag_of_another_name_is_another_tag(own: str) -> None:
    """However alike the two are."""
    html = heads.with_tags(page(own), EVERY, replace=True)
    assert own in html
    assert all(html.count(tag) == 1 for tag in EVERY.values())


def test_a_hostile_value_is_put_in_as_it_is() -> None:
    """It may look like a group of a pattern, or like the end of the head."""
    hostile = Page("a.md", "a/", r"\1 \g<0></head><title>Theirs</title>", r'\1"><script>')
    tags = metadata.tags(Website(r"\g<1>"), hostile, [])
    own = '<title>Own</title><meta name="description" content="Own">'
    html = heads.with_tags(page(own), tags, replace=True)
    start, _, rest = html.partition("</head>")
    assert start == "<html><head>" + "".join(
        tag if name in {"title", "description"} else f"{tag}\n" for name, tag in tags.items()
    )
    assert rest == "<body><head></head>text</body></html>"


def test_a_page_without_a_head_stays_as_it_is() -> None:
    """As does a page that is a part of one."""
    assert heads.with_tags("<p>text</p>", EVERY, replace=True) == "<p>text</p>"
    assert heads.with_style("<p>text</p>", "a.css") == "<p>text</p>"
    assert heads.with_script("<p>text</p>", "a.js") == "<p>text</p>"


def test_a_style_is_the_last_of_the_head_and_a_script_of_the_body() -> None:
    """So that it counts before others, and runs when the page was read."""
    html = heads.with_script(heads.with_style(page("<title>A</title>"), "../a.css"), "../a.js")
    style = '<title>A</title><link rel="stylesheet" href="../a.css">\n</head><body>'
    script = '<script type="module" fetchpriority="low" src="../a.js"></script>\n</body></html>'
    assert style in html
    assert html.endswith(f"text{script}")


def test_a_script_stands_before_the_last_end_of_a_body() -> None:
    """An earlier one is a word of the page."""
    html = heads.with_script("<body><code></body></code></BODY>", "a.js")
    assert html.index("a.js") > html.index("</code>")
