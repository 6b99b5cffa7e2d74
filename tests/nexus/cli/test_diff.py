"""`nexus diff` as its users meet it: what it writes, what it says, and its exit codes."""

import json
from pathlib import Path

import pytest
from nexus.schema.comparison.harms import RISKS

from tests.helpers import exit_code
from tests.projects import commit

SQL = "CREATE TABLE stay (id serial PRIMARY KEY, note text);"
DROP = "      ! drop-column (data lost): Dropping a column deletes its values.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with two versions of models, which have the same name."""
    monkeypatch.chdir(tmp_path)
    for version, column in (("old", "note"), ("new", "day")):
        file = tmp_path / version / "shop.py"
        file.parent.mkdir()
        file.write_text(
            "from sqlalchemy import Column, Integer, MetaData, Table, Text\n"
            "metadata = MetaData()\n"
            f'Table("stay", metadata, Column("id", Integer, primary_key=True), Column("{column}", Text))\n'
        )
    return tmp_path


def run(*arguments: str) -> int:
    """Run the command; give its exit code."""
    return exit_code("diff", *arguments)


def accept(text: str) -> str:
    """A file of accepted risks."""
    Path("accepted.toml").write_text(text)
    return "accepted.toml"


RULE = '[[accepted]]\nrisk = "drop-column"\nwhere = "stay.note"\nreason = "it was never shown"\n'


def test_a_risk_is_exit_code_1(capfd: pytest.CaptureFixture[str]) -> None:
    """All of it is told before."""
    assert run("old/shop.py", "new/shop.py") == 1
    told = capfd.readouterr()
    assert told.out.startswith(f"stay\n  - column removed note text\n{DROP}")
    assert told.err.startswith("error: 1 risk not accepted; accept each with a reason")


def test_an_accepted_risk_is_exit_code_0(capfd: pytest.CaptureFixture[str]) -> None:
    """The reason is told in its place."""
    assert run("old/shop.py", "new/shop.py", "--accepted", accept(RULE)) == 0
    told = capfd.readouterr()
    assert "= drop-column (data lost), accepted: it was never shown" in told.out
    assert told.err == ""


def test_what_was_accepted_in_vain_is_a_warning(capfd: pytest.CaptureFixture[str]) -> None:
    """So is a rename of nothing."""
    assert run("old/shop.py", "old/shop.py", "--accepted", accept(RULE), "--rename", "a=b") == 0
    told = capfd.readouterr()
    assert told.out == "nothing changed\n"
    assert told.err == (
        "warning: no such rename was found: a=b\n"
        "warning: nothing to accept: drop-column of stay.note\n"
    )


def test_a_declared_rename_is_told_as_one(capfd: pytest.CaptureFixture[str]) -> None:
    """It breaks readers, and loses nothing."""
    assert run("old/shop.py", "new/shop.py", "--rename", "stay.note=day") == 1
    told = capfd.readouterr().out
    assert "> column renamed day note -> day (declared)" in told
    assert "! rename-column" in told
    assert "drop-column" not in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[accepted]]\nrisk = 'drop-colum'\nwhere = '*'\nreason = 'x'", "no risk called 'drop-colum'"),
        ("[[accepted]]\nrisk = 'drop-column'\nwhere = '*'\nreason = ' '", "no reason is given"),
        ("[[accepted]]\nrisk = 'drop-column'\nwhere = '*'", "missing required field `reason`"),
        ("[[accepted]]\nrisk = 'drop-column'\nwhy = '*'", "unknown field `why`"),
        ("[[accepted", "Expected ']]'"),
        ("\x00", "Invalid statement"),
    ],
)  # fmt: skip
def test_a_file_that_accepts_wrongly_is_exit_code_2(
    text: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its name and what is wrong are told in one line."""
    assert run("old/shop.py", "new/shop.py", "--accepted", accept(text)) == 2
    told = capfd.readouterr().err
    assert said in told
    assert "accepted.toml" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["old/shop.py"], "Missing argument 'NEW'"),
        (["old/shop.py", "gone.py"], "there is no such file; gone.py"),
        (
            ["old/shop.py", "broken.py"],
            "NameError: name 'x' is not defined; broken.py, broken.py:2",
        ),
        (["git:HEAD:shop.py", "new/shop.py"], "this folder is in no repository of git"),
        (["old/shop.py", "new/shop.py", "--rename", "a"], "this declares no rename; a"),
    ],
)
def test_what_cannot_be_read_is_exit_code_2(
    arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is no risk of the schema's, so it is not told as one."""
    Path("broken.py").write_text("import sqlalchemy\nx\n")
    assert run(*arguments) == 2
    assert said in capfd.readouterr().err


def test_sql_files_are_compared_with_models(capfd: pytest.CaptureFixture[str]) -> None:
    """Any two sources; and the file that is named is written, in the format that is named."""
    Path("old.sql").write_text(SQL)
    assert run("old.sql", "new/shop.py", "--format", "json", "-o", "out/diff.json") == 1
    assert capfd.readouterr().out == ""
    told = json.loads(Path("out/diff.json").read_text())["changes"]
    assert [(change["action"], change["name"]) for change in told] == [
        ("removed", "note"),
        ("added", "day"),
    ]


def test_the_json_schema_needs_no_models(capfd: pytest.CaptureFixture[str]) -> None:
    """It is printed alone."""
    assert run("--json-schema") == 0
    assert json.loads(capfd.readouterr().out)["title"] == "nexus-diff"


def test_a_risk_is_explained(capfd: pytest.CaptureFixture[str]) -> None:
    """Without models: why, what to do instead, an example, and where PostgreSQL's manual says it."""
    assert run("--explain", "set-not-null") == 0
    told = capfd.readouterr().out
    assert told.startswith("set-not-null: fails on existing rows. SET NOT NULL fails if")
    assert "\nALTER TABLE booking ALTER COLUMN note SET NOT NULL\n" in told
    assert "https://www.postgresql.org/docs/current/sql-altertable.html#" in told
    assert run("--explain", "all") == 0
    assert capfd.readouterr().out.count("\n") == len(RISKS)
    assert run("--explain", "not-null") == 2
    assert "there is no risk called 'not-null'; choose from" in capfd.readouterr().err


def test_a_revision_is_read_by_the_commands_for_models(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With its path behind it, whatever the files say now; in PostgreSQL's words alone."""
    commit(folder)
    Path("old", "shop.py").write_text("metadata = 1\n")
    old = "git:HEAD:old/shop.py"
    assert exit_code("export", old, "--format", "dbml") == 0
    assert '"note" text' in capfd.readouterr().out
    assert exit_code("erd", old, "-o", "old.svg") == 0
    assert "note" in Path("old.svg").read_text()
    assert exit_code("export", old, "--format", "ddl", "--dialect", "mysql") == 2
    assert "leave --dialect out" in capfd.readouterr().err
    assert exit_code("reference", old, "-o", "pages") == 0
    assert "note" in Path("pages/stay.md").read_text()
