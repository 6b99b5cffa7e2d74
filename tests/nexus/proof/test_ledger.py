"""Claims matched with their proofs."""

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


def test_a_claim_is_proved_by_the_section_that_its_link_leads_to() -> None:
    """The strongest proof comes first, and says when its newest example ran."""
    newer = msgspec.structs.replace(RAN, at="2031-06-01T10:00Z")
    elsewhere = msgspec.structs.replace(RAN, at="2032-01-01T10:00Z")
    ran = {TOPIC: [example(), example(ran=newer), example(ran=elsewhere, line=99)]}
    items = "- SQL [proof](topic.md#said){ .proof } [proof](topic.md#runs){ .proof .executed }"
    (week,) = ledger.read(journal(items), ran).weeks
    (entry,) = week.entries
    assert [(proof.kind, proof.titles, proof.ran) for proof in entry.proofs] == [
        (Kind.EXECUTED, ("Topic", "Runs"), "2031-06-01T10:00Z"),
        (Kind.TOLD, ("Topic", "Said"), ""),
    ]


def test_a_link_without_a_kind_takes_the_strongest() -> None:
    """Of its section; a generated page shows a diagram."""
    items = "- SQL [a](topic.md#shown){ .proof }\n- Git [b](../../schema/airbnb/index.md){ .proof }"
    found = ledger.read(journal(items), {})
    assert found.counts == {Kind.DRAWN: 2}


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("[p](gone.md){ .proof }", "there is no page 'gone.md'; docs/weeks/week-01/index.md:14"),
        ("[p](topic.md#rum){ .proof }", "'topic.md' has no section 'rum'"),
        ("[p](topic.md#said){ .proof .executed }", "the section 'Said' holds nothing that runs"),
        ("[p](topic.md#runs){ .proof .drawn }", "the section 'Runs' holds no diagram"),
        ("[p](topic.md#runs){ .proof .seen }", "unknown kind of proof '.seen'"),
        ("[p](topic.md#runs){ .proof .told .drawn }", "unknown kind of proof '.told .drawn'"),
    ],
)
def test_a_link_to_a_proof_that_is_not_there_is_an_error(link: str, told: str) -> None:
    """Told at the line of the link."""
    (error,) = errors(f"- SQL\n  {link}")
    assert error.startswith(told)
    assert "; docs/weeks/week-01/index.md:14" in error


def test_a_claim_without_a_link_is_an_account() -> None:
    """It is told, rests on nothing else, and is no error."""
    (week,) = ledger.read(journal("- SQL"), {}).weeks
    (entry,) = week.entries
    assert (entry.kind, entry.proofs) == (Kind.TOLD, ())


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
    """Examples, refusals, plans, charts, and each program once."""
    both = msgspec.structs.replace(RAN, by="Python 3.11.7, PostgreSQL 18.6")
    ran = {"a.md": [example(SqlError("23505", "no")), example(Plan("[]"))]}
    ran["b.md"] = [example(ran=both, chart="bars")]
    assert Runs.of(ran) == Runs(3, 1, 1, 1, ("PostgreSQL 18.6", "Python 3.11.7"))


def test_weeks_are_in_order_whatever_the_order_of_their_files() -> None:
    """As a disk lists them."""
    paths = [f"weeks/week-0{number}/index.md" for number in (2, 1)]
    journal = Journal({path: written(path, "# Some week\n\n- SQL\n") for path in paths})
    assert [week.number for week in ledger.read(journal, {}).weeks] == [1, 2]
