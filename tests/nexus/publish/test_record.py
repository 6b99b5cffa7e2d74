"""nexus.json: what a site says of itself to programs, in the form that its schema says."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from nexus.core.author import Author
from nexus.core.results import Printed
from nexus.examples.example import Ran
from nexus.proof import ledger
from nexus.publish import record
from nexus.publish.page import Page, Website

from tests.nexus.proof.builders import TOPIC, WEEK, example, journal

PAGES = {
    WEEK: Page(WEEK, "weeks/week-01/", "Week 1", technologies=("SQL",), week=1, is_week=True),
    TOPIC: Page(TOPIC, "weeks/week-01/topic/", "Topic", week=1),
}
SITE = Website("Q & A", "https://a.example/b/", author=Author("Dana"))


ITEMS = "- Git [proof](topic.md#runs){ .proof }\n- SQL [proof](topic.md#said){ .proof }\n- Mine"


def made(address: str = SITE.address, *results: Any) -> dict[str, Any]:
    """The record of a site with a week and what ran on one page."""
    ran = {
        TOPIC: [example(*results, ran=Ran("PostgreSQL 18", "shop: 3 rows", "2031-05-01T10:00Z"))]
    }
    known = ledger.read(journal(ITEMS), ran)
    site = Website(SITE.name, address, author=SITE.author)
    facts: dict[str, Any] = json.loads(record.text(site, PAGES, known, ran))
    return facts


def test_it_is_of_the_form_that_its_schema_says() -> None:
    """With an address or without; the schema itself is valid, and refuses what it does not know."""
    schema = json.loads(record.schema())
    Draft202012Validator.check_schema(schema)
    checked = Draft202012Validator(schema)
    for address in (SITE.address, ""):
        assert list(checked.iter_errors(made(address))) == []
    assert not checked.is_valid({**made(), "more": 1})
    assert not checked.is_valid({**made(), "format": 2})


def test_it_names_weeks_statements_and_where_they_are_backed() -> None:
    """By absolute addresses where the site has one, by those below the site where not."""
    (week,) = made()["weeks"]
    assert (week["number"], week["technologies"]) == (1, ["SQL"])
    assert week["url"] == "https://a.example/b/weeks/week-01/"
    backed = [proof for said in week["statements"] for proof in said["proofs"]]
    assert {proof["url"].partition("#")[0] for proof in backed} >= {
        f"{SITE.address}weeks/week-01/topic/"
    }
    assert list(week["counts"]) == sorted(week["counts"]) != []
    assert sum(week["counts"].values()) == len(week["statements"]) > 1
    assert made("")["weeks"][0]["url"] == "weeks/week-01/"


def test_text_is_told_as_it_reads() -> None:
    """Not as HTML says it."""
    assert made()["site"] == {
        "name": "Q & A",
        "url": SITE.address,
        "language": "en",
        "author": "Dana",
    }


def test_the_digest_of_an_example_is_that_of_what_came_out() -> None:
    """The same for the same, another for anything else."""
    digests = [
        made(SITE.address, Printed(text))["examples"][0]["sha256"] for text in ("a", "a", "b")
    ]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("key", ["by", "data", "ran"])
def test_each_example_says_what_ran_it_on_what_and_when(key: str) -> None:
    """As its page does."""
    (one,) = made()["examples"]
    assert one[key]
    assert one["page"] == f"{SITE.address}weeks/week-01/topic/"


def test_the_schema_lies_beside_its_module() -> None:
    """The wheel carries it."""
    assert (Path(record.__file__).parent / record.SCHEMA).is_file()


def test_examples_are_in_the_order_of_their_pages() -> None:
    """Whatever ran first."""
    ran = {TOPIC: [example()], "a.md": [example()]}
    facts = json.loads(record.text(SITE, PAGES, ledger.read(journal(ITEMS), ran), ran))
    assert [one["page"] for one in facts["examples"]] == [
        "a.md",
        f"{SITE.address}weeks/week-01/topic/",
    ]
