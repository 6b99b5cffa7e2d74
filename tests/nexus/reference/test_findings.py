"""What rules find of a schema, on the pages of its reference."""

import pytest
from nexus.reference import contents
from nexus.reference.book import Book
from nexus.reference.findings_page import prose
from nexus.reference.styles import SiteStyle
from nexus.schema.lint.choices import Acceptance, Choices
from nexus.schema.model import Column

from tests.helpers import EVIL, schema, table, to

FLAG = Column("paid", "boolean")
SHOP = schema(
    table("guest"), table("stay", "guest_id", FLAG, foreign_keys=(to("guest", "guest_id"),))
)
ACCEPTED = Acceptance("foreign-key-without-index", "stay.*", "no guest is <b>ever</b> deleted")


def pages(choices: Choices | None) -> dict[str, str]:
    """The pages of the shop by their path in its folder."""
    return {
        page.path: page.markdown
        for page in contents.pages(Book(SHOP, "", SiteStyle(), {}, choices))
    }


def test_a_table_says_what_is_found_of_it() -> None:
    """Below what it is, with the page of each rule, and the reason of what is accepted."""
    told = pages(Choices(accepted=(ACCEPTED,)))["stay.md"]
    assert "## Findings" in told
    assert told.index("## Columns") < told.index("## Findings") < told.index("## Statements")
    assert "](lint/nullable-boolean.md)" in told
    assert "no guest is &#60;b&#62;ever" in told
    assert "## Findings" not in pages(Choices())["guest.md"]


def test_a_rule_that_finds_something_has_a_page() -> None:
    """With its reason, its examples, and where it finds what; no other rule has one."""
    found = pages(Choices())
    names = {path for path in found if path.startswith("lint/")}
    assert names == {"lint/foreign-key-without-index.md", "lint/nullable-boolean.md"}
    told = found["lint/nullable-boolean.md"]
    assert "CREATE TABLE task (id uuid PRIMARY KEY, done boolean);" in told
    assert "PostgreSQL:\n\n```sql\n0\n```" in told
    assert "(../stay.md)" in told


def test_the_page_of_a_rule_stays_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the first that it finds, and says how many more there are."""
    monkeypatch.setattr("nexus.reference.findings_page._MOST_PLACES", 1)
    flags = schema(*(table(name, FLAG) for name in ("first", "second", "third")))
    book = Book(flags, "", SiteStyle(), {}, Choices())
    told = {page.path: page.markdown for page in contents.pages(book)}["lint/nullable-boolean.md"]
    assert "(../first.md)" in told
    assert "(../second.md)" not in told
    assert "And 2 more: `nexus lint` lists all" in told


def test_the_index_counts_what_is_found_and_described() -> None:
    """By rule; a page of a rule is in no navigation."""
    told = pages(Choices())["index.md"]
    assert "0 of 6 tables and columns are described." in told
    assert "[<code>nullable&#45;boolean</code>](lint/nullable-boolean.md)" in told
    book = Book(SHOP, "", SiteStyle(), {}, Choices())
    assert not any("lint/" in str(path) for path in contents.navigation(book))
    assert [p.listed for p in contents.pages(book)] == [True, True, True, False, False]


def test_nobody_has_to_be_told() -> None:
    """Without choices nothing is looked at."""
    assert not any("Findings" in text or "described" in text for text in pages(None).values())


def test_what_changes_a_finding_changes_the_facts_of_its_page() -> None:
    """A page that is kept is not that of other rules."""
    facts = [
        [p.facts() for p in contents.pages(Book(SHOP, "", SiteStyle(), {}, choices))]
        for choices in (Choices(), Choices(accepted=(ACCEPTED,)))
    ]
    assert facts[0][0] != facts[1][0]
    assert facts[0][1] == facts[1][1]
    assert facts[0][2] != facts[1][2]


def test_names_in_words_are_only_names() -> None:
    """Also those with ticks in them."""
    for words in (f"`{EVIL}` has no index", f"no index: `a`{EVIL}`b`", "`a` and `b"):
        told = prose(words)
        assert "<" not in told.replace("<code>", "").replace("</code>", "")
        assert told.count("<code>") == told.count("</code>")


def test_only_the_index_of_very_many_tables_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of a site loads what can be searched, and the index finds any table."""
    monkeypatch.setattr("nexus.reference.listing._MOST", 1)
    many = schema(*(table(f"t{number}", FLAG) for number in range(42)))
    made = list(contents.pages(Book(many, "", SiteStyle(), {}, Choices())))
    assert {"index.md", "t0.md"} < {page.path for page in made}
    assert any("groups/" in page.path for page in made)
    assert any("lint/" in page.path for page in made)
    searched = [page.path for page in made if "exclude: true" not in page.markdown]
    assert searched == ["index.md"]
