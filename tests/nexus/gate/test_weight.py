"""The weight of a page: what counts towards its budget, and what does not."""

import random
from pathlib import Path

import pytest
from nexus.gate import weight

# Text that cannot be compressed to less than the budget.
HEAVY = random.Random(1).randbytes(9_000).hex()


def told(site: Path) -> list[str]:
    """What is over a budget of 5,000 bytes."""
    return [error.what.partition(" has ")[0] for error in weight.errors(site, 5_000, 5_000)]


@pytest.mark.parametrize(
    ("file", "address"),
    [("a.css", "../a.css"), ("b c.css", "../b%20c.css"), ("a.css", "./../a.css?v=1")],
)
def test_a_style_sheet_counts(tmp_path: Path, file: str, address: str) -> None:
    """By an address with a space, with a version, or that leads up."""
    (tmp_path / "sub").mkdir()
    (tmp_path / file).write_text(HEAVY)
    (tmp_path / "sub" / "index.html").write_text(f'<link rel="stylesheet" href="{address}">')
    assert told(tmp_path) == ["the page with what it fetches"]


@pytest.mark.parametrize("relation", ["preload", "modulepreload", "icon", "shortcut icon"])
def test_what_is_fetched_at_first_counts(tmp_path: Path, relation: str) -> None:
    """Whatever it is for."""
    (tmp_path / "a.js").write_text(HEAVY)
    (tmp_path / "index.html").write_text(f'<link rel="{relation}" href="a.js">')
    assert told(tmp_path) == ["the page with what it fetches"]


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="alternate" href="feed.xml">',
        '<link rel="prefetch" href="feed.xml">',
        '<img loading="lazy" src="feed.xml" alt="">',
        '<a href="feed.xml">a</a>',
        '<script src="https://example.org/feed.xml"></script>',
        '<script src="//example.org/feed.xml"></script>',
    ],
)
def test_what_is_fetched_later_or_elsewhere_has_no_weight(tmp_path: Path, markup: str) -> None:
    """A feed, what waits until it is seen, a link, and other servers."""
    (tmp_path / "feed.xml").write_text(HEAVY)
    (tmp_path / "index.html").write_text(markup)
    assert told(tmp_path) == []


def test_what_is_in_a_comment_is_not_fetched(tmp_path: Path) -> None:
    """A `>` in an attribute ends no tag."""
    (tmp_path / "a.js").write_text(HEAVY)
    (tmp_path / "index.html").write_text('<!-- <script src="a.js"></script> -->')
    assert told(tmp_path) == []
    (tmp_path / "index.html").write_text('<img alt="a > b" src="a.js">')
    assert told(tmp_path) == ["the page with what it fetches"]
