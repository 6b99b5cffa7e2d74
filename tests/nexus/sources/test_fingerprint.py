"""Models that did not change are known without importing them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.sources import fingerprint
from nexus.sources.inputs import Inputs


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """Make an empty cache, and a module in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.py").write_text("A = 1\n")
    return Cache(tmp_path / "cache")


def test_unchanged_models_are_known(cache: Cache, tmp_path: Path) -> None:
    """By the fingerprint that was remembered."""
    assert fingerprint.known("shop.py", cache) is None
    remembered = fingerprint.remember("shop.py", [tmp_path / "shop.py"], Inputs(), cache)
    assert fingerprint.known("shop.py", cache) == remembered


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "shop.py").write_text("A = 2\n"),
        lambda folder: (folder / "shop.py").unlink(),
        lambda folder: (folder / "club.py").write_text(""),
        lambda folder: (folder / ".env").write_text(""),
    ],
    ids=["edited", "removed", "new module beside it", "new file beside it"],
)
def test_changed_models_are_not_known(
    cache: Cache, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    """Nor are those with a new file beside them, which may be read too."""
    fingerprint.remember("shop.py", [tmp_path / "shop.py"], Inputs(), cache)
    change(tmp_path)
    assert fingerprint.known("shop.py", cache) is None


def test_models_without_files_are_never_known(cache: Cache) -> None:
    """What was read from no file of the user's cannot be watched."""
    fingerprint.remember("shop.py", [], Inputs(), cache)
    assert fingerprint.known("shop.py", cache) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda folder, _: (folder / "data.csv").write_text("2"),
        lambda folder, _: (folder / "data.csv").unlink(),
        lambda folder, _: (folder / "absent.csv").write_text(""),
        lambda folder, _: (folder / "plugins" / "new").write_text(""),
        lambda _, patch: patch.setenv("PREFIX", "b"),
        lambda _, patch: patch.delenv("PREFIX"),
        lambda _, patch: patch.setenv("UNSET", ""),
    ],
    ids=["edited", "removed", "new", "listed", "set", "unset", "first set"],
)
def test_what_models_read_is_watched_too(
    cache: Cache,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path, pytest.MonkeyPatch], object],
) -> None:
    """Files and folders that are there or not, and variables that are set or not."""
    (tmp_path / "data.csv").write_text("1")
    (tmp_path / "plugins").mkdir()
    monkeypatch.setenv("PREFIX", "a")
    monkeypatch.delenv("UNSET", raising=False)
    paths = {str(tmp_path / name) for name in ("data.csv", "absent.csv", "plugins")}
    inputs = Inputs(paths, {"PREFIX", "UNSET"})
    remembered = fingerprint.remember("shop.py", [tmp_path / "shop.py"], inputs, cache)
    assert fingerprint.known("shop.py", cache) == remembered
    change(tmp_path, monkeypatch)
    assert fingerprint.known("shop.py", cache) is None


def test_a_variable_that_the_models_set_is_watched_as_it_was(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run starts without it; all variables are watched where all were asked for."""
    inputs = Inputs(variables={"OWN", ""})
    monkeypatch.setenv("OWN", "set by the models")
    remembered = fingerprint.remember("shop.py", [], inputs, cache)
    monkeypatch.delenv("OWN")
    assert fingerprint.known("shop.py", cache) == remembered
    monkeypatch.setenv("OTHER", "new")
    assert fingerprint.known("shop.py", cache) is None


def test_models_that_asked_a_database_are_never_known(cache: Cache, tmp_path: Path) -> None:
    """It may answer otherwise the next time."""
    fingerprint.remember("shop.py", [tmp_path / "shop.py"], Inputs(complete=False), cache)
    assert fingerprint.known("shop.py", cache) is None
