"""What an example gave, as HTML: readable, told who ran it, and escaped."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.core.results import Done, Printed, SqlError
from nexus.examples import html
from nexus.examples.example import UNRUN, WAITING, Example, Kept, Ran
from nexus.examples.html import Context
from nexus.examples.origin import origin
from nexus.examples.request import read
from nexus.pages.fences import Fence

from tests.helpers import EVIL, check_evil
from tests.nexus.examples.builders import example, request, rows

HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(1)>&\"'"


def parsed(shown: Example, context: Context | None = None) -> ET.Element:
    """The figure of an example, parsed; HTML that is not well formed fails here."""
    return ET.fromstring(html.figure(shown, context or Context()))


def texts(element: ET.Element, path: str) -> list[str]:
    """The text of each element on a path."""
    return ["".join(found.itertext()) for found in element.iterfind(path)]


def test_rows_are_a_table_with_names_types_and_nulls() -> None:
    """Numbers are aligned, and a null is told from the word."""
    result = rows({"name": "text", "nights": "integer"}, ("NULL", "2"), (None, "3"))
    table = parsed(example(result)).find(".//table")
    assert table is not None
    assert texts(table, ".//th") == ["name text", "nights integer"]
    assert texts(table, ".//tbody/tr/td") == ["NULL", "2", "NULL", "3"]
    assert [cell.get("class") for cell in table.iterfind(".//td")] == [
        None, "nx-number", "nx-null", "nx-number",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "count", "told"),
    [
        (0, 0, "No rows."),
        (1, 1, "1 row."),
        (2, 2, "2 rows."),
        (2, 1500, "The first 2 of 1,500 rows."),
    ],
)
def test_the_number_of_rows_is_told(lines: int, count: int, told: str) -> None:
    """Of all of them, where only the first are shown."""
    result = rows({"id": "integer"}, *[("1",)] * lines, count=count)
    assert told in texts(parsed(example(result)), ".//p")


def test_a_long_value_is_cut() -> None:
    """A page is read by people."""
    cell = parsed(example(rows({"a": "text"}, ("x" * 500,)))).find(".//td")
    assert cell is not None
    assert cell.text == "x" * 240 + "\N{HORIZONTAL ELLIPSIS}"


def test_a_refusal_shows_its_sqlstate_and_all_that_postgresql_said() -> None:
    """The condition's name stands beside the five characters."""
    refusal = SqlError("23514", "no", "Failing row.", "Try less.", condition="check_violation")
    figure = parsed(example(refusal))
    assert texts(figure, ".//div/p") == ["Refused: SQLSTATE 23514 check_violation"]
    assert texts(figure, ".//pre") == ["ERROR: no\nDETAIL: Failing row.\nHINT: Try less."]


def test_a_page_says_once_what_ran_its_examples_and_how_to_run_them_again() -> None:
    """With the day of the code where git knows it; a page whose examples wait says nothing."""
    ran = [example(Done("INSERT 0 3")), example(Done("CREATE TABLE"))]
    shown = ET.fromstring(origin(ran, "2031-06-30"))
    assert texts(shown, ".//dd") == [
        "PostgreSQL 18.6",
        "shop: 3 rows in 1 table",
        "2031-07-01 10:00Z, on the machine that built this page",
        "2031-06-30",
        "nexus run page.md",
    ]
    assert origin([Example(request(), 1, WAITING)]) == ""


def test_a_result_has_no_footer_of_its_own() -> None:
    """Only a plan links to where more of it is."""
    assert parsed(example(Done("INSERT 0 3"))).find("figcaption") is None


def test_a_chart_stands_above_its_numbers() -> None:
    """The table is the chart's equivalent in words."""
    shown = example(rows({"a": "text"}, ("1",)), header='run="shop" chart="bars" title="A title"')
    figure = parsed(shown, Context(chart="<svg/>"))
    assert [child.tag for child in figure][:2] == ["div", "details"]
    assert texts(figure, "div/p") == ["A title"]
    assert figure.find("details//table") is not None


def test_an_example_that_waits_shows_no_result() -> None:
    """A preview says when it will run."""
    shown = html.figure(Example(request(), 1, WAITING), Context())
    assert shown.startswith("<figure")
    assert "It runs when this page is opened" in shown
    assert "figcaption" not in shown


def test_an_example_of_a_site_that_runs_none_is_its_code() -> None:
    """Nothing waits for it."""
    assert html.figure(Example(request(), 1, UNRUN), Context()) == ""


@pytest.mark.parametrize(("lines", "is_folded"), [(24, False), (25, True)], ids=["short", "long"])
def test_long_code_of_a_file_folds_away(tmp_path: Path, lines: int, is_folded: bool) -> None:
    """Below its results, under its name, which is text."""
    (tmp_path / "<a>.sql").write_text("--\n" * lines)
    fence = Fence("sql", "", {"run": "shop", "file": "<a>.sql"}, 1)
    (asked,) = read(tmp_path / "page.md", [fence])
    merged = html.merged(Example(asked, 1, WAITING), "CODE", "RESULT")
    folded = 'RESULT<details class="example"><summary>&lt;a&gt;.sql, 25 lines</summary>CODE'
    inside = f"{folded}</details>" if is_folded else "CODERESULT"
    assert merged == f'<div class="nx-example" id="example-1">{inside}</div>'


def test_the_code_of_the_page_itself_never_folds() -> None:
    """Its author wrote it there to be read."""
    shown = Example(request(code="--\n" * 50), 1, WAITING)
    assert ">CODERESULT<" in html.merged(shown, "CODE", "RESULT")


def test_one_is_led_to_a_comparison_of_plans_itself() -> None:
    """Not to the code above it, which may be long."""
    shown = Example(replace(request(), shows=True), 2, WAITING)
    merged = html.merged(shown, "CODE", '<figure class="a">RESULT</figure>')
    assert merged == 'CODE<figure id="example-2" class="a">RESULT</figure>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (HOSTILE, HOSTILE),
        ("]]>", "]]>"),
        ("<!--", "<!--"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_nothing_that_ran_becomes_markup(text: str, shown: str) -> None:
    """Rows, names, messages and printed text are text, and none turns the text around it."""
    results = (
        rows({text: text}, (text,)),
        SqlError("23514", text, text, text),
        Printed(text),
        Done(text),
    )
    figure = parsed(example(*results))
    assert {element.tag for element in figure.iter()}.isdisjoint({"script", "img"})
    assert "".join(figure.itertext()).count(shown) == 8


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_can_be_parsed_back(text: str) -> None:
    """Whatever a database holds."""
    cell = parsed(example(rows({"a": "text"}, (text[:200],)))).find(".//td")
    assert cell is not None
    plain = text[:200].isprintable() and text.strip()
    assert not plain or cell.text == text[:200]


@pytest.mark.parametrize(
    "field",
    [
        "label",
        "condition",
        "sqlstate",
        "by",
        "data",
        "at",
        "changed",
        "live",
        "page",
        "document",
        "viewer",
    ],
)
@pytest.mark.parametrize("chart", ["", "<svg></svg>"], ids=["rows", "chart"])
def test_every_field_of_a_figure_is_text(field: str, chart: str) -> None:
    """What ran it, when and on what, its name, and where its plan is: each by itself."""
    ran = Ran(**{"by": "P", "data": "d", "at": "2031", **_own(field, "by", "data", "at")})
    refusal = SqlError(
        **{"sqlstate": "23514", "message": "no", **_own(field, "condition", "sqlstate")}
    )
    asked = replace(request(), markup={"title": EVIL} if field == "label" else {})
    asked = replace(asked, page=Path(EVIL)) if field == "page" else asked
    results = (rows({"a": "text"}, ("1",)), Printed("x"), refusal, Done("x"))
    context = Context(chart=chart, **_own(field, "document", "viewer"))
    shown = Example(asked, 1, Kept(ran, results))
    told = origin([shown], **{"changed": "", "live": "", **_own(field, "changed", "live")})
    check_evil(f"{html.figure(shown, context)}{told}")


def _own(field: str, *fields: str) -> dict[str, str]:
    return {field: EVIL} if field in fields else {}


def test_a_line_break_that_a_program_printed_first_is_shown() -> None:
    """Browsers drop one behind `<pre>`, so it stands there twice."""
    assert ">\n\nlast</pre>" in html.figure(example(Printed("\nlast")), Context())
    assert ">first\n</pre>" in html.figure(example(Printed("first\n")), Context())
