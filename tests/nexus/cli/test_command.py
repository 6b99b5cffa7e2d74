"""The command `nexus share` as its users meet it."""

from pathlib import Path

import pytest
from nexus.cli.main import main

WEEK = """\
---
title: Week 2
description: d
week: 2
technologies: [SQL]
share: I learnt SQL.
---

## Takeaways

- It is fast.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one week and a published address."""
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: A\nsite_url: https://a.b/n\nplugins: [nexus]\n", encoding="utf-8"
    )
    file = tmp_path / "docs" / "weeks" / "week-02" / "index.md"
    file.parent.mkdir(parents=True)
    file.write_text(WEEK, encoding="utf-8")
    return tmp_path


def test_share_prints_the_post_of_a_week(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ending in the address that mkdocs.yml names."""
    main(["share", "week-02", "--root", str(project)])
    told = "I learnt SQL.\n\nWeek 2\n- It is fast.\n\n#SQL\n\nhttps://a.b/n/weeks/week-02/\n"
    assert capsys.readouterr().out == told


def test_share_takes_the_address_of_the_environment_first(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a build does."""
    monkeypatch.setenv("SITE_URL", "https://c.d")
    main(["share", "week-02", "--root", str(project)])
    assert capsys.readouterr().out.endswith("https://c.d/weeks/week-02/\n")


def test_share_tells_when_it_only_knows_the_address_of_a_preview(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A post with that address leads nowhere."""
    (project / "mkdocs.yml").write_text("site_url: http://127.0.0.1:8000/\n", encoding="utf-8")
    main(["share", "week-02", "--root", str(project)])
    told = capsys.readouterr()
    assert told.out.endswith("http://127.0.0.1:8000/weeks/week-02/\n")
    assert told.err.startswith("note: the address is that of a preview; set SITE_URL")


def test_share_of_an_unknown_week_is_a_wrong_command(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that names the weeks there are, and exit code 2."""
    with pytest.raises(SystemExit) as end:
        main(["share", "week-03", "--root", str(project)])
    assert end.value.code == 2
    told = "error: there is no week 'week-03'; choose from: week-02\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("name", ["mkdocs.yml", "docs/weeks/week-02/index.md"])
@pytest.mark.parametrize("command", [["share", "week-02"], ["run"]])
def test_a_file_that_is_not_utf_8_is_told_in_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], command: list[str], name: str
) -> None:
    """With its place and its encoding."""
    file = project / name
    file.write_bytes(
        file.read_bytes() + "\n# caf\N{LATIN SMALL LETTER E WITH ACUTE}".encode("latin-1")
    )
    with pytest.raises(SystemExit) as end:
        main([*command, "--root", str(project)])
    assert end.value.code == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith("error: the text is not UTF-8 but probably Latin-1")
    assert f"{name}:" in told
