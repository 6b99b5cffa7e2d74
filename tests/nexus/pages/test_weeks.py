"""Which pages belong to a week, and in which order weeks come."""

import pytest
from nexus.pages.weeks import Weeks


@pytest.mark.parametrize(
    ("page", "number", "is_page"),
    [
        ("weeks/week-02/index.md", 2, True),
        ("weeks/week-12/labs/index.md", 12, False),
        ("weeks/module-03/index.md", 3, True),
        ("weeks/weak-03/index.md", None, False),
        ("weeks/week-02/index.md.md", 2, False),
        ("weeks/week-02/index.md\n", 2, False),
        ("weeks/index.md", None, False),
        ("weeks/week-two/index.md", None, False),
        ("docs/weeks/week-02/index.md", None, False),
    ],
)
def test_a_page_belongs_to_the_week_of_its_folder(
    page: str, number: int | None, is_page: bool
) -> None:
    """And only the index of that folder is the page of the week."""
    weeks = Weeks()
    assert (weeks.number(page), weeks.is_page(page)) == (number, is_page)


@pytest.mark.parametrize(
    ("folder", "page"),
    [
        ("blog/.journal", "blog/.journal/week-3/index.md"),
        ("journal/", "journal/week-3/index.md"),
        ("", "week-3/index.md"),
    ],
)
def test_the_folder_of_the_weeks_is_a_choice(folder: str, page: str) -> None:
    """Any folder below the pages', and their own one too."""
    weeks = Weeks(folder)
    assert weeks.number(page) == 3
    assert weeks.is_page(page)
    assert not weeks.is_page(f"x{page}")
    assert not weeks.is_page("weeks/week-3/index.md")


def test_weeks_come_in_the_order_of_their_numbers() -> None:
    """Week 10 follows week 9, whatever the letters of their folders say."""
    pages = [f"weeks/week-{name}/index.md" for name in ("10", "9", "011")]
    assert Weeks().pages([*pages, "index.md"]) == [pages[1], pages[0], pages[2]]


@pytest.mark.parametrize(
    ("folder", "label"), [("week-02", "Week 2"), ("day-100", "Day 100"), ("x-1", "")]
)
def test_a_week_is_called_as_its_folder_says(folder: str, label: str) -> None:
    """A journal may count in days or modules."""
    assert Weeks().label(f"weeks/{folder}/a.md") == label
