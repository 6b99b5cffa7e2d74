"""Pages are added to the navigation of mkdocs.yml, and nothing else of it changes."""

import pytest
import yaml
from nexus.pages.weeks import Weeks
from nexus.scaffold.navigation import with_pages

CONFIG = """\
site_name: A  # mine
nav:
  - Home: index.md
  - Weeks:  # the journal
      - weeks/index.md
      - "Week 1: start":
          - weeks/week-01/index.md
          - SQL: weeks/week-01/sql.md

      # the last one
      - Week 3: weeks/week-03/index.md
  - About: about.md

theme: material
markdown_extensions:
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
"""
WEEK_2 = [("weeks/week-02/index.md", "Week 2")]


def added(text: str, pages: list[tuple[str, str]]) -> list[str]:
    """Add pages; gives the lines that were added."""
    after = with_pages(text, Weeks(), pages)
    assert after is not None
    lines = text.split("\n")
    new = [line for line in after.split("\n") if line not in lines]
    assert [line for line in after.split("\n") if line not in new] == lines
    return new


def nav(text: str, pages: list[tuple[str, str]]) -> object:
    """Add pages; gives the navigation."""
    after = with_pages(text, Weeks(), pages) or ""
    return yaml.safe_load(after.partition("markdown_extensions")[0])["nav"]


def test_a_week_comes_between_its_neighbours() -> None:
    """In the list of weeks, with its other pages below it."""
    assert added(CONFIG, WEEK_2) == ["      - Week 2: weeks/week-02/index.md"]
    pages = [*WEEK_2, ("weeks/week-02/a.md", "A: b")]
    weeks = nav(CONFIG, pages)[1]["Weeks"]  # type: ignore[index]
    assert weeks[2] == {"Week 2": ["weeks/week-02/index.md", {"A: b": "weeks/week-02/a.md"}]}
    assert weeks[3] == {"Week 3": "weeks/week-03/index.md"}


def test_the_first_week_comes_behind_the_page_that_lists_them() -> None:
    """Or to the end of all."""
    text = "nav:\n- index.md\n- Weeks:\n  - weeks/index.md\n- about.md\n"
    assert nav(text, WEEK_2)[1] == {"Weeks": ["weeks/index.md", {"Week 2": WEEK_2[0][0]}]}  # type: ignore[index]
    assert nav("nav:\n- index.md\n", WEEK_2) == ["index.md", {"Week 2": WEEK_2[0][0]}]


def test_another_page_comes_to_the_end() -> None:
    """Under its title."""
    assert added(CONFIG, [("x.md", "It's & more")]) == ["  - It's & more: x.md"]


@pytest.mark.parametrize("title", ["word " * 40 + "end", "yes", "a: b", '"q"', "- x", "null", "1"])
def test_any_title_is_a_text(title: str) -> None:
    """However long it is, and whatever else YAML would take it for."""
    *_, last = nav("nav:\n- index.md\n", [("x.md", title)])  # type: ignore[misc]
    assert last == {title: "x.md"}


def test_a_site_without_a_navigation_stays_as_it_is() -> None:
    """MkDocs finds the page by itself."""
    assert with_pages("site_name: A\n", Weeks(), WEEK_2) == "site_name: A\n"


@pytest.mark.parametrize(
    "text", ["nav: [index.md, about.md]\n", "nav:\n- Weeks: [weeks/index.md]\n"]
)
def test_a_navigation_on_one_line_is_left_to_its_author(text: str) -> None:
    """Nothing is guessed."""
    assert with_pages(text, Weeks(), WEEK_2) is None
