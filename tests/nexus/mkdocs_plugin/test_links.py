"""Broken links are told with their lines, and pages that a navigation lacks if somebody wrote them."""

import logging
from pathlib import Path

import pytest
from nexus.mkdocs_plugin import links


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("Doc file 'a.md' contains a link 'b.md', but the target is not found.", 3),
        ("Doc file 'a.md' contains an absolute link '/c', it was left as is.", 4),
        ("Doc file 'a.md' contains a link 'nowhere.md', but the target is not found.", None),
        ("Doc file 'gone.md' contains a link 'b.md', but the target is not found.", None),
        ("Something else happened in 'a.md'.", None),
    ],
)
def test_a_complaint_about_a_link_gets_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, message: str, line: int | None
) -> None:
    """Where the line is not known the complaint stays as it is."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# A\n\n[b](b.md)\n[c](/c)\n")
    monkeypatch.chdir(tmp_path)
    told = message if line is None else f"{message} docs/a.md:{line}"
    assert links.placed(message, tmp_path / "docs") == told


@pytest.mark.parametrize(
    ("pages", "left"), [(["a.md", "b.md"], ["b.md"]), (["a.md"], None), (["b.md"], ["b.md"])]
)
def test_only_written_pages_are_missed_in_a_navigation(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, pages: list[str], left: list[str] | None
) -> None:
    """Nobody forgot a generated one; where no other is missing, nothing is said."""

    def complaint(pages: list[str]) -> str:
        what = "The following pages exist in the docs directory, but are not included in the nav:"
        return "\n  - ".join((what, *pages))

    links.install(tmp_path)
    links.pass_over({"a.md"})
    logging.getLogger("mkdocs.structure.nav").warning(complaint(pages))
    assert caplog.messages == ([] if left is None else [complaint(left)])
    links.install(tmp_path)
    logging.getLogger("mkdocs.structure.nav").warning(complaint(["a.md"]))
    assert caplog.messages[-1] == complaint(["a.md"])
