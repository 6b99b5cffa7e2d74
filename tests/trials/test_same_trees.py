"""The same site, whoever builds it: in any folder and order of its files, any hashes and umask."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT, environment
from tests.strangers.builders import SHOP, Builder, Site
from tests.strangers.test_features import MERMAID, MERMAID_PLUGIN, PAGES

# Python imports a module of this name when it starts: here it orders every listing of a folder.
ORDER = '''"""Lists folders by name, forwards or backwards."""

import os

_backwards = os.environ["BACKWARDS"] == "yes"
_listdir, _scandir = os.listdir, os.scandir


def listdir(path="."):
    return sorted(_listdir(path), reverse=_backwards)


class scandir:
    def __init__(self, path="."):
        with _scandir(path) as entries:
            self._entries = iter(sorted(entries, key=lambda e: e.name, reverse=_backwards))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def close(self):
        pass


os.listdir, os.scandir = listdir, scandir
'''


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """The mode of each file and folder, and what a file holds."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }


def build(root: Path, kept: Path, shared: Path, *, backwards: bool, seed: int, umask: int) -> Path:
    """Build a site in a process of its own, which keeps what it makes in a folder of its own.

    What its examples give it has from the shared folder.
    """
    order = kept.with_name(f"{kept.name}-order")
    order.mkdir()
    (order / "sitecustomize.py").write_text(ORDER, encoding="utf-8")
    site = kept.with_name(f"{kept.name}-site")
    folders = (order, ROOT / "scripts", ROOT)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=root,
        env=environment(
            PYTHONPATH=os.pathsep.join(map(str, folders)),
            PYTHONHASHSEED=str(seed),
            BACKWARDS="yes" if backwards else "no",
            NEXUS_CACHE=str(kept),
            NEXUS_EVIDENCE=str(shared),
            NEXUS_EVIDENCE_MODE="read-only",
            SOURCE_DATE_EPOCH="1767225600",
        ),
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Running" not in done.stderr
    return site


@pytest.fixture(scope="module")
def trees(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """Builds of two clones of a site with every feature, of which the examples ran once."""
    root = tmp_path_factory.mktemp("project")
    pages = {path: text for path, text in PAGES.items() if "-02" not in path}
    files = {**SHOP, "models/archive.py": SHOP["models/shop.py"]}
    plugins = ("search", "tags", "nexus", MERMAID_PLUGIN)
    Site(pages, plugins, more=MERMAID, files=files).write(root)
    assert builder.again(root).ok
    made = []
    for name, backwards, seed, umask in (("one", False, 1, 0o022), ("two", True, 2, 0o077)):
        kept, clone = (root.with_name(f"{root.name}-{name}{end}") for end in ("", "-clone"))
        shutil.copytree(root, clone)
        # When an example ran is a part of the page, so what it gave is shared.
        shared = builder.kept / "evidence"
        built = build(clone, kept, shared, backwards=backwards, seed=seed, umask=umask)
        made.append(tree(built))
    return made


def test_two_builds_have_the_same_files(trees: list[dict[str, object]]) -> None:
    """Under the same names, with the same modes."""
    one, two = trees
    assert list(one) == list(two)
    assert len(one) > 100
    assert {path: entry[0] for path, entry in one.items()} == {
        path: entry[0] for path, entry in two.items()
    }


def test_two_builds_have_the_same_content(trees: list[dict[str, object]]) -> None:
    """Byte for byte, whatever the order of files, of hashes, and the umask were."""
    one, two = trees
    assert [path for path in one if one[path] != two.get(path)] == []
