"""Files are written whole or not at all."""

import os
from pathlib import Path

import pytest
from nexus.core import files


def test_a_file_takes_the_place_of_the_last_one(tmp_path: Path) -> None:
    """Its folder is made, everybody may read it as the umask says, and nothing lies beside it."""
    file = tmp_path / "some" / "where" / "a.txt"
    before = os.umask(0o022)
    try:
        files.write(file, b"old")
        files.write(file, b"new")
    finally:
        os.umask(before)
    assert [(path.name, path.read_bytes()) for path in file.parent.iterdir()] == [("a.txt", b"new")]
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_file_whose_place_is_taken_leaves_nothing(tmp_path: Path) -> None:
    """A folder of its name stays, and what waited beside it is gone."""
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="a"):
        files.write(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_several_files_are_written_before_the_first_takes_its_place(tmp_path: Path) -> None:
    """One that cannot be written leaves the others as they were."""
    files.write_all(tmp_path, {"a": b"old", "b/c": b"old"})
    with pytest.raises(OSError, match="a"):
        files.write_all(tmp_path, {"a": b"new", "a/b": b"a file cannot be in a file"})
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "c"]
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b" / "c").read_bytes() == b"old"
