"""What is remembered of models is known for as long as nothing that was read changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.sources import memory
from nexus.sources.inputs import Inputs


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """Make an empty cache, and a module in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.py").write_text("A = 1\n")
    return Cache(tmp_path / "cache")


def remember(cache: Cache, *paths: str, variables: set[str] | None = None) -> None:
    """Remember what was read from files of the working directory."""
    inputs = Inputs(paths={str(Path.cwd() / path) for path in paths}, variables=variables or set())
    memory.remember("shop", b"made", inputs, cache)


def test_what_was_made_is_given_back_under_its_key_alone(cache: Cache) -> None:
    """What was never remembered is None."""
    assert memory.recall("shop", cache) is None
    remember(cache, "shop.py")
    assert memory.recall("shop", cache) == b"made"
    assert memory.recall("club", cache) is None


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
def test_nothing_is_recalled_after_a_change(
    cache: Cache, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    """A file that is new beside a module counts, since it may be read too."""
    remember(cache, "shop.py")
    change(tmp_path)
    assert memory.recall("shop", cache) is None


def test_what_python_writes_itself_is_no_change(cache: Cache, tmp_path: Path) -> None:
    """The folder of compiled modules comes and goes."""
    (tmp_path / "models").mkdir()
    remember(cache, "models")
    (tmp_path / "models" / "__pycache__").mkdir()
    assert memory.recall("shop", cache) == b"made"


def test_what_was_read_from_no_file_is_not_kept(cache: Cache) -> None:
    """Nobody could tell whether it changed."""
    remember(cache)
    assert memory.recall("shop", cache) is None


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
    remember(cache, "shop.py", "data.csv", "absent.csv", "plugins", variables={"PREFIX", "UNSET"})
    assert memory.recall("shop", cache) == b"made"
    change(tmp_path, monkeypatch)
    assert memory.recall("shop", cache) is None


def test_a_variable_that_the_models_set_is_watched_as_it_was(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run starts without it; all variables are watched where all were asked for."""
    inputs = Inputs(paths={str(Path.cwd() / "shop.py")}, variables={"OWN", ""})
    monkeypatch.setenv("OWN", "set by the models")
    memory.remember("shop", b"made", inputs, cache)
    monkeypatch.delenv("OWN")
    assert memory.recall("shop", cache) == b"made"
    monkeypatch.setenv("OTHER", "new")
    assert memory.recall("shop", cache) is None


def test_what_asked_a_database_is_not_kept(cache: Cache, tmp_path: Path) -> None:
    """It may answer otherwise the next time."""
    inputs = Inputs(paths={str(tmp_path / "shop.py")}, complete=False)
    memory.remember("shop", b"made", inputs, cache)
    assert memory.recall("shop", cache) is None


def test_the_state_of_files_is_the_same_on_every_disk(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """That of a folder, and of what lies beside a module."""
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).touch()
    sources = [str(tmp_path), str(tmp_path / "a.py")]
    before = [memory._state(source) for source in sources]
    request.getfixturevalue("other_disk")
    assert [memory._state(source) for source in sources] == before


def test_nothing_is_recalled_after_a_package_is_installed(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been missing, or is another version of what was read with."""
    packages = tmp_path / "site-packages"
    packages.mkdir()
    monkeypatch.syspath_prepend(str(packages))
    remember(cache, "shop.py")
    assert memory.recall("shop", cache) == b"made"
    (packages / "fields-1.0.dist-info").mkdir()
    assert memory.recall("shop", cache) is None
