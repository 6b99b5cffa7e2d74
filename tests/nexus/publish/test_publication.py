"""What is published beside the pages: the parts that are wanted, and nothing of the others."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.results import Column, Rows
from nexus.figures.registry import Figures
from nexus.publish import manifest
from nexus.publish.page import Page, Website
from nexus.publish.publication import Publication
from nexus.publish.sources import Sources

from tests.helpers import chain
from tests.nexus.figures.builders import facts
from tests.nexus.pages.builders import written
from tests.nexus.proof.builders import TOPIC, WEEK, example

SITE = Website("Nexus", "https://a.example/")
PAGES = {
    "index.md": Page("index.md", "", "Home", "A site."),
    "weeks/index.md": Page("weeks/index.md", "weeks/", "Weeks", "All."),
    WEEK: Page(WEEK, "weeks/week-01/", "Week 1", "First.", week=1, is_week=True),
    TOPIC: Page(TOPIC, "weeks/week-01/topic/", "Topic", "Of it.", week=1),
}
DIAGRAM = "# Topic\n\n[weeks](../index.md)\n\n```erd\nschema: shop\n```\n"
ALL = frozenset({"cards", "copies", "feeds", "metadata", "record", "sharing"})


def publication(folder: Path, *parts: str, pages: dict[str, Page] | None = None) -> Publication:
    """What is published of a site of four pages, of which one has a diagram."""
    shown = PAGES if pages is None else pages
    texts = {path: written(path, DIAGRAM if path == TOPIC else f"# {path}\n") for path in shown}
    figures = Figures(facts(folder, schemas=(chain("guest"),)))
    cache = Cache(folder / "pictures")
    return Publication(SITE, shown, texts, figures, frozenset(parts), cache, manifest.mark([]))


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("copies", {*(page.copy for page in PAGES.values()), "llms.txt"}),
        ("sharing", {"weeks/week-01/post.txt"}),
        (
            "feeds",
            {f"feed_{kind}" for kind in ("rss_created.xml", "rss_updated.xml")}
            | {f"feed_{kind}" for kind in ("json_created.json", "json_updated.json")},
        ),
        (
            "metadata",
            {"robots.txt", manifest.PATH, *(p for p, _ in manifest.icons(manifest.mark([])))},
        ),
    ],
)
def test_each_part_has_its_files(tmp_path: Path, part: str, names: set[str]) -> None:
    """And no other."""
    assert {name for name, _ in publication(tmp_path, part).files()} == names


def test_nothing_wanted_is_nothing_published(tmp_path: Path) -> None:
    """No file, no tag, no offer."""
    made = publication(tmp_path)
    assert list(made.files()) == []
    assert made.head(WEEK) == {}
    assert made.offer(WEEK) is None


def test_only_a_week_is_offered(tmp_path: Path) -> None:
    """By its address; a page that is none of the site is not."""
    made = publication(tmp_path, "sharing")
    offer = made.offer(WEEK)
    assert offer is not None
    assert offer.address == "https://a.example/weeks/week-01/"
    assert made.offer(TOPIC) is made.offer("404.md") is None


def test_a_site_without_weeks_has_no_feed(tmp_path: Path) -> None:
    """Nor does a page name one."""
    pages = {"index.md": PAGES["index.md"]}
    made = publication(tmp_path, "feeds", pages=pages)
    assert list(made.files()) == []
    assert made.head("index.md") == {}


def test_a_page_names_what_is_published_of_it(tmp_path: Path) -> None:
    """Its card only where there are cards, the feeds from where it is, the pages above it."""
    made = publication(tmp_path, "metadata", "feeds")
    heads = made.head(TOPIC)
    assert 'href="../../../feed_rss_created.xml"' in heads["application/rss+xml"]
    assert "og:image" not in heads
    data = json.loads(heads["application/ld+json"].partition(">")[2].removesuffix("</script>"))
    places = [item["name"] for item in data["@graph"][1]["itemListElement"]]
    assert places == ["Nexus", "Weeks", "Week 1", "Topic"]
    shown = publication(tmp_path, "metadata", "cards").head(WEEK)
    assert "cards/weeks/week-01/index.png" in shown["og:image"]
    assert "Week 1. Diagram of the schema shop" in shown["og:image:alt"]


def test_each_page_has_a_card(tmp_path: Path) -> None:
    """That of a week shows the first diagram of its pages."""
    made = publication(tmp_path, "cards")
    cards = dict(made.files())
    assert cards.keys() == {"cards/index.png", "cards/weeks/index.png"} | {
        f"cards/{path.removesuffix('.md')}.png" for path in (WEEK, TOPIC)
    }
    plain = replace(PAGES[WEEK], is_week=False)
    other = dict(publication(tmp_path, "cards", pages={**PAGES, WEEK: plain}).files())
    assert cards["cards/weeks/week-01/index.png"] != other["cards/weeks/week-01/index.png"]


def test_a_page_may_have_the_card_of_another(tmp_path: Path) -> None:
    """It names that one, in its words; no card is made of it, and llms.txt leaves it to that page."""
    pages = {**PAGES, TOPIC: replace(PAGES[TOPIC], card="weeks/index.md")}
    made = publication(tmp_path, "cards", "metadata", "copies", pages=pages)
    assert "topic" not in str(dict(made.files())["llms.txt"])
    assert "cards/weeks/week-01/topic.png" not in dict(made.files())
    head, other = made.head(TOPIC), made.head("weeks/index.md")
    assert (head["og:image"], head["og:image:alt"]) == (other["og:image"], other["og:image:alt"])


def test_a_copy_tells_its_diagram_in_words(tmp_path: Path) -> None:
    """With links from where the copy is."""
    copies = dict(publication(tmp_path, "copies").files())
    text = str(copies["weeks/week-01/topic/index.md"])
    assert "[weeks](../../index.md)" in text
    assert "> The table guest of the schema shop: 1 table, 0 relations." in text
    assert "```erd" not in text


@pytest.mark.parametrize(
    ("source", "title"),
    [
        (DIAGRAM, "Diagram of the schema shop"),
        (DIAGRAM.replace("shop", "shop\ntitle: 'A <b>'"), "A <b>"),
        (f"{DIAGRAM.replace('shop', 'none')}{DIAGRAM}", "Diagram of the schema shop"),
        (f"{DIAGRAM.replace('shop', '[')}", None),
        ("```nexus-ledger\n```", None),
        ("words", None),
    ],
)
def test_a_card_shows_the_first_diagram_that_there_is(
    tmp_path: Path, source: str, title: str | None
) -> None:
    """What is wrong with another is told where it is shown."""
    sources = Sources(facts(tmp_path, schemas=(chain("guest"),)))
    subject = sources.subject(written("a.md", source))
    assert (subject.title if subject else None) == title


def test_a_card_shows_the_first_chart_where_there_is_no_diagram(tmp_path: Path) -> None:
    """Of the examples of its page."""
    numbers = Rows(
        tuple(Column(name, "text") for name in ("way", "ms")), (("a", "1"), ("b", "2")), 2
    )
    known = facts(tmp_path, example(numbers), example(numbers, chart="bars"))
    subject = Sources(known).subject(written(TOPIC, "words"))
    assert subject is not None
    assert '<svg class="chart"' in subject.draw().svg
    assert Sources(known).subject(written("other.md", "words")) is None


def test_a_page_names_its_markdown(tmp_path: Path) -> None:
    """As what it is also there as; without copies it does not."""
    tag = publication(tmp_path, "copies").head(TOPIC)["text/markdown"]
    assert 'type="text/markdown"' in tag
    assert 'href="index.md"' in tag
    assert "text/markdown" not in publication(tmp_path, "feeds").head(TOPIC)
