"""What changed, as text, Markdown and JSON: complete, and whatever things are called."""

import json
import re
from dataclasses import replace

import jsonschema
import pytest
from markdown_it import MarkdownIt
from nexus.exports import changes
from nexus.exports.changes.json import json_schema
from nexus.schema.comparison import compare
from nexus.schema.comparison.accepted import Judged, judged, read
from nexus.schema.comparison.harms import RISKS
from nexus.schema.model import Check, Column, Enum, Index, Key, Schema, Table

from tests.helpers import EVIL, HOSTILE_NAMES, Tags

ACCEPTED = """
[[accepted]]
risk = "drop-column"
where = "stay.no*"
reason = "nobody wrote it | since <b>March</b>"
"""


def table(name: str, *columns: str, **facts: object) -> Table:
    """A table of texts."""
    held = tuple(Column(column, "text") for column in columns)
    return replace(Table(name, columns=held, primary_key=Key(None, columns[:1])), **facts)  # type: ignore[arg-type]


@pytest.fixture
def shop() -> Judged:
    """A few changes: one without a risk, one with a risk, one with a risk that was accepted."""
    old = Schema("shop", (table("stay", "id", "note"), table("room", "id", "title", "price")))
    new = Schema(
        "shop",
        (
            table("stay", "id", "day", indexes=(Index("i", ("day",), ("day",)),)),
            table("rooms", "id", "title", "price"),
        ),
    )
    return judged(compare(old, new), read(ACCEPTED, "accepted.toml"))


def test_the_text_says_each_change_and_its_risks(shop: Judged) -> None:
    """With a sign for what was done, and the reason of each risk."""
    assert changes.export(shop, "text") == (
        "stay\n"
        "  - column removed note text\n"
        "      = drop-column (data lost), accepted: nobody wrote it | since <b>March</b>\n"
        "  + column added day text\n"
        "  + index added i (day)\n"
        "      ! index-blocks-writes (locks): CREATE INDEX blocks writes to the table until it "
        "is built, unless it says CONCURRENTLY.\n"
        "rooms\n"
        "  > table renamed room -> rooms (recognized by likeness, 0.96 of 1)\n"
        "      ! rename-table (breaks readers): Queries that use the old name of the table fail.\n"
        "4 changes: 2 added, 1 removed, 1 renamed\n"
        "3 risks, 2 not accepted\n"
    )


def test_nothing_is_said_of_two_equal_schemas() -> None:
    """But that nothing changed."""
    same = judged(compare(Schema("shop"), Schema("shop")))
    assert changes.export(same, "text") == "nothing changed\n"
    assert changes.export(same, "markdown") == "### Schema <code>shop</code>: nothing changed\n"


def test_the_markdown_has_the_risks_first(shop: Judged) -> None:
    """Then all changes, and what was accepted, collapsed, with the reason as text."""
    html = MarkdownIt("commonmark").enable("table").render(changes.export(shop, "markdown"))
    tables = re.findall(r"<table>.*?</table>", html, re.DOTALL)
    assert [each.count("<tr>") - 1 for each in tables] == [2, 4, 1]
    assert html.index("2 risks not accepted") < html.index(tables[0])
    assert "<details><summary>1 accepted risk</summary>" in html
    assert "nobody wrote it | since &lt;b&gt;March&lt;/b&gt;" in tables[2]


def test_a_long_table_is_collapsed_and_a_very_long_one_cut() -> None:
    """GitHub takes 65,536 characters in a comment; what is left out is counted."""
    new = Schema("shop", tuple(table(f"table_{n}", "id") for n in range(500)))
    shown = changes.export(judged(compare(Schema("shop"), new)), "markdown")
    assert "<details><summary>500 changes</summary>" in shown
    assert "and 300 more: run `nexus diff` to see them" in shown
    assert len(shown) < 65_536


def test_the_json_is_what_its_schema_says(shop: Judged) -> None:
    """Every change with its risks, and how many of those nobody accepted."""
    document = json.loads(changes.export(shop, "json"))
    jsonschema.validate(document, json.loads(json_schema()))
    assert document["counts"] == {"added": 2, "removed": 1, "changed": 0, "renamed": 1}
    assert document["not_accepted"] == 2
    first, *_, last = document["changes"]
    assert first["risks"][0]["accepted"] == "nobody wrote it | since <b>March</b>"
    assert (last["old"], last["new"], last["score"]) == ("room", "rooms", 0.96)


def hostile(name: str) -> Judged:
    """Changes of everything that can be called `name`, also by way of what was accepted."""
    rules = (Check(name, name),)
    old = Schema(name, (table("t", "id"), table("s", "id")), (Enum(name, ("a", name)),))
    changed = table("t", "id", name, checks=rules, comment=name, options=name)
    new = Schema(name, (changed, table(name or "x", "id")), (Enum(name, ("a",)),))
    comparison = compare(old, new)
    quoted = json.dumps(name.encode("utf-8", "replace").decode() or "x").replace("\\ud83", "?")
    text = f'[[accepted]]\nrisk = "add-check"\nwhere = "*"\nreason = {quoted}'
    return judged(comparison, read(text, "accepted.toml") if name.strip() else ())


NAMES = pytest.mark.parametrize(
    "name", [*HOSTILE_NAMES.values(), EVIL, "\x1b[31mred\x07", "a|b\\|c"]
)


@NAMES
def test_a_terminal_is_given_no_orders(name: str) -> None:
    """Each line of the text is one that can be printed."""
    shown = changes.export(hostile(name), "text")
    assert all(line.isprintable() for line in shown.split("\n"))


@NAMES
def test_markdown_has_no_markup_of_an_author(name: str) -> None:
    """Neither elements nor attributes, links or cells, whatever a thing is called.

    The only links are those of risks.
    """
    shown = changes.export(hostile(name), "markdown")
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(shown)
    pages = set(re.findall(r'<a href="([^"]*)"', html))
    html = re.sub(r'<a href="[^"]*">(<code>[a-z-]+</code>)</a>', r"\1", html)
    assert pages <= {risk.source for risk in RISKS.values()}
    assert Tags(html).elements <= {
        *("h3", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td"),
        *("details", "summary"),
    }
    assert Tags(html).attributes <= {"dir"}
    assert {row.count("<td>") for row in re.findall(r"<tr>\n<td>.*?</tr>", html, re.DOTALL)} <= {
        3,
        5,
    }


@NAMES
def test_json_is_whole_whatever_things_are_called(name: str) -> None:
    """And follows its schema."""
    jsonschema.validate(
        json.loads(changes.export(hostile(name), "json")), json.loads(json_schema())
    )
