"""What is noted of that which is read while models are imported."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

import nexus.core
import pytest
from nexus.sources.inputs import Inputs, noted


def read(work: Callable[[], object]) -> Inputs:
    """What is noted of some work."""
    inputs = Inputs()
    with noted(inputs):
        work()
    return inputs


def missing() -> None:
    """Opens a file that is not there."""
    with pytest.raises(FileNotFoundError):
        Path("missing").read_bytes()


@pytest.mark.parametrize(
    ("work", "names"),
    [
        (lambda: Path("data").read_bytes(), {"data"}),
        (lambda: os.close(os.open("data", os.O_RDONLY)), {"data"}),
        (lambda: os.listdir(Path.cwd()), {"."}),  # noqa: PTH208 (what is noted of it)
        (lambda: list(Path().glob("*.csv")), {"."}),
        (missing, {"missing"}),
        (lambda: Path("data").write_text("1"), set()),
        (lambda: Path("data").exists(), set()),
    ],
    ids=["file", "descriptor", "folder", "glob", "missing", "written", "asked"],
)
def test_files_and_folders_that_are_read_are_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[[], object], names: set[str]
) -> None:
    """With their whole paths, be they there or not; what is only written is not."""
    monkeypatch.chdir(tmp_path)
    Path("data").write_text("1")
    inputs = read(work)
    assert inputs.paths == {os.path.normpath(Path.cwd() / name) for name in names}
    assert inputs.complete


def test_a_search_for_packages_reads_nothing_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python lists each folder of its path then."""
    monkeypatch.syspath_prepend(tmp_path)
    assert str(tmp_path) not in read(lambda: entry_points(group="none")).paths
    assert str(tmp_path) in read(lambda: list(tmp_path.iterdir())).paths


@pytest.mark.parametrize("module", [os, pytest, nexus.core], ids=["python", "package", "own"])
def test_files_that_are_not_the_users_are_not_noted(module: ModuleType) -> None:
    """They are Python's, installed, or this program's; but what is said to be own is noted."""
    file = Path(str(module.__file__))
    inputs, own = Inputs(), Inputs(own={f"{file.parent}{os.sep}"})
    for each in (inputs, own):
        with noted(each):
            file.read_bytes()
            list(file.parent.iterdir())
    assert inputs.paths == set()
    assert own.paths == {str(file), str(file.parent)}


@pytest.mark.parametrize(
    ("work", "names"),
    [
        (lambda: os.environ["SET"], {"SET"}),
        (lambda: os.getenv("UNSET", "else"), {"UNSET"}),
        (lambda: "UNSET" in os.environ, {"UNSET"}),
        (lambda: os.environ.update(OWN="1"), set()),
        (lambda: list(os.environ), {""}),
    ],
    ids=["item", "getenv", "in", "set", "all"],
)
def test_variables_that_are_asked_for_are_noted(
    monkeypatch: pytest.MonkeyPatch, work: Callable[[], object], names: set[str]
) -> None:
    """Be they set or not; and how all of them were before."""
    monkeypatch.setenv("OWN", "0")
    monkeypatch.setenv("SET", "1")
    kind = type(os.environ)
    inputs = read(work)
    assert inputs.variables == names
    assert inputs.environment["OWN"] == "0"
    assert type(os.environ) is kind


@pytest.mark.parametrize(
    "work",
    [
        lambda: sqlite3.connect(":memory:").close(),
        lambda: subprocess.run([sys.executable, "-c", ""], check=True),
    ],
    ids=["database", "program"],
)
def test_what_may_answer_otherwise_is_not_complete(work: Callable[[], object]) -> None:
    """A database or a program."""
    assert not read(work).complete


def test_nothing_is_noted_afterwards() -> None:
    """The hook stays, and is silent."""
    inputs = read(lambda: None)
    Path(__file__).read_bytes()
    assert os.environ.get("SET") is None
    assert (inputs.paths, inputs.variables, inputs.complete) == (set(), set(), True)
