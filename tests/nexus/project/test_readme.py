"""The README of a project: its diagrams are those of the models."""

from pathlib import Path

import pytest
from nexus.core.errors import UsageError
from nexus.project import readme

MODELS = """from sqlalchemy import Column, Integer, MetaData, Table
metadata = MetaData()
Table("item", metadata, Column("id", Integer, primary_key=True))
"""
README = "# A\n\n<!-- erd:start shop -->\nold\n<!-- erd:end -->\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a project of one schema in a folder that its settings name, and a README behind it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "shop.py").write_text(MODELS)
    (tmp_path / "mkdocs.yml").write_text("site_name: A\nplugins:\n  - nexus: {models: app}\n")
    (tmp_path / "README.md").write_text(README)
    return tmp_path


def errors(project: Path) -> list[str]:
    """Check the README of a project; give what is told."""
    return [str(error) for error in readme.errors(project, {})]


def test_a_readme_that_is_behind_the_models_is_told_and_mended(project: Path) -> None:
    """Writing puts the diagram there, and leaves the rest of the file alone."""
    (error,) = errors(project)
    assert error.startswith("the diagram is no longer that of the models; README.md:4;")
    readme.write(project, {})
    assert errors(project) == []
    text = (project / "README.md").read_text()
    assert text.startswith("# A\n\n<!-- erd:start shop -->\n```mermaid\nerDiagram\n")
    assert text.endswith("```\n<!-- erd:end -->\n")


def test_a_readme_that_names_no_schema_of_the_project_is_told(project: Path) -> None:
    """With the names there are."""
    (project / "README.md").write_text(README.replace("shop", "club"))
    (error,) = errors(project)
    assert error == "there is no schema 'club'; README.md; choose from: shop"


def test_a_readme_without_a_diagram_asks_for_nothing(project: Path) -> None:
    """Neither models nor settings are read for it, nor where there is no README."""
    (project / "app" / "shop.py").write_text("1 +")
    (project / "README.md").write_text("# A\n")
    assert errors(project) == []
    (project / "README.md").unlink()
    assert errors(project) == []


def test_a_readme_in_another_encoding_is_told(project: Path) -> None:
    """With its byte."""
    (project / "README.md").write_bytes(README.encode() + b"Caf\xe9\n")
    (error,) = errors(project)
    assert "0xe9" in error
    assert "; README.md:6; " in error


def test_writing_without_a_readme_is_told(project: Path) -> None:
    """In one line."""
    (project / "README.md").unlink()
    with pytest.raises(UsageError, match=r"there is no README\.md"):
        readme.write(project, {})


def test_a_readme_needs_no_site(project: Path) -> None:
    """Without settings, the models are in the folder models/."""
    (project / "mkdocs.yml").unlink()
    (project / "app").rename(project / "models")
    readme.write(project, {})
    assert errors(project) == []
