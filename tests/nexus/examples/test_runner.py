"""Examples run once, in the order of their page, apart from other pages, and are kept."""

from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.core.progress import Progress
from nexus.core.results import Printed, Rows
from nexus.examples import request
from nexus.examples.example import WAITING, Example
from nexus.examples.fixtures import Fixtures
from nexus.examples.postgres.databases import Databases
from nexus.examples.runner import Runner
from nexus.examples.store import Store
from nexus.pages.fences import Fence
from nexus.sources.catalog import Catalog

from tests.nexus.pages.builders import taken


class Page:
    """A page of a project, whose examples run on databases that are empty at first."""

    def __init__(self, folder: Path, databases: Databases) -> None:
        self.file, self.told = folder / "page.md", list[str]()
        cache = Cache(folder / "cache")
        fixtures = Fixtures(Catalog({}), folder / "data")
        store = Store(folder, cache, databases.version)
        self.runner = Runner(fixtures, store, databases, Progress("", self.told.append))

    def run(self, *fences: str, run: bool = True) -> list[Example]:
        """The examples of the page with those fences."""
        text = "\n".join(fences)
        return self.runner.examples(request.read(self.file, taken(text)), run=run)

    def stale(self, *fences: str) -> list[str]:
        """What is told of fences whose results are out of date."""
        found = self.runner.stale(request.read(self.file, taken("\n".join(fences))))
        return [str(error) for error in found]


@pytest.fixture
def page(tmp_path: Path, databases: Databases) -> Page:
    """A page in an empty project."""
    return Page(tmp_path, databases)


def sql(code: str, options: str = "") -> str:
    """A fence of SQL on an empty database."""
    return f'```sql run="empty" {options}\n{code}\n```'


def python(code: str) -> str:
    """A fence of Python."""
    return f'```python run="true"\n{code}\n```'


def first(example: Example) -> object:
    """The only value of an example's result."""
    (result,) = example.kept.results
    return result.rows[0][0] if isinstance(result, Rows) else result


def test_the_examples_of_a_page_see_what_the_ones_before_them_did(page: Page) -> None:
    """In the order of the page, whatever stands between them."""
    fences = (sql("CREATE TABLE a (b int)"), python("print(1)"), sql("SELECT count(*) FROM a"))
    made, printed, counted = page.run(*fences)
    assert (first(printed), first(counted)) == (Printed("1\n"), "0")
    assert [example.number for example in (made, printed, counted)] == [1, 2, 3]


def test_examples_that_stand_nowhere_in_the_page_have_their_own_results(page: Page) -> None:
    """As those that come from a snippet, whose lines nobody knows."""
    run = {"run": "empty"}
    fences = [Fence("sql", "SELECT 1", run), Fence("sql", "SELECT 2", run)]
    found = page.runner.examples(request.read(page.file, fences))
    assert [first(example) for example in found] == ["1", "2"]


def test_pages_do_not_see_each_other(page: Page, tmp_path: Path, databases: Databases) -> None:
    """What one page drops or commits, another page still has or never gets."""
    page.run(sql("CREATE TABLE a (b int); COMMIT"))
    (tmp_path / "other").mkdir()
    other = Page(tmp_path / "other", databases)
    (gone,) = other.run(sql("SELECT to_regclass('a') IS NULL"))
    assert first(gone) == "t"


def test_what_is_kept_does_not_run_again(page: Page) -> None:
    """The second time gives the same, with the moment of the first."""
    fences = (sql("SELECT clock_timestamp()"), python("import time; print(time.time())"))
    once = page.run(*fences)
    runs = len(page.told)
    assert page.run(*fences) == once
    assert (runs, len(page.told)) == (2, 2)


@pytest.mark.parametrize(
    ("fences", "runs"),
    [
        ((sql("SELECT 1"), python("print(1)")), 0),
        ((sql("SELECT 2"), python("print(1)")), 1),
        ((sql("SELECT 1"), python("print(2)")), 1),
        ((sql("SELECT 1", 'rows="3"'), python("print(1)")), 1),
        ((sql("SELECT 1"), sql("SELECT 2"), python("print(1)")), 1),
        ((python("print(1)"), sql("SELECT 1")), 0),
    ],
)
def test_only_what_changed_runs_again(page: Page, fences: tuple[str, ...], runs: int) -> None:
    """The SQL of a page is one session, each program is its own."""
    page.run(sql("SELECT 1"), python("print(1)"))
    page.told.clear()
    page.run(*fences)
    assert len(page.told) == runs


def test_a_program_runs_again_when_a_file_that_it_read_changed(page: Page, tmp_path: Path) -> None:
    """No list of files has to be kept by hand."""
    file = tmp_path / "numbers.csv"
    file.write_text("1")
    fence = python(f"print(open({str(file)!r}).read())")
    assert [first(example) for example in page.run(fence)] == [Printed("1\n")]
    file.write_text("2")
    assert [first(example) for example in page.run(fence)] == [Printed("2\n")]


def test_a_chart_takes_its_rows_from_what_was_printed(page: Page) -> None:
    """As CSV: the numbers of the chart are the numbers of the output."""
    (example,) = page.run('```python run="true" chart="bars"\nprint("way,ms\\na,1\\nb,2")\n```')
    (result,) = example.kept.results
    assert isinstance(result, Rows)
    assert result.rows == (("a", "1"), ("b", "2"))


@pytest.mark.parametrize(
    ("fence", "message", "line"),
    [
        (sql("SELECT 1;\n\nSELECT nothing"), 'column "nothing" does not exist', 4),
        (sql("SELECT 1", 'error="23514"'), "was to be refused, and was not", 1),
        (sql("SELECT 1/0", 'error="23514"'), "division by zero (SQLSTATE 22012)", 2),
        (sql("SELECT 1; SELECT 2", 'plan="true"'), "page.md", 1),
        ('```sql run="gone"\nSELECT 1\n```', "there is no database 'gone'", 1),
        ('```python run="true" chart="bars"\nprint("a,b\\n1")\n```', "page.md", 1),
        (python("1 / 0"), "ZeroDivisionError", 2),
    ],
)
def test_a_failing_example_is_told_at_its_line(
    page: Page, fence: str, message: str, line: int
) -> None:
    """The line of the code that PostgreSQL or Python points at, else that of the fence."""
    with pytest.raises(NexusError) as caught:
        page.run(fence)
    assert message in str(caught.value)
    assert f"page.md:{line};" in f"{caught.value};"


def test_a_refusal_that_was_expected_is_a_result(page: Page) -> None:
    """And it leaves nothing behind for the next example."""
    fences = (
        sql("CREATE TABLE a (b int); SELECT 1/0", 'error="22012"'),
        sql("SELECT to_regclass('a')"),
    )
    refused, after = page.run(*fences)
    assert refused.kept.results[-1].__class__.__name__ == "SqlError"
    assert first(after) is None


def test_a_preview_runs_nothing_by_itself(page: Page) -> None:
    """What is kept is shown, the rest waits."""
    page.run(python("print(1)"))
    shown, waiting = page.run(python("print(1)"), sql("SELECT 1"), run=False)
    assert first(shown) == Printed("1\n")
    assert waiting.kept == WAITING


def test_evidence_is_stale_when_its_code_changed_since_it_ran(page: Page) -> None:
    """What never ran is not stale, and neither is what runs as before."""
    assert page.stale(sql("SELECT 1")) == []
    page.run(sql("SELECT 1"), python("print(1)"))
    assert page.stale(sql("SELECT 1"), python("print(1)")) == []
    (told,) = page.stale(sql("SELECT 2"), python("print(1)"))
    assert "the evidence is older than what it depends on" in told
    assert "page.md:1" in told
