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


def test_what_another_version_staged_is_refused(tmp_path: Path) -> None:
    """Also what was not staged to its end, which may be staged again all the same."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / tree.RECORD).write_text('{"address": "", "settings": {}}')
    Tree(tmp_path / "begun").put("docs/a.md", "a")
    for name in ("old", "begun"):
        with pytest.raises(UsageError, match="by another version, or not to its end"):
            tree.record(tmp_path / name)
    Tree(tmp_path / "begun").close({"address": ""})
    assert tree.record(tmp_path / "begun")["address"] == ""


def test_a_folder_may_become_a_file_and_a_file_a_folder(tmp_path: Path) -> None:
    """Whatever was staged before is not in the way."""
    source = tmp_path / "a.txt"
    source.write_text("a")
    for uris in (("docs/a/b/c.txt", "docs/d"), ("docs/a", "docs/d/e/f.txt")):
        made = Tree(tmp_path / "staged")
        made.put(uris[0], "new")
        made.copy(uris[1], source)
        made.close({})
    found = (tmp_path / "staged" / "docs").rglob("*")
    assert sorted(file.name for file in found if file.is_file()) == ["a", "f.txt"]
