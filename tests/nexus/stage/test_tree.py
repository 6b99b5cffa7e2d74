"""The folder of a staged site: nobody else's, and no more in it than what was staged last."""

from pathlib import Path

import pytest
from nexus.core.errors import UsageError
from nexus.stage import tree
from nexus.stage.tree import Tree


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    """Nothing in it is touched."""
    (tmp_path / "thesis.txt").write_text("all of it")
    with pytest.raises(UsageError, match="holds something else"):
        Tree(tmp_path)


def test_what_is_no_more_goes_and_what_is_the_same_stays(tmp_path: Path) -> None:
    """A file that did not change keeps its time, so that an engine passes over it."""
    source = tmp_path / "picture.svg"
    source.write_text("<svg/>")
    for names in (("a", "b"), ("a",)):
        made = Tree(tmp_path / "staged")
        for name in names:
            made.put(f"docs/{name}.md", name)
        made.copy("docs/p.svg", source)
        made.close({"address": ""})
        changed = (tmp_path / "staged" / "docs" / "a.md").stat().st_mtime_ns
    assert sorted(file.name for file in (tmp_path / "staged" / "docs").iterdir()) == [
        "a.md",
        "p.svg",
    ]
    Tree(tmp_path / "staged").put("docs/a.md", "a")
    assert (tmp_path / "staged" / "docs" / "a.md").stat().st_mtime_ns == changed


def test_only_a_staged_site_is_finished(tmp_path: Path) -> None:
    """Any other folder is refused in one line."""
    with pytest.raises(UsageError, match="no staged site"):
        tree.record(tmp_path)
