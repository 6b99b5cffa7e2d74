"""The fence that shows a schema's normal forms: what it asks, and what it refuses to state."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from nexus.core.errors import NexusError
from nexus.figures import normal_form
from nexus.figures.normal_form import NormalForm, Request
from nexus.schema.model import Column, Key, Table

from tests.helpers import EVIL, check_evil, run_python, schema
from tests.nexus.figures.builders import facts, html, page

DEPENDENCIES = "A sheet.\n\n    ref -> guest\n    guest -> city\n"


def at(line: int) -> str:
    """The place of a line of a fence that starts in line 10."""
    return f"a.md:{10 + line}"


def table(name: str, *columns: str) -> Table:
    """A table whose first column is its primary key."""
    found = tuple(Column(column, "text", nullable=False) for column in columns)
    return Table(name, columns=found, primary_key=Key(None, columns[:1]))


def figure(*tables: Table, declared: str = DEPENDENCIES, **options: object) -> ET.Element:
    """The figure of a schema with those tables, parsed."""
    asked = Request("shop", "shop", options.get("lists", ()), options.get("expect", ""))  # type: ignore[arg-type]
    links = {found.id: f"{found.name}/" for found in tables}
    return ET.fromstring(normal_form.figure(asked, schema(*tables), declared, links))


def cells(element: ET.Element) -> list[list[str]]:
    """The text of each cell of each row."""
    rows = element.iterfind(".//tbody/tr")
    return [["".join(cell.itertext()) for cell in row] for row in rows]


def test_each_table_has_its_keys_its_form_and_the_reason() -> None:
    """And the schema is in the lowest of these forms."""
    shown = figure(table("booking", "ref", "guest", "city"), table("guest", "guest", "city"))
    assert cells(shown) == [
        ["booking", "(ref)", "2NF", "guest -> city starts from no key"],
        ["guest", "(guest)", "BCNF", "every dependency starts from a key"],
    ]
    assert "Highest normal form of all tables: 2NF." in "".join(shown.itertext())


def test_a_list_in_a_cell_is_named() -> None:
    """It is in no normal form."""
    shown = figure(table("booking", "ref", "phones"), lists=("phones",))
    assert cells(shown) == [["booking", "(ref)", "unnormalized", "lists in phones"]]


def test_a_page_cannot_state_another_form() -> None:
    """What it states is compared with what was computed."""
    figure(table("booking", "ref", "guest", "city"), expect="2NF")
    with pytest.raises(NexusError, match="the page states 3NF, and 'shop' is in 2NF"):
        figure(table("booking", "ref", "guest", "city"), expect="3NF")


def test_dependencies_must_be_declared() -> None:
    """Without them every table would be in the highest form."""
    with pytest.raises(NexusError, match="'shop' declares no functional dependencies"):
        figure(table("booking", "ref"), declared="A sheet.")


def test_names_are_text() -> None:
    """A table and a column may be called anything."""
    hostile = "<script>alert(1)</script>&\"'"
    shown = figure(table(hostile, hostile, "guest"))
    assert {element.tag for element in shown.iter()}.isdisjoint({"script"})
    assert cells(shown)[0][:2] == [hostile, f"({hostile})"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "the nexus-normal-form fence names no schema; a.md:10"),
        ("schema: 3", "the option 'schema' is wrong; a.md:11"),
        ("schema: shop\nform: 3NF", "unknown option 'form' of a nexus-normal-form fence; a.md:12"),
        ("schema: shop\nexpect: 4NF", "the option 'expect' is wrong; a.md:12"),
        ("schema: shop\nlists: phones", "the option 'lists' is wrong; a.md:12"),
    ],
)
def test_a_wrong_option_is_told_at_its_line(body: str, told: str) -> None:
    """As in every other fence."""
    with pytest.raises(NexusError) as caught:
        normal_form.request(body, at)
    assert str(caught.value).startswith(told)


def test_the_schema_itself_declares_its_dependencies_unless_told() -> None:
    """All other options may be left out."""
    assert normal_form.request("schema: shop", at) == Request("shop", "shop", (), "")


def test_the_fence_takes_what_a_module_declares(tmp_path: Path) -> None:
    """Its own or another's; each table is a link to its page."""
    shop = schema(table("booking", "ref", "guest", "city"))
    sheet = schema(table("sheet", "ref"), name="sheet")
    told = {"sheet": DEPENDENCIES}
    shown = NormalForm(facts(tmp_path, schemas=(shop, sheet), docstrings=told))
    body = "schema: shop\ndependencies: sheet\nexpect: "
    assert '<a href="/schema/shop/booking.md">booking</a>' in html(shown, f"{body}2NF", page())
    with pytest.raises(NexusError, match=r"the page states 3NF, .*; docs/a\.md:10; correct"):
        html(shown, f"{body}3NF", page())


def test_the_schema_and_its_lists_are_text() -> None:
    """Their names may be markup."""
    odd = table("sheet", "id", EVIL)
    asked = Request(EVIL, EVIL, (EVIL,), "")
    check_evil(normal_form.figure(asked, schema(odd), "id -> id", {"sheet": "sheet/"}))


ORDER = """
from nexus.figures import normal_form
from nexus.figures.normal_form import Request
from nexus.schema.model import Column, Key, Table
from tests.helpers import schema
names = ("alpha", "beta", "gamma", "delta", "epsilon")
columns = tuple(Column(name, "text") for name in names)
sheet = Table("sheet", columns=columns, primary_key=Key(None, names[:3]))
asked = Request("shop", "shop", (), "")
print(normal_form.figure(asked, schema(sheet), "alpha, beta -> delta, epsilon", {"sheet": "/"}))
"""


def test_the_columns_of_keys_and_dependencies_are_in_one_order() -> None:
    """They are sets, whose order is another in each run."""
    (shown,) = {run_python(ORDER, PYTHONHASHSEED=str(seed)) for seed in range(3)}
    assert "<code>(alpha, beta, gamma)</code>" in shown
    assert "<code>alpha, beta -&gt; delta, epsilon</code>" in shown
