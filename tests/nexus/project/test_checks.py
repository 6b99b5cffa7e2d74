"""Every content rule of a project, and the README's diagram."""

from pathlib import Path

import pytest
from nexus.project import checks
from nexus.project.site import Site

MODELS = """from sqlalchemy import Column, Integer, MetaData, Table
metadata = MetaData()
Table("item", metadata, Column("id", Integer, primary_key=True))
"""
PAGE = "---\ntitle: A\ndescription: It is.\n---\n\n```erd\nschema: shop\n```\n"
README = "# A\n\n<!-- erd:start shop -->\nold\n<!-- erd:end -->\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a project of one schema, one page and a README without an error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "models" / "shop.py").write_text(MODELS)
    (tmp_path / "docs" / "index.md").write_text(PAGE)
    (tmp_path / "mkdocs.yml").write_text("site_name: A\nextra:\n  nexus: {}\n")
    (tmp_path / "README.md").write_text("# A\n")
    return tmp_path


def errors(project: Path) -> list[str]:
    """Check a project; give what it is told."""
    return [str(error) for error in checks.check(project, {})]


def test_a_sound_project_has_no_error(project: Path) -> None:
    """Python's own tags in mkdocs.yml are passed over."""
    (project / "mkdocs.yml").write_text("a: !!python/name:os.path\nb: !ENV X\n")
    assert errors(project) == []


def test_every_error_is_told_in_one_run(project: Path) -> None:
    """Each with the line it is about."""
    page = project / "docs" / "index.md"
    page.write_text(PAGE.replace("title", "titel") + "\n```erd\nschema: none\n```\n")
    told = errors(project)
    assert [error.partition("; ")[0] for error in told] == [
        "unknown key 'titel' in the front matter",
        "there is no schema 'none'",
    ]
    assert [error.split("; ")[1] for error in told] == ["docs/index.md:2", "docs/index.md:10"]


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("mkdocs.yml", "extra: {nexus: {autor: A}}", "unknown setting 'autor'"),
        ("models/shop.py", "1 +", "SyntaxError: invalid syntax; models/shop.py:1"),
    ],
)
def test_what_all_else_needs_is_told_alone(project: Path, file: str, text: str, told: str) -> None:
    """A wrong setting or a broken model ends the check."""
    (project / file).write_text(text)
    (error,) = errors(project)
    assert error.startswith(told)


def test_a_readme_that_is_behind_the_models_is_told_and_mended(project: Path) -> None:
    """Writing puts the diagram there, and leaves the rest of the file alone."""
    file = project / "README.md"
    file.write_text(README)
    (error,) = errors(project)
    assert error.startswith("the diagram is no longer that of the models; README.md:4;")
    checks.write_readme(project, {})
    assert errors(project) == []
    text = file.read_text()
    assert text.startswith("# A\n\n<!-- erd:start shop -->\n```mermaid\nerDiagram\n")
    assert text.endswith("```\n<!-- erd:end -->\n")


def test_a_readme_that_names_no_schema_of_the_project_is_told(project: Path) -> None:
    """With the names there are."""
    (project / "README.md").write_text(README.replace("shop", "club"))
    (error,) = errors(project)
    assert error == "there is no schema 'club'; README.md; choose from: shop"


WEEK = """---
title: One
description: It is.
week: 1
technologies: [SQL]
share: I did.
---

# One

## Technologies

- SQL [proof](missing.md){ .proof }
- Git
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '```sql run="shop" row="1"\n```',
            "unknown option 'row' of a sql example; docs/index.md:6",
        ),
        ("```figure\nof: index.md#none\n```", "'index.md' has no section 'none'; docs/index.md:6"),
        ("```figure\nof: index.md\nword: a\n```", "unknown option 'word' of a figure fence"),
    ],
)
def test_a_fence_that_asks_for_what_is_not_there_is_told(
    project: Path, text: str, told: str
) -> None:
    """At its line, or at that of the option."""
    (project / "docs" / "index.md").write_text(f"{PAGE.partition('```')[0]}{text}\n")
    (error,) = errors(project)
    assert error.startswith(told)


def test_claims_without_proof_and_technologies_without_words_are_told(project: Path) -> None:
    """Each at its line."""
    folder = project / "docs" / "weeks" / "week-01"
    folder.mkdir(parents=True)
    (folder / "index.md").write_text(WEEK)
    assert [error.rpartition("; ")[0] for error in errors(project)] == [
        "there is no page 'missing.md'; docs/weeks/week-01/index.md:13",
        "the claim has no link to its proof; docs/weeks/week-01/index.md:14",
        "the item names no technology of the front matter; docs/weeks/week-01/index.md:14",
    ]


def test_results_that_are_older_than_their_code_are_told(project: Path) -> None:
    """Until the example runs again; one that never ran is not old."""
    page, text = project / "docs" / "index.md", PAGE + '\n```python run="true"\nprint(1)\n```\n'
    page.write_text(text)
    assert errors(project) == []
    Site.read(project, project / "docs", {}, {}).run({"index.md": text}, lambda _: None)
    assert errors(project) == []
    page.write_text(text.replace("print(1)", "print(2)"))
    (error,) = errors(project)
    assert error.startswith("the evidence is older than what it depends on; docs/index.md:10")
