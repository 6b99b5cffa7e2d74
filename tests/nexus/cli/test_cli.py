"""The `nexus` command as its users meet it: what it writes, what it says, and its exit codes."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.helpers import exit_code

MODELS = '''"""A shop."""
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

metadata = MetaData()
Table("customer", metadata, Column("id", Integer, primary_key=True))
Table("order", metadata, Column("id", Integer, primary_key=True),
      Column("customer_id", ForeignKey("customer.id"), nullable=False))
'''


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a module of two tables into an empty working directory."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "shop.py"
    file.write_text(MODELS)
    return file


def run(*arguments: object) -> int:
    """Run the command; give its exit code."""
    return exit_code(*arguments)


@pytest.mark.parametrize(("ending", "start"), [(".svg", b"<svg"), (".PNG", b"\x89PNG")])
def test_erd_writes_the_format_of_the_files_ending(
    models: Path, tmp_path: Path, ending: str, start: bytes
) -> None:
    """The folder of the file is made."""
    file = tmp_path / "pictures" / f"shop{ending}"
    assert run("erd", models, "-o", file) == 0
    assert file.read_bytes().startswith(start)
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_erd_tells_what_a_png_cannot_show(
    models: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], ending: str
) -> None:
    """The shipped fonts have no letters of every script; an SVG is shown with those of a reader."""
    models.write_text(MODELS.replace("customer", "\N{HEBREW LETTER ALEF}"), "utf-8")
    assert run("erd", models, "-o", tmp_path / f"shop{ending}") == 0
    told = "note: drawn as a question mark, for want of a font: \N{HEBREW LETTER ALEF}\n"
    assert (told in capfd.readouterr().err) == (ending == ".png")


def test_erd_draws_only_what_is_asked_for(models: Path, tmp_path: Path) -> None:
    """Tables, depth, columns and title are options of the command as of the fence."""
    file = tmp_path / "shop.svg"
    options = ("--tables", "order", "--depth", "0", "--columns", "keys", "--title", "Orders")
    assert run("erd", models, "-o", file, *options) == 0
    drawn = ET.parse(file).getroot()
    assert [g.get("data-table") for g in drawn.iter() if g.get("data-table")] == ["order"]
    assert drawn[0].text == "Orders"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["erd", "shop.py", "-o", "a.gif"], 2, "error: unknown format '.gif'; a.gif; choose"),
        (["erd", "shop.py", "-o", "a.svg", "--depth", "1"], 2, "error: --depth needs tables"),
        (["erd", "shop.py", "-o", "a.svg", "--tables", "x"], 2, "error: there is no table 'x'"),
        (["erd", "", "-o", "a.svg"], 2, "error: '' is no name of a module; give a module"),
        (["erd", "/", "-o", "a.svg"], 2, "error: this is no folder of models; /; name"),
        (["export", ".gin", "--format", "dbml"], 2, "error: '.gin' is no name of a module; give"),
        (
            ["export", "shop.py", "--format", "dbml", "--check", "binary"],
            2,
            "error: the file is no text in UTF-8; binary; name the file that was exported",
        ),
        (["erd", "none.py", "-o", "a.svg"], 2, "error: there is no such file; none.py;"),
        (["erd", "no.such", "-o", "a.svg"], 2, "error: there is no module called 'no';"),
        (["erd", "shop.py:none", "-o", "a.svg"], 2, "error: 'none' is no MetaData"),
        (["erd", "shop.py", "-o", "shop.py/a.svg"], 2, "error: cannot write: "),
        (["erd", "shop.py"], 2, "error: Missing option '-o'"),
        (["export", "shop.py", "--format", "xml"], 2, "error: Invalid value for '--format'"),
        (["nothing"], 2, "error: No such command 'nothing'."),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    models: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], code: int, told: str
) -> None:
    """It stands on standard error, and nothing is written."""
    models.with_name("binary").write_bytes(b"\xff")
    assert run(*arguments) == code
    written = capfd.readouterr()
    assert written.err.startswith(told)
    assert written.err.count("\n") == 1
    assert written.out == ""
    assert [file.name for file in models.parent.glob("*.svg")] == []


def test_an_error_in_the_models_names_its_line(
    models: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The line is that of the user's own file."""
    models.write_text(MODELS.replace("Integer, primary_key=True))\n", "Nope))\n", 1))
    assert run("export", models, "--format", "tbls") == 1
    told = "error: NameError: name 'Nope' is not defined; shop.py:5; fix the model"
    assert capfd.readouterr().err.startswith(told)


def test_export_writes_to_standard_output(models: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Without -o, nothing else is written there."""
    assert run("export", models, "--format", "tbls") == 0
    tables = json.loads(capfd.readouterr().out)["tables"]
    assert [table["name"] for table in tables] == ["customer", "order"]


PRINTING = """
import atexit
from sqlalchemy.types import UserDefinedType
print("imported")
atexit.register(print, "over")
class Point(UserDefinedType):
    cache_ok = True
    def get_col_spec(self, **_):
        print("spelt")
        return "POINT"
Table("place", metadata, Column("at", Point))
"""


@pytest.mark.parametrize("form", ["ddl", "tbls"])
def test_what_models_print_is_no_part_of_an_export(models: Path, form: str) -> None:
    """Neither while they are imported nor later: standard output is the export alone."""
    models.write_text(f"{MODELS}{PRINTING}")
    command = [sys.executable, "-m", "nexus", "export", models.name, "--format", form]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    assert {"imported", "spelt", "over"} <= set(done.stderr.splitlines())
    assert "place" in done.stdout
    assert not {"imported", "spelt", "over"} & set(done.stdout.splitlines())


def test_check_tells_how_a_kept_export_differs(
    models: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """An export that is current passes; after an edit of the models the difference is shown."""
    kept = tmp_path / "shop.dbml"
    command = ("export", models, "--format", "dbml")
    assert run(*command, "-o", kept) == 0
    assert run(*command, "--check", kept) == 0
    models.write_text(MODELS.replace('"customer_id"', '"buyer_id"'))
    assert run(*command, "--check", kept) == 1
    written = capfd.readouterr()
    assert "buyer_id" in written.out
    assert written.err.startswith("error: the file is no longer what the models say; ")


def test_a_key_to_a_missing_table_is_a_warning(
    models: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The diagram shows a stub, and the command says so."""
    models.write_text(MODELS.replace("customer.id", "buyer.id"))
    assert run("erd", models, "-o", tmp_path / "shop.svg") == 0
    assert capfd.readouterr().err.startswith("warning: ")
    assert 'data-table="buyer"' in (tmp_path / "shop.svg").read_text()


def test_without_arguments_the_help_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    """It lists every command."""
    assert run() == 0
    shown = capfd.readouterr().out
    assert all(command in shown for command in ("erd", "export", "reference", "check"))
    command = [sys.executable, "-m", "nexus"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "export" in done.stdout
