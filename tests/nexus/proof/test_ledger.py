"""Statements matched with what they link to."""

import msgspec
import pytest
from nexus.core.errors import Errors
from nexus.core.results import Plan, SqlError
from nexus.proof import ledger
from nexus.proof.journal import Journal
from nexus.proof.ledger import Runs
from nexus.proof.sections import Kind

from tests.nexus.pages.builders import written
from tests.nexus.proof.builders import RAN, TOPIC, WEEK, example, journal


def errors(items: str) -> list[str]:
    """Tell the errors of a week with those items."""
    return [str(error) for error in ledger.errors(journal(items))]


def test_a_statement_is_backed_by_the_section_that_its_link_leads_to() -> None:
    """What shows most comes first, and says when its newest example ran."""
    newer = msgspec.structs.replace(RAN, at="2031-06-01T10:00Z")
    elsewhere = msgspec.structs.replace(RAN, at="2032-01-01T10:00Z")
    ran = {TOPIC: [example(), example(ran=newer), example(ran=elsewhere, line=99)]}
    items = "- SQL [proof](topic.md#said){ .proof } [runs](topic.md#runs){ .proof }"
    (week,) = ledger.read(journal(items), ran).weeks
    (entry,) = week.entries
    assert entry.kind is Kind.EXAMPLE
    assert [(found.kind, found.titles, found.name, found.ran) for found in entry.backings] == [
        (Kind.EXAMPLE, ("Topic", "Runs"), "runs", "2031-06-01T10:00Z"),
        (Kind.ACCOUNT, ("Topic", "Said"), "Said", ""),
    ]


def test_the_kind_is_that_of_the_section_whatever_is_written() -> None:
    """A generated page shows a diagram."""
    items = "- SQL [a](topic.md#shown){ .proof .executed }\n- Git [b](../../schema/airbnb/index.md){ .proof }"
    found = ledger.read(journal(items), {})
    assert found.counts == {Kind.DIAGRAM: 2}


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("[p](gone.md){ .proof }", "there is no page 'gone.md'; docs/weeks/week-01/index.md:14"),
        ("[p](topic.md#rum){ .proof }", "'topic.md' has no section 'rum'"),
    ],
)
def test_a_link_that_leads_nowhere_is_an_error(link: str, told: str) -> None:
    """Told at the line of the link."""
    (error,) = errors(f"- SQL\n  {link}")
    assert error.startswith(told)
    assert "; docs/weeks/week-01/index.md:14" in error


def test_a_statement_without_a_link_is_an_account() -> None:
    """It rests on nothing else, and is no error."""
    (week,) = ledger.read(journal("- SQL"), {}).weeks
    (entry,) = week.entries
    assert (entry.kind, entry.backings) == (Kind.ACCOUNT, ())


def test_a_ledger_tells_all_its_errors_at_once() -> None:
    """And is not shown."""
    items = "- SQL [a](gone.md){ .proof }\n- Git [b](topic.md#gone){ .proof }"
    with pytest.raises(Errors, match=r"index\.md:13;[^\n]*\n[^\n]*index\.md:14;"):
        ledger.read(journal(items), {})


def test_a_week_is_named_by_its_front_matter_or_its_heading() -> None:
    """And its number is that of its folder."""
    plain = Journal({WEEK: written(WEEK, "# Some week\n\n- SQL\n")})
    weeks = [ledger.read(each, {}).weeks[0] for each in (journal("- SQL"), plain)]
    assert [(week.title, week.number) for week in weeks] == [("One week", 1), ("Some week", 1)]


def test_what_ran_is_counted() -> None:
    """Examples, refusals, plans, charts, and each program once, by its name."""
    names = tuple(f"{letter} 1.0" for letter in "ABCDEFGH")
    both = msgspec.structs.replace(RAN, by=", ".join((*reversed(names), "PostgreSQL 18.6")))
    ran = {"a.md": [example(SqlError("23505", "no")), example(Plan("[]"))]}
    ran["b.md"] = [example(ran=both, chart="bars")]
    assert Runs.of(ran) == Runs(3, 1, 1, 1, (*names, "PostgreSQL 18.6"))


def test_weeks_are_in_order_whatever_the_order_of_their_files() -> None:
    """As a disk lists them."""
    paths = [f"weeks/week-0{number}/index.md" for number in (2, 1)]
    journal = Journal({path: written(path, "# Some week\n\n- SQL\n") for path in paths})
    assert [week.number for week in ledger.read(journal, {}).weeks] == [1, 2]


def test_a_feeling_stays_an_account_beside_an_example() -> None:
    """Its link is further reading; the link itself leads to an example all the same."""
    items = "- I struggled with SQL. [runs](topic.md#runs){ .proof }"
    (week,) = ledger.read(journal(items), {TOPIC: [example()]}).weeks
    (entry,) = week.entries
    assert (entry.kind, entry.backings[0].kind) == (Kind.ACCOUNT, Kind.EXAMPLE)
    assert week.counts == {Kind.ACCOUNT: 1}
