"""`nexus check` and `nexus run` as their users meet them."""

from pathlib import Path

import pytest

from tests.helpers import exit_code

PAGE = """# A page

```python run="true"
print("one")
```

```python run="true"
print("two")
```
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one page with two examples."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: A\ntheme: mkdocs\nplugins: [nexus]\n")
    (tmp_path / "docs" / "index.md").write_text(PAGE)
    return tmp_path


def ended(*command: str) -> int:
    """The exit code of a command."""
    return exit_code(*command)


def test_a_check_without_an_error_is_silent(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And succeeds."""
    assert ended("check") == 0
    assert capsys.readouterr() == ("", "")


def test_a_check_tells_each_error_in_a_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the pages and of the README; its exit code is that of wrong content."""
    (project / "docs" / "index.md").write_text("---\ntitle: 1\n---\n```erd\nschema: x\n```\n")
    (project / "README.md").write_text("<!-- erd:start gone -->\n<!-- erd:end -->\n")
    assert ended("check") == 1
    lines = capsys.readouterr().err.splitlines()
    places = ["docs/index.md:2", "docs/index.md:4", "README.md"]
    assert [line.split("; ")[1] for line in lines] == places
    assert all(line.startswith("error: ") for line in lines)


def test_a_run_of_a_page_prints_what_its_examples_give(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each under its place, or only the one at that line."""
    assert ended("run", "docs/index.md") == 0
    printed = capsys.readouterr().out
    assert printed.count("-- docs/index.md:") == 2
    assert printed.index("\none\n") < printed.index("-- docs/index.md:7") < printed.index("\ntwo\n")
    assert ended("run", "docs/index.md:7") == 0
    assert "one" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (
            "docs/index.md:4",
            "no example starts there; docs/index.md:4; the page has examples at: 3, 7",
        ),
        ("docs/none.md", "there is no such page; docs/none.md; name a Markdown file"),
    ],
)
def test_a_run_of_what_is_not_there_is_a_wrong_command(
    project: Path, capsys: pytest.CaptureFixture[str], page: str, told: str
) -> None:
    """One line that says what there is."""
    assert ended("run", page) == 2
    assert capsys.readouterr().err == f"error: {told}\n"


def test_a_site_that_runs_no_examples_runs_none_of_a_page(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says which setting it is."""
    config = project / "mkdocs.yml"
    config.write_text(config.read_text().replace("[nexus]", "[nexus: {examples: false}]"))
    assert ended("run", "docs/index.md") == 2
    assert capsys.readouterr().err.startswith(
        "error: the examples of this site do not run; mkdocs.yml; take `examples: false` out"
    )


def test_a_run_of_all_pages_says_what_it_runs(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing where all results are kept."""
    assert ended("run") == 0
    assert capsys.readouterr().err.splitlines() == [
        "Running docs/index.md:3 (1 of 2)",
        "Running docs/index.md:7 (2 of 2)",
    ]
    assert ended("run") == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_a_quiet_run_says_nothing_but_errors(
    project: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    """And the next command is as loud as ever."""
    assert ended("run", option) == 0
    assert capsys.readouterr() == ("", "")
    page = project / "docs" / "index.md"
    page.write_text(PAGE.replace('"one"', "1 / 0"))
    assert ended("run", option) == 1
    assert capsys.readouterr().err.startswith("error: the example failed")
    page.write_text(PAGE.replace('"one"', '"1"'))
    assert ended("run") == 0
    assert "Running" in capsys.readouterr().err
