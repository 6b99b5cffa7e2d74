"""Broken links are told with their lines."""

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
