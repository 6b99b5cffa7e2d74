"""Models that did not change are known without importing them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nexus import fingerprint
from nexus.cache import Cache


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """Make an empty cache, and a module in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.py").write_text("A = 1\n")
    return Cache(tmp_path / "cache")


def test_unchanged_models_are_known(cache: Cache, tmp_path: Path) -> None:
    """By the fingerprint that was remembered."""
    assert fingerprint.known("shop.py", cache) is None
    remembered = fingerprint.remember("shop.py", [tmp_path / "shop.py"], cache)
    assert fingerprint.known("shop.py", cache) == remembered


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "shop.py").write_text("A = 2\n"),
        lambda folder: (folder / "shop.py").unlink(),
        lambda folder: (folder / "club.py").write_text(""),
    ],
    ids=["edited", "removed", "new beside it"],
)
def test_changed_models_are_not_known(
    cache: Cache, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    """Nor are those with a new module beside them, which may be imported too."""
    fingerprint.remember("shop.py", [tmp_path / "shop.py"], cache)
    change(tmp_path)
    assert fingerprint.known("shop.py", cache) is None


def test_models_without_files_are_never_known(cache: Cache) -> None:
    """What was read from no file of the user's cannot be watched."""
    fingerprint.remember("shop.py", [], cache)
    assert fingerprint.known("shop.py", cache) is None
