"""The folders whose files are published: what MkDocs would follow out of them, or stumble over."""

import os
from pathlib import Path

import pytest
from nexus.gate import folders


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder of pages, with a link within it."""
    folder = tmp_path / "docs"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "index.md").write_text("# A\n")
    (folder / "same.md").symlink_to("a/index.md")
    (folder / "again").symlink_to("a", target_is_directory=True)
    return folder


def told(folder: Path) -> list[tuple[str, str]]:
    """What each error is and where, below the folder; each must say what to do."""
    found = list(folders.errors(folder))
    assert all(error.hint for error in found)
    return [(error.what, error.where.partition("docs/")[2]) for error in found]


def test_links_within_the_folder_pass(docs: Path) -> None:
    """To a file or a folder; a folder that is not there is for MkDocs to tell."""
    assert told(docs) == []
    assert told(docs / "gone") == []


@pytest.mark.parametrize("target", ["/etc", "/etc/hostname"])
def test_a_link_that_leads_out_is_refused(docs: Path, target: str) -> None:
    """To a file of the system, or to a whole folder, which is not entered."""
    (docs / "a" / "system").symlink_to(target)
    assert told(docs) == [(f"a symbolic link leads out of docs/, to {target}", "a/system")]


@pytest.mark.parametrize("target", ["was-here.txt", "gone"])
def test_a_link_that_leads_nowhere_is_refused(docs: Path, target: str) -> None:
    """Its target is gone, or it is the link itself."""
    (docs / "gone").symlink_to(target)
    assert told(docs) == [("a symbolic link leads nowhere", "gone")]


def test_a_link_that_leads_back_is_refused(docs: Path) -> None:
    """To a folder above it, or to one with a link to where it came from: each once."""
    back = "a symbolic link leads back to a folder that it is in"
    (docs / "a" / "loop").symlink_to("..", target_is_directory=True)
    assert told(docs) == [(back, "a/loop")]
    (docs / "a" / "loop").unlink()
    (docs / "b").mkdir()
    (docs / "a" / "to-b").symlink_to("../b", target_is_directory=True)
    (docs / "b" / "to-a").symlink_to("../a", target_is_directory=True)
    assert told(docs) == [(back, "a/to-b/to-a")]


def test_what_is_no_file_is_refused(docs: Path) -> None:
    """Such as a pipe, from which a copy would wait for ever; also behind a link."""
    os.mkfifo(docs / "pipe")
    (docs / "to-pipe").symlink_to("pipe")
    what = "neither a file nor a folder, which cannot be published"
    assert told(docs) == [(what, "pipe"), (what, "to-pipe")]


def test_a_folder_that_may_not_be_read_is_told(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason."""

    def refuse(_: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert [what for what, _ in told(docs)] == ["a folder cannot be read: Permission denied"]
