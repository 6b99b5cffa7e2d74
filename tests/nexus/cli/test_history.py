"""`nexus history` as its users meet it: what it writes, what it says, and its exit codes."""

import json
from pathlib import Path

import pytest

from tests.helpers import exit_code
from tests.nexus.history.projects import alembic

MODELS = 'Table("a", metadata, Column("id", Integer, primary_key=True), Column("n", Text))'
MAKE = "CREATE TABLE a (id serial PRIMARY KEY, n text) | DROP TABLE a"


def run(*arguments: str) -> int:
    """Run the command; give its exit code."""
    return exit_code("history", *arguments, "--quiet")


def test_a_history_that_is_as_its_models_is_exit_code_0(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """As text, as JSON, and as a folder of pages; nothing of the project's is changed."""
    folder = alembic(tmp_path / "shop", MODELS, f"a1: {MAKE}")
    monkeypatch.chdir(folder)
    before = {path for path in folder.rglob("*") if "__pycache__" not in path.parts}
    assert run() == 0
    told = capfd.readouterr()
    assert told.out.endswith("1 revision of Alembic\nthe last revision is what the models say\n")
    assert told.err == ""
    assert run("--format", "json") == 0
    document = json.loads(capfd.readouterr().out)
    assert document["format"] == "nexus-history"
    assert document["revisions"][0]["down"] == ["DROP TABLE a"]
    assert run("-o", "../pages") == 0
    assert {path.name for path in (tmp_path / "pages").rglob("*.*")} == {
        *("index.md", "a1.md", "a1.svg", ".nexus-reference.json"),
    }
    after = {path for path in folder.rglob("*") if "__pycache__" not in path.parts}
    assert {path.relative_to(folder).parts[0] for path in after - before} == {".cache"}


def test_what_fails_is_exit_code_1(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """All of it is told before; the first revision may lack what was there before it."""
    folder = alembic(tmp_path / "shop", MODELS, "a1: ALTER TABLE a ADD n text")
    assert run(str(folder)) == 1
    told = capfd.readouterr()
    assert 'failed: PostgreSQL refuses it: relation "a" does not exist' in told.out
    assert told.err.startswith("error: 1 revision failed, a1 first; ")
    assert "--base" in told.err


def test_what_is_not_there_is_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With what to name."""
    monkeypatch.chdir(tmp_path)
    assert run() == 2
    assert "name alembic.ini, the folder of the revisions, or manage.py" in capfd.readouterr().err


def test_the_json_schema_needs_no_revisions(capfd: pytest.CaptureFixture[str]) -> None:
    """It is printed alone."""
    assert run("--json-schema") == 0
    assert json.loads(capfd.readouterr().out)["title"] == "nexus-history"
