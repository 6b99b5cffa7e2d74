"""Builds that write nothing: what a check tells, and what a run runs."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from nexus.core.errors import NexusError, UsageError
from nexus.core.results import Printed
from nexus.mkdocs_plugin import dry

MODELS = """from sqlalchemy import Column, Integer, MetaData, Table
metadata = MetaData()
Table("item", metadata, Column("id", Integer, primary_key=True))
"""
PAGE = "---\ntitle: A\n---\n\n```erd\nschema: shop\n```\n"
PRINTED = '```python run="true"\nprint(1)\n```\n'
CONFIG = "site_name: A\ntheme: mkdocs\nplugins:\n  - nexus: {}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a project of one schema and one page without an error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "models" / "shop.py").write_text(MODELS)
    (tmp_path / "docs" / "index.md").write_text(PAGE)
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    return tmp_path


def errors(project: Path) -> list[str]:
    """Check a project; give what it is told."""
    return [str(error) for error in dry.check(project)]


def write(project: Path, text: str) -> Path:
    """Write the page of a project."""
    page = project / "docs" / "index.md"
    page.write_text(text)
    return page


def test_a_sound_project_has_no_error(project: Path) -> None:
    """And nothing is written beside what is kept."""
    assert errors(project) == []
    assert {file.name for file in project.iterdir()} == {"models", "docs", "mkdocs.yml", ".cache"}


@pytest.mark.parametrize("page", ["", "---\ntitle:\n---\nwords", "---\nauthor: me\n---\n# A\n"])
def test_a_page_without_anything_of_ours_is_let_be(project: Path, page: str) -> None:
    """But for a key of ours without a value."""
    write(project, page)
    assert len(errors(project)) == page.count("title:")


GONE = (
    "Doc file 'index.md' contains a link 'gone.md', but the target is not found among "
    "documentation files."
)


def test_every_error_is_told_in_one_run(project: Path) -> None:
    """Each with the line it is about, and only once."""
    text = PAGE.replace("title", "titel") + "\n```erd\nschema: none\n```\n\n[a](gone.md)\n"
    write(project, text + '\n- list\n\n    ```sql run="shop"\nSELECT 1;\n    ```\n')
    told = errors(project)
    assert {error.partition("; ")[0].partition(" docs/")[0] for error in told} == {
        "unknown key 'titel' in the front matter",
        "there is no schema 'none'",
        "a line of the example begins further left than its fence",
        GONE,
    }
    assert all("docs/index.md:" in error for error in told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '```sql run="shop" row="1"\n```',
            "unknown option 'row' of a sql example; docs/index.md:5",
        ),
        ("```nexus-figure\nof: index.md#none\n```", "'index.md' has no section 'none'; docs/i"),
        ("```nexus-figure\nof: index.md\nword: a\n```", "unknown option 'word' of a figure fence"),
        ("```nexus-normal-form\nschema: x\n```", "there is no schema 'x'; docs/index.md:5"),
        ("```erd\nschema: shop\ntables: [x]\n```", "there is no table 'x' in schema 'shop'; docs"),
        ('```sql run="none"\n```', "there is no database 'none'; docs/index.md:5"),
    ],
)
def test_a_fence_that_asks_for_what_is_not_there_is_told(
    project: Path, text: str, told: str
) -> None:
    """At its line, or at that of the option."""
    write(project, f"---\ntitle: A\n---\n\n{text}\n")
    (error,) = errors(project)
    assert error.startswith(told)


WEEK = """---
week: 1
technologies: [SQL]
---

# One

## Technologies

- SQL [proof](missing.md){ .proof }
- Git
"""


def test_proofs_and_technologies_that_are_not_there_are_told(project: Path) -> None:
    """Each at its line; an item without a proof is an account."""
    folder = project / "docs" / "weeks" / "week-01"
    folder.mkdir(parents=True)
    (folder / "index.md").write_text(WEEK)
    write(project, "```nexus-ledger\n```\n\n```nexus-technologies\n```\n")
    told = [error.rpartition("; ")[0] for error in errors(project)]
    assert "there is no page 'missing.md'; docs/weeks/week-01/index.md:10" in told
    item = "the item names no technology of the front matter; docs/weeks/week-01/index.md:11"
    assert item in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("caf\xe9\n".encode("utf-16"), "the text is UTF-16, from byte 0; docs/index.md"),
        (b"words\n\ncaf\xe9\n", "the text is not UTF-8 but probably Latin-1"),
    ],
)
def test_a_page_in_another_encoding_is_told_in_one_line(
    project: Path, content: bytes, told: str
) -> None:
    """As MkDocs could not read it either."""
    (project / "docs" / "index.md").write_bytes(content)
    with pytest.raises(NexusError) as error:
        dry.check(project)
    assert str(error.value).startswith(told)
    assert "\n" not in str(error.value)


def test_text_that_was_read_in_a_wrong_encoding_is_told(project: Path) -> None:
    """Though MkDocs can read it."""
    write(project, "words caf\xc3\xa9\n")
    (error,) = errors(project)
    assert "saved again: from byte 9" in error


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".#index.md", None),
        (".hidden/a.md", "---\ntitle: 1\n---\n"),
        ("out/a.md", "---\ntitle: 1\n---\n```erd\nschema: none\n```\n"),
    ],
)
def test_only_pages_that_mkdocs_builds_are_looked_at(
    project: Path, name: str, text: str | None
) -> None:
    """Not the lock of an editor, nor what the author left out."""
    (project / "mkdocs.yml").write_text(f"{CONFIG}exclude_docs: out/\n")
    file = project / "docs" / name
    file.parent.mkdir(exist_ok=True)
    if text is None:
        file.symlink_to("nobody@nowhere.1")
    else:
        file.write_text(text)
    assert errors(project) == []


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        (
            "mkdocs.yml",
            CONFIG.replace("{}", "{models: 3}"),
            r"'models' must be a list.*mkdocs\.yml",
        ),
        ("mkdocs.yml", CONFIG.replace("nexus: {}", "search"), r"does not name the plugin; mkdocs"),
        ("mkdocs.yml", "site_name: [", r"mkdocs\.yml"),
        ("mkdocs.yml", None, r"there is no mkdocs\.yml; .*; go to the project's folder"),
    ],
)
def test_what_all_else_needs_is_told_alone(
    project: Path, file: str, text: str | None, told: str
) -> None:
    """A wrong setting ends the check, in one line with its place."""
    if text is None:
        (project / "mkdocs.yml").unlink()
    else:
        (project / "mkdocs.yml").write_text(text)
    with pytest.raises(NexusError, match=told) as error:
        dry.check(project)
    assert "\n" not in str(error.value)


def test_a_model_that_cannot_be_read_is_told(project: Path) -> None:
    """With its line, beside what it is missed by."""
    (project / "models" / "shop.py").write_text(f"1 / 0\n{MODELS}")
    told = "\n".join(errors(project))
    assert "models/shop.py:1" in told
    assert "there is no schema 'shop'; docs/index.md:5" in told


def test_an_unknown_setting_is_told(project: Path) -> None:
    """As MkDocs does, which builds all the same unless it is strict."""
    (project / "mkdocs.yml").write_text(CONFIG.replace("{}", "{autor: A}"))
    (error,) = errors(project)
    assert "Unrecognised configuration name: autor" in error


@pytest.fixture
def told() -> list[str]:
    """What a run reports."""
    return []


def test_results_that_are_older_than_their_code_are_told(project: Path, told: list[str]) -> None:
    """Until the example runs again; one that never ran is not old."""
    page = write(project, PRINTED)
    assert errors(project) == []
    dry.run(project, told.append)
    assert errors(project) == []
    page.write_text(PRINTED.replace("print(1)", "print(2)"))
    (error,) = errors(project)
    assert error.startswith("the evidence is older than what it depends on; docs/index.md:1")
    dry.run(project, told.append)
    assert errors(project) == []
    assert len(told) == 2


def test_a_run_runs_what_is_not_kept(project: Path, told: list[str]) -> None:
    """And tells each page that it runs; the second time there is none."""
    write(project, PRINTED)
    dry.run(project, told.append)
    dry.run(project, told.append)
    assert told == ["Running docs/index.md:1 (1 of 1)"]


def test_a_run_tells_all_that_went_wrong(project: Path, told: list[str]) -> None:
    """A line each, at its place."""
    write(project, '```python run="true"\n1 / 0\n```\n')
    (project / "docs" / "b.md").write_text('```python run="none"\n```\n')
    with pytest.raises(NexusError) as error:
        dry.run(project, told.append)
    first, second = str(error.value).split("\n")
    assert "ZeroDivisionError: division by zero; docs/index.md:2" in first
    assert second.startswith("there is no database 'none'; docs/b.md:1")


def test_a_page_runs_anew_and_nothing_of_it_is_kept(project: Path, told: list[str]) -> None:
    """Only that page; another with an error does not matter."""
    page = write(project, f"{PRINTED}\ntext\n\n{PRINTED.replace('1', '2')}")
    (project / "docs" / "b.md").write_text('```python run="none"\n```\n')
    examples = dry.run_page(project, page)
    assert [example.kept.results for example in examples] == [(Printed("1\n"),), (Printed("2\n"),)]
    assert [example.request.line for example in examples] == [1, 7]
    (project / "docs" / "b.md").unlink()
    dry.run(project, told.append)
    assert len(told) == 2


@pytest.mark.parametrize(
    ("name", "what"),
    [("docs/none.md", "there is no such page"), ("docs", "there is no such page")],
)
def test_a_page_that_is_not_there_is_told(project: Path, name: str, what: str) -> None:
    """With what to do."""
    with pytest.raises(UsageError, match=f"{what}; {name}; name a Markdown file"):
        dry.run_page(project, project.joinpath(name).relative_to(project))


def test_a_page_without_an_example_gives_none(project: Path) -> None:
    """Nor does a site without anything of ours."""
    assert dry.run_page(project, project / "docs" / "index.md") == []
    page = write(project, "words")
    (project / "models" / "shop.py").unlink()
    assert dry.run_page(project, page) == []


@pytest.mark.parametrize("task", [dry.check, lambda root: dry.run(root, print)])
def test_a_command_leaves_the_logging_as_it_was(
    project: Path, task: Callable[[Path], object]
) -> None:
    """Also where it ends with an error."""
    handlers = list(logging.getLogger("mkdocs").handlers)
    task(project)
    (project / "mkdocs.yml").write_text(CONFIG.replace("{}", "{models: gone}"))
    with pytest.raises(NexusError):
        task(project)
    assert logging.getLogger("mkdocs").handlers == handlers
