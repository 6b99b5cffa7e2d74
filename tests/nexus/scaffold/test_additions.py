"""`nexus new-week` and `nexus import`: more pages, and nothing that is there changes."""

from pathlib import Path

import pytest
from nexus.cli.main import main

from tests.nexus.scaffold.builders import READMES

CONFIG = """\
site_name: A
nav:
  - index.md
  - Weeks:
      - weeks/index.md
      - Week 1: weeks/week-01/index.md
plugins: [nexus]
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with one week, in the folder where commands run."""
    monkeypatch.chdir(tmp_path)
    pages = {"index.md": "# A\n\n```nexus-weeks\n```\n", "weeks/index.md": "# Weeks\n",
             "weeks/week-01/index.md": "# Week 1\n"}  # fmt: skip
    for path, text in pages.items():
        file = tmp_path / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    return tmp_path


def test_the_next_week_gets_a_page_and_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    """And a note where a list does not keep itself."""
    main(["new-week", "--title", "Caches & <queues>"])
    told = capsys.readouterr()
    assert told.out.splitlines() == ["docs/weeks/week-02/index.md", "mkdocs.yml"]
    assert "weeks/index.md does not list its weeks by itself" in told.err
    page = Path("docs/weeks/week-02/index.md").read_text()
    assert page.startswith("# Week 2: Caches & &lt;queues&gt;\n\n## Focus areas\n")
    added = "      - 'Week 2: Caches &amp; &lt;queues&gt;': weeks/week-02/index.md\n"
    assert Path("mkdocs.yml").read_text() == CONFIG.replace("plugins", f"{added}plugins")


def test_a_week_that_is_there_stays(capsys: pytest.CaptureFixture[str]) -> None:
    """Under whatever name its folder has."""
    with pytest.raises(SystemExit) as end:
        main(["new-week", "1"])
    assert end.value.code == 2
    assert "there is a page already; docs/weeks/week-01/index.md" in capsys.readouterr().err
    assert Path("mkdocs.yml").read_text() == CONFIG


def test_a_journal_of_days_gets_a_day(project: Path) -> None:
    """With as many digits as the others have."""
    (project / "docs/weeks/week-01").rename(project / "docs/weeks/day-001")
    main(["new-week"])
    assert (project / "docs/weeks/day-002/index.md").read_text().startswith("# Day 2\n")


def test_a_site_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    """With what to do."""
    (project / "mkdocs.yml").unlink()
    with pytest.raises(SystemExit) as end:
        main(["new-week"])
    assert end.value.code == 2
    assert "there is no mkdocs.yml" in capsys.readouterr().err


def test_the_weeks_of_a_readme_come_in_and_those_that_are_there_stay(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What stands around them becomes pages with names of their own."""
    main(["import", str(READMES / "journal.md")])
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "docs/weeks/week-02/index.md",
        "docs/my-journal.md",
        "docs/technologies.md",
        "docs/about.md",
        "mkdocs.yml",
    ]
    assert "journal.md:9: weeks/week-01/index.md is there already" in told.err
    assert Path("docs/weeks/week-01/index.md").read_text() == "# Week 1\n"
    nav = Path("mkdocs.yml").read_text()
    assert "      - Week 2 – SQL: weeks/week-02/index.md\n  - my-journal: my-journal.md\n" in nav


def test_a_picture_keeps_its_page(tmp_path: Path) -> None:
    """Two READMEs may have a picture of one name; lines of mkdocs.yml end as they did."""
    config = tmp_path / "mkdocs.yml"
    config.write_bytes(CONFIG.replace("\n", "\r\n").encode())
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>{}</title></svg>'
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shot.svg").write_text(svg.format(name))
        (tmp_path / name / f"{name}.md").write_text(f"# {name}\n\nSeen: ![it](shot.svg)\n")
        main(["import", f"{name}/{name}.md"])
    for name, picture in {"one": "shot.svg", "two": "shot-2.svg"}.items():
        page = next(p for p in Path("docs").rglob("*.md") if f"# {name}" in p.read_text())
        assert f"assets/pictures/{picture}" in page.read_text()
        assert name in Path("docs/assets/pictures", picture).read_text()
    assert config.read_bytes().count(b"\n") == config.read_bytes().count(b"\r\n")


def test_a_second_import_replaces_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Its pages get other names."""
    readme = str(READMES / "hub.md")
    main(["import", readme])
    Path("docs/technologies.md").write_text("mine")
    before = {path: path.read_bytes() for path in Path("docs").rglob("*.md")}
    capsys.readouterr()
    main(["import", readme])
    assert {path: path.read_bytes() for path in before} == before
    written = capsys.readouterr().out.splitlines()
    assert "docs/technologies-2.md" in written
