"""Headings that begin a part of a journal."""

from datetime import date

import pytest
from nexus.scaffold import units
from nexus.scaffold.units import Unit


@pytest.mark.parametrize(
    ("heading", "name", "number"),
    [
        ("📚 Week 1 – Foundations", "week", 1),
        ("WEEK #03: SQL", "week", 3),
        ("Week1", "week", 1),
        ("Weeks 3-4: more", "week", 3),
        ("1. Week One", "week", 1),
        ("Second week of it", "week", 2),
        ("Module Two", "module", 2),
        ("Module 1.2", "module", 1),
        ("Day IV - loops", "day", 4),
        ("Day 0: February 30, 2016 (Example 1)", "day", 0),
        ("R1D3 - 16MAY2020", "day", 3),
        ("Sprint 12", "sprint", 12),
        ("Semaine 3", "week", 3),
        ("Неделя 2 – SQL", "week", 2),
        ("الأسبوع 1", "week", 1),
        ("学习 Week 5", "week", 5),
        ("Backend Journal – Week 4", "week", 4),
    ],
)
def test_a_part_is_counted(heading: str, name: str, number: int) -> None:
    """In figures, in words, in Roman numbers; an emoji before it means nothing."""
    assert units.read(heading) == Unit(name, number)


@pytest.mark.parametrize(
    ("heading", "name", "day"),
    [
        ("2026-01-15", "entry", date(2026, 1, 15)),
        ("January 15, 2026 - caches", "entry", date(2026, 1, 15)),
        ("Monday, 3 March 2025", "entry", date(2025, 3, 3)),
        ("Date: 12 Jan 2026", "entry", date(2026, 1, 12)),
        ("Week of June 23, 2025", "week", date(2025, 6, 23)),
        ("February 2026: joins", "entry", date(2026, 2, 1)),
        ("Feb 2026 – joins", "entry", date(2026, 2, 1)),
    ],
)
def test_a_part_may_have_a_date_in_place_of_a_number(heading: str, name: str, day: date) -> None:
    """However it is written."""
    assert units.read(heading) == Unit(name, 0, day)


@pytest.mark.parametrize(
    "heading",
    [
        "Weekly log",
        "Weekend",
        "May the force",
        "Tools of Day 1",
        "Unit testing",
        "Week i was ill",
        "Session management",
        "v1.2.3",
        "2026 plans",
        "May 2026 plans",
        "January 2024 – March 2025",
        "Jan 2024 - Present: an intern",
        "32 January 2026",
        "Part 1",
        "Step 2",
        "",
    ],
)
def test_other_headings_begin_none(heading: str) -> None:
    """Although they hold such a word, or a number."""
    assert units.read(heading) is None
