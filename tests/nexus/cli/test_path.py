"""`nexus path` as its users meet it: what it writes, what it says, and its exit codes."""

import json
from pathlib import Path

import pytest
from check_jsonschema.cli import main as check_jsonschema

from tests.helpers import exit_code

MODELS = """
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

metadata = MetaData()
Table("guest", metadata, Column("id", Integer, primary_key=True))
Table(
    "stay",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("guest_id", ForeignKey("guest.id")),
    Column("payer_id", ForeignKey("guest.id")),
)
Table("bill", metadata, Column("id", Integer, primary_key=True), Column("stay_id", ForeignKey("stay.id")))
Table("note", metadata, Column("id", Integer, primary_key=True))
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with models."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.py").write_text(MODELS)
    return tmp_path


def run(*arguments: str) -> int:
    """Run the command; give its exit code."""
    return exit_code("path", *arguments)


def test_each_way_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    """With its relations, and as SQL."""
    assert run("shop.py", "guest", "bill") == 0
    told = capfd.readouterr()
    assert told.out.startswith(
        "# shortest way 1 of 2: guest - stay - bill (2 joins)\n"
        "#   stay.guest_id references guest.id\n"
        "#   bill.stay_id references stay.id\n"
        "# SQL\n"
        "SELECT guest.*, bill.*\n"
        "FROM guest\n"
        "JOIN stay ON stay.guest_id = guest.id\n"
        "JOIN bill ON bill.stay_id = stay.id;\n"
    )
    assert "JOIN stay ON stay.payer_id = guest.id" in told.out
    assert told.err == ""


def test_no_way_is_exit_code_1(capfd: pytest.CaptureFixture[str]) -> None:
    """An unknown table too, with those that there are."""
    assert run("shop.py", "guest", "note") == 1
    assert capfd.readouterr().err.startswith("error: no relations lead from guest to note; ")
    assert run("shop.py", "guest", "guests") == 1
    assert "there is no table 'guests'" in capfd.readouterr().err


def test_json_is_what_its_schema_says(capfd: pytest.CaptureFixture[str]) -> None:
    """With all that the text says."""
    assert run("shop.py", "guest", "bill", "--format", "json", "-o", "ways.json") == 0
    assert run("--json-schema") == 0
    Path("schema.json").write_text(capfd.readouterr().out)
    with pytest.raises(SystemExit) as end:
        check_jsonschema(["--schemafile", "schema.json", "ways.json"])
    assert end.value.code == 0
    ways = json.loads(Path("ways.json").read_text())
    assert [way["tables"] for way in ways["shortest"]] == [["guest", "stay", "bill"]] * 2
    assert ways["longer"] == []


def test_a_diagram_shows_the_tables_of_the_ways(capfd: pytest.CaptureFixture[str]) -> None:
    """And no others."""
    assert run("shop.py", "guest", "bill", "--format", "svg") == 0
    drawn = capfd.readouterr().out
    assert "The ways from guest to bill" in drawn
    assert ">stay<" in drawn
    assert ">note<" not in drawn
