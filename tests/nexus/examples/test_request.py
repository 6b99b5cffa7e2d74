"""The fences of a page that run: which they are, what they ask, and what is wrong with them."""

from pathlib import Path

import pytest
from nexus.core.errors import NexusError
from nexus.examples import request as requests
from nexus.pages.fences import Fence

from tests.nexus.pages.builders import taken


def page(folder: Path, *fences: str) -> list[requests.Request]:
    """The requests of a page that holds those fences after one line of text."""
    text = "\n".join(["A page.", *fences])
    return requests.read(folder / "page.md", taken(text))


def sql(header: str, body: str = "SELECT 1;") -> str:
    """A fence of SQL."""
    return f"```sql {header}\n{body}\n```"


def test_only_a_fence_with_run_is_an_example(tmp_path: Path) -> None:
    """Others are shown as they are, whatever their options."""
    shown = [Fence("sql", "x"), Fence("sql", "y", {"title": "run", "rows": "x"}), Fence("erd", "")]
    assert requests.read(tmp_path / "page.md", shown) == []


def test_an_example_knows_its_code_and_its_lines(tmp_path: Path) -> None:
    """The line of the fence, and of each line of its code, as an editor shows them."""
    (request,) = page(tmp_path, "", "!!! note", "", "    ```sh", "    ```", sql('run="a"'))
    assert (request.code, request.line, request.database) == ("SELECT 1;", 7, "a")
    assert request.at(1).endswith("page.md:8")
    assert request.place.endswith("page.md:7")


def test_options_have_defaults_and_values(tmp_path: Path) -> None:
    """What a fence leaves out is as documented."""
    plain, full = page(
        tmp_path,
        sql('run="airbnb"'),
        sql('run="airbnb:small" rows="3" error="23514" title="A title" hl_lines="1"'),
    )
    assert (plain.rows, plain.plan, plain.error, plain.chart, plain.markup) == (10, "", "", "", {})
    assert (full.database, full.rows, full.error) == ("airbnb:small", 3, "23514")
    assert full.markup == {"title": "A title", "hl_lines": "1"}


def test_python_needs_no_database(tmp_path: Path) -> None:
    """`run="true"` starts a program alone, another value names its database."""
    fences = ['```python run="true"\nprint()\n```', '```python run="airbnb"\nprint()\n```']
    assert [request.database for request in page(tmp_path, *fences)] == ["", "airbnb"]


def test_the_code_may_stand_in_a_file_of_the_page(tmp_path: Path) -> None:
    """An error in it is then told at the file's own line."""
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs" / "a.sql").write_text("SELECT 1;\n\nSELECT 2;\n")
    (request,) = page(tmp_path, sql('run="a" file="labs/a.sql"', ""))
    assert request.code == "SELECT 1;\n\nSELECT 2;"
    assert request.at(3).endswith("labs/a.sql:3")


@pytest.mark.parametrize(
    ("header", "body", "message"),
    [
        ('run="a" colour="red"', "x", "unknown option 'colour'"),
        ('run="a" rows="none"', "x", "'rows' is wrong: 'none'"),
        ('run="a" rows="0"', "x", "'rows' is wrong: '0'"),
        ('run="a" plan="maybe"', "x", "'plan' is wrong: 'maybe'"),
        ('run="a" error="x"', "x", "'error' is wrong: 'x'"),
        ('run="a" chart="pie"', "x", "'chart' is wrong: 'pie'"),
        ('run="../a"', "x", "'run' is wrong: '../a'"),
        ('run="a:huge"', "x", "'run' is wrong: 'a:huge'"),
        ('run="a" file="labs/none.sql"', "", "cannot read the file 'labs/none.sql'"),
        ('run="a" file="page.md"', "x", "both a file and code of its own"),
        ('run="a" file="../secret"', "", "outside the page's folder"),
        ('run="a" file="/etc/passwd"', "", "outside the page's folder"),
        ('run="a" plan="after"', "x", "a plan after has no plan before it"),
        ('run="a" plan="before"', "x", "a plan before has no plan after it"),
        ('run="a" compare="b"', "x", "a plan to compare has no label"),
        ('run="a" compare="b" plan="true"', "x", "a plan to compare has no label"),
        ('run="a" compare="b" plan="old"', "x", "a plan is compared with no other"),
        ('run="a" compare="b" plan="old" error="23505"', "x", "refused cannot be compared"),
    ],
)
def test_a_wrong_option_is_told_at_its_fence(
    tmp_path: Path, header: str, body: str, message: str
) -> None:
    """Nothing runs with an option that was misspelt."""
    with pytest.raises(NexusError) as caught:
        page(tmp_path, sql(header, body))
    assert message in str(caught.value)
    assert "page.md:2" in str(caught.value)


def test_a_link_out_of_the_folder_is_no_file_of_the_page(tmp_path: Path) -> None:
    """A symbolic link counts as the place that it leads to."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "secret.sql").write_text("SELECT 1;")
    (tmp_path / "docs" / "a.sql").symlink_to(tmp_path / "secret.sql")
    with pytest.raises(NexusError, match="outside the page's folder"):
        page(tmp_path / "docs", sql('run="a" file="a.sql"', ""))


def test_an_example_that_stands_nowhere_in_the_page_is_told_at_the_page(tmp_path: Path) -> None:
    """As one that comes from a snippet."""
    (request,) = requests.read(tmp_path / "page.md", [Fence("sql", "1;\n2;", {"run": "a"})])
    assert request.place.endswith("page.md")
    assert request.at(2).endswith("page.md")
    with pytest.raises(NexusError, match=r"page\.md; choose"):
        requests.read(tmp_path / "page.md", [Fence("sql", "1;", {"run": "a", "colour": "red"})])


def test_plans_of_one_name_are_compared_under_their_labels(tmp_path: Path) -> None:
    """The last of them shows them all; before and after need no name."""
    fences = [
        sql('run="a" compare="b" plan="a list"', "1"),
        sql('run="a" plan="before"', "2"),
        sql('run="a" compare="b" plan="an index"', "3"),
        sql('run="a" plan="after"', "4"),
        sql('run="a" plan="true"', "5"),
    ]
    asked = page(tmp_path, "\n\n".join(fences))
    assert [(request.plan, request.shows) for request in asked] == [
        ("a list", False), ("Before", False), ("an index", True), ("After", True), ("true", False),
    ]  # fmt: skip
    assert asked[1].compare == asked[3].compare != asked[0].compare == asked[2].compare == "b"
