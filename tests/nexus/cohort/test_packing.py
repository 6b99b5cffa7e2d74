"""A folder as a package: what is sent arrives as it was, and what comes back stays inside."""

import io
import os
import tarfile
from pathlib import Path

import pytest
from nexus.cohort import packing
from nexus.core.errors import NexusError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A source with a file that may be run, an empty folder, a link, a pipe, and what is made anew."""
    made = tmp_path / "source"
    for name in ("docs", "empty", "site", "docs/site", "docs/__pycache__"):
        (made / name).mkdir(parents=True)
        (made / name / "a.txt").write_text(name)
    (made / "empty" / "a.txt").unlink()
    (made / "run.sh").write_text("exit 0\n")
    (made / "run.sh").chmod(0o755)
    (made / "link").symlink_to("docs/a.txt")
    os.mkfifo(made / "pipe")
    return made


def tree(folder: Path) -> dict[str, str]:
    """What is in a folder: a text for each path."""

    def told(path: Path) -> str:
        if path.is_symlink():
            return f"-> {path.readlink()}"
        return "folder" if path.is_dir() else path.read_text()

    return {path.relative_to(folder).as_posix(): told(path) for path in folder.rglob("*")}


def test_a_source_arrives_as_it_was(folder: Path, tmp_path: Path) -> None:
    """Without what is made anew at its top, and without what is neither file, folder nor link."""
    packing.unpack(packing.pack(folder, 1_000, is_source=True), tmp_path / "there")
    assert tree(tmp_path / "there") == {
        "docs": "folder",
        "docs/a.txt": "docs",
        "docs/site": "folder",
        "docs/site/a.txt": "docs/site",
        "empty": "folder",
        "link": "-> docs/a.txt",
        "run.sh": "exit 0\n",
    }
    assert os.access(tmp_path / "there" / "run.sh", os.X_OK)
    assert (tmp_path / "there" / "run.sh").stat().st_mtime == int(
        (folder / "run.sh").stat().st_mtime
    )


def test_the_same_folder_is_the_same_package(folder: Path) -> None:
    """In the order of the names."""
    content = packing.pack(folder, 1_000)
    assert packing.pack(folder, 1_000) == content
    with tarfile.open(fileobj=io.BytesIO(content)) as package:
        names = package.getnames()
    assert [name for name in names if "/" not in name] == [
        "docs",
        "empty",
        "link",
        "run.sh",
        "site",
    ]


def test_a_package_has_a_limit(folder: Path) -> None:
    """Of bytes, which are those of its files; and of depth."""
    size = sum(len(path.read_bytes()) for path in folder.rglob("*.*") if not path.is_symlink())
    assert packing.pack(folder, size)
    with pytest.raises(NexusError, match="larger than 0 MB"):
        packing.pack(folder, size - 1)
    assert list(packing.taken(packing.pack(folder, size), size))
    with pytest.raises(NexusError, match="larger than 0 MB"):
        list(packing.taken(packing.pack(folder, size), size - 1))


def test_of_what_comes_back_only_files_are_taken(folder: Path) -> None:
    """A link is no file, and a folder is made for what is in it."""
    found = dict(packing.taken(packing.pack(folder / "docs", 1_000), 1_000))
    assert found == {
        "a.txt": b"docs",
        "__pycache__/a.txt": b"docs/__pycache__",
        "site/a.txt": b"docs/site",
    }
    assert list(packing.taken(b"", 1_000)) == []


@pytest.mark.parametrize(
    "name",
    ["../a", "/a", "a/../../b", "a\\b", "/".join("a" * 101)],
    ids=["up", "root", "in", "sign", "deep"],
)
def test_what_would_lead_elsewhere_is_refused(name: str) -> None:
    """Whoever made it."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as package:
        package.addfile(tarfile.TarInfo(name))
    with pytest.raises(NexusError, match="leads out of its folder"):
        list(packing.taken(content.getvalue(), 1_000))


@pytest.mark.parametrize("content", [b"no package", b"x" * 700])
def test_what_is_no_package_is_refused(content: bytes) -> None:
    """In one line."""
    with pytest.raises(NexusError, match="is no package"):
        list(packing.taken(content, 1_000))


def test_what_is_taken_is_written(tmp_path: Path) -> None:
    """With the folders that it needs."""
    packing.write(tmp_path / "new", iter([("a/b.txt", b"c")]))
    assert tree(tmp_path / "new") == {"a": "folder", "a/b.txt": "c"}
