"""`nexus lint` as its users meet it: what it writes, what it says, and its exit codes."""

import json
from pathlib import Path

import pytest
from check_jsonschema.cli import main as check_jsonschema
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log

from tests.helpers import exit_code

MODELS = """
from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, Table

metadata = MetaData()
Table("guest", metadata, Column("id", Integer, primary_key=True, autoincrement=False))
Table(
    "stay",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("guest_id", ForeignKey("guest.id")),
    Column("paid", Boolean),
)
"""
CONFIG = """
ignore = ["nullable-boolean"]

[[accepted]]
rule = "foreign-key-without-index"
where = "stay.*"
reason = "no guest is ever deleted"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with models that are against two rules."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.py").write_text(MODELS)
    return tmp_path


def run(*arguments: str) -> int:
    """Run the command; give its exit code."""
    return exit_code("lint", *arguments)


def written(name: str, text: str) -> str:
    """A file in the working directory."""
    Path(name).write_text(text)
    return name


def test_a_finding_is_exit_code_1(capfd: pytest.CaptureFixture[str]) -> None:
    """All of them are told before, with where the table is declared."""
    assert run("shop.py") == 1
    told = capfd.readouterr()
    assert told.out == (
        "stay (shop.py:6)\n"
        "  ! foreign-key-without-index: guest_id: no index begins with `guest_id`: each DELETE of a "
        "`guest` reads all of `stay`\n"
        "  ! nullable-boolean: paid: it is true, false or neither\n"
        "2 findings, 31 rules looked at 2 tables; 0 of 6 tables and columns are described (0 %)\n"
    )
    assert told.err.startswith("error: 2 findings; fix each, or accept it with a reason")


def test_a_file_says_which_rules_count_and_what_is_accepted(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The reason is told in the place of the finding."""
    assert run("shop.py", "--config", written("rules.toml", CONFIG)) == 0
    told = capfd.readouterr()
    assert "= foreign-key-without-index: guest_id: no index" in told.out
    assert "accepted: no guest is ever deleted\n" in told.out
    assert "nullable-boolean" not in told.out
    assert told.err == ""


def test_what_is_below_the_plugin_counts(capfd: pytest.CaptureFixture[str]) -> None:
    """The command and the site are of one opinion."""
    written("rules.toml", CONFIG)
    written(
        "mkdocs.yml", "plugins: [{nexus: {lint_file: rules.toml, lint_select: missing-comment}}]"
    )
    assert run("shop.py") == 1
    told = capfd.readouterr()
    assert told.out.count("! missing-comment") == 2
    assert "nullable-boolean" not in told.out


def test_what_was_accepted_in_vain_is_a_warning(capfd: pytest.CaptureFixture[str]) -> None:
    """It may hide something else one day."""
    text = CONFIG.replace("stay.*", "gone.*") + "[dependencies]\nsoul = ['a -> b']\n"
    run("shop.py", "--config", written("rules.toml", text))
    assert capfd.readouterr().err.startswith(
        "warning: nothing to accept: foreign-key-without-index of gone.*\n"
        "warning: there is no table soul for its dependencies\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("select = [1]", "rules.toml; write select"),
        ("hush = true", "unknown field `hush`"),
        (
            "select = ['no-such']",
            "there is no rule called 'no-such'; rules.toml; choose from: no-pri",
        ),
        (CONFIG.replace("no guest is ever deleted", " "), "no reason is given for foreign-key"),
        ("[dependencies]\nstay = ['zoo, soul -> f, e, d, c, b']", "has no column 'b'"),
        ("[dependencies]\nstay = ['paid >> id']", "a dependency of stay is none"),
    ],
)
def test_a_wrong_file_is_one_line(text: str, told: str, capfd: pytest.CaptureFixture[str]) -> None:
    """It says what to do."""
    assert run("shop.py", "--config", written("rules.toml", text)) in {1, 2}
    said = capfd.readouterr().err
    assert told in said
    assert said.count("\n") == 1


def test_a_report_is_a_baseline(capfd: pytest.CaptureFixture[str]) -> None:
    """What it has is no finding any more; what is new is one."""
    assert run("shop.py", "--ignore", "nullable-boolean", "--format", "json", "-o", "old.json") == 1
    assert run("shop.py", "--baseline", "old.json") == 1
    told = capfd.readouterr().out
    assert "foreign-key-without-index" not in told
    assert "1 finding, 1 known before" in told
    run("shop.py", "--format", "json", "-o", "old.json")
    assert run("shop.py", "--baseline", "old.json") == 0
    assert run("shop.py", "--baseline", written("none.json", "{}")) == 2
    assert "this is no report" in capfd.readouterr().err


def test_json_is_what_its_schema_says(capfd: pytest.CaptureFixture[str]) -> None:
    """With everything that the text says."""
    run("shop.py", "--format", "json", "-o", "report.json")
    assert run("--json-schema") == 0
    written("schema.json", capfd.readouterr().out)
    with pytest.raises(SystemExit) as end:
        check_jsonschema(["--schemafile", "schema.json", "report.json"])
    assert end.value.code == 0
    report = json.loads(Path("report.json").read_text())
    assert report["new"] == len(report["findings"]) == 2
    assert report["findings"][1] == {
        "rule": "nullable-boolean",
        "why": report["findings"][1]["why"],
        "place": "stay.paid",
        "table": "stay",
        "words": "it is true, false or neither",
        "name": "paid",
        "file": "shop.py",
        "line": 6,
    }


def test_a_rule_is_explained(capfd: pytest.CaptureFixture[str]) -> None:
    """Without models; a name that is none is told with those that are."""
    assert run("--explain", "integer-key") == 0
    assert "--> refused: nextval: reached maximum value" in capfd.readouterr().out
    assert run("--explain", "all") == 0
    assert capfd.readouterr().out.count("\n") >= 25
    assert run("--explain", "integer") == 2
    assert "there is no rule called 'integer'; choose from" in capfd.readouterr().err


def test_sarif_places_each_finding(capfd: pytest.CaptureFixture[str]) -> None:
    """In a file with a line, under a rule with its help, so that a service shows it beside the code."""
    config = written("rules.toml", CONFIG.replace('"nullable-boolean"', ""))
    run("shop.py", "--config", config, "--format", "sarif", "-o", "shop.sarif")
    log = json.loads(Path("shop.sarif").read_text())
    (run_of,) = log["runs"]
    rules = run_of["tool"]["driver"]["rules"]
    assert log["version"] == "2.1.0"
    first, second = run_of["results"]
    for result in (first, second):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"] == {
            "artifactLocation": {"uri": "shop.py"},
            "region": {"startLine": 6},
        }
    assert first["suppressions"] == [
        {"kind": "external", "justification": "no guest is ever deleted"}
    ]
    assert second["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "stay.paid"
    assert "suppressions" not in second
    assert all("```sql" in rule["help"]["markdown"] for rule in rules)


def test_sarif_is_what_its_schema_says(capfd: pytest.CaptureFixture[str]) -> None:
    """With findings that are accepted, known or new, at tables with lines and without."""
    written("old.sql", "CREATE TABLE stay (paid boolean); CREATE TABLE bill (paid boolean);")
    run("old.sql", "--select", "all", "--format", "json", "-o", "old.json")
    config = written("rules.toml", CONFIG.replace('"nullable-boolean"', ""))
    for models in ("shop.py", "old.sql"):
        given = ("--baseline", "old.json", "--config", config, "--select", "all")
        run(models, *given, "--format", "sarif", "-o", "all.sarif")
        text = Path("all.sarif").read_text()
        assert Log.model_validate_json(text).runs[0].results
        assert '"baselineState": "unchanged"' in text


def test_a_finding_is_the_same_one_when_lines_move(capfd: pytest.CaptureFixture[str]) -> None:
    """Its mark is made of the rule and the place."""

    def marks() -> list[str]:
        run("shop.py", "--format", "sarif", "-o", "shop.sarif")
        results = json.loads(Path("shop.sarif").read_text())["runs"][0]["results"]
        return [result["partialFingerprints"]["nexusPlace/v1"] for result in results]

    before = marks()
    written("shop.py", f"\n\n{MODELS}")
    assert marks() == before
    assert len(set(before)) == len(before) == 2


def test_sql_without_lines_is_placed_in_its_file(capfd: pytest.CaptureFixture[str]) -> None:
    """A service takes no result without a file."""
    written("a b.sql", "CREATE TABLE stay (day date);")
    assert run("a b.sql", "--format", "sarif") == 1
    (result,) = json.loads(capfd.readouterr().out)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20b.sql"}, "region": {"startLine": 1}}


def test_models_that_cannot_be_read_are_no_finding(capfd: pytest.CaptureFixture[str]) -> None:
    """They are the command's error, so that a pipeline can tell the two apart."""
    written("shop.py", "from sqlalchemy import MetaData\n1 / 0\n")
    assert run("shop.py") == 2
    assert capfd.readouterr().err.startswith("error: ZeroDivisionError")


def test_without_models_those_of_the_site_are_looked_at(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """All schemas, by the settings below the plugin; a folder without any says so."""
    assert run("--root", str(folder)) == 2
    assert "there are no models with tables here" in capfd.readouterr().err
    (folder / "more.py").write_text(MODELS.replace("stay", "visit").replace('"guest"', '"host"'))
    settings = "  nexus: {models: [shop.py, more.py], lint_ignore: [nullable-boolean]}"
    written("mkdocs.yml", f"site_name: x\nplugins:\n{settings}\n")
    assert run("--format", "json") == 1
    found = json.loads(capfd.readouterr().out)
    assert found["schema"] == "shop, more"
    places = {each["place"] for each in found["findings"]}
    assert {"stay.guest_id", "visit.guest_id"} <= places
    assert "nullable-boolean" not in {each["rule"] for each in found["findings"]}
