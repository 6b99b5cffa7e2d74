"""A disk may list its files in any order: what is told, made and kept is the same on every disk."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from nexus.build import csp
from nexus.cohort import packing
from nexus.core import cache, packages
from nexus.core.cache import Cache
from nexus.examples.live import modules
from nexus.examples.python import questions
from nexus.examples.python.places import Places
from nexus.examples.python.questions import Question
from nexus.examples.store import Store
from nexus.gate import files, folders, private_files
from nexus.history import digest
from nexus.scaffold import backend

ROOT = Path(__file__).parents[2]


def revisions(folder: Path) -> object:
    """What revisions may read beside them."""
    digest._beside.cache_clear()
    return digest._beside(folder)


def program(folder: Path) -> object:
    """What the whole program is, and its part that runs Python."""
    cache._program.cache_clear()
    made = Store(ROOT, Cache(folder / "cache"), lambda: "")._makers("python", has_database=True)
    return cache._program("gate"), made


def answers(folder: Path) -> object:
    """What a program is told of a folder, by each way to ask."""
    places = Places(str(folder), (), ("/usr",), ())
    asked = (("names", ""), ("modules", "a,b,c"), ("distributions", ""), ("attributes", ""))
    return [questions.answer(Question(kind, "project:", more), places) for kind, more in asked]


def stopped(site: Path) -> object:
    """The first thing that the policy would stop, and all that it forbids."""
    return csp.stopped(site), [str(error) for error in csp.guard(site)]


WAYS: dict[str, Callable[[Path], object]] = {
    "files of a site": lambda folder: list(files.files(folder)),
    "private files": lambda folder: [str(error) for error in private_files.errors(folder)],
    "links": lambda folder: [str(error) for error in folders.errors(folder)],
    "pages that are stopped": stopped,
    "what revisions read": revisions,
    "the program": program,
    "what a program is told": answers,
    "scripts of a page": lambda _: list(modules.texts(ROOT / "node_modules", "sql")),
    "packages of the browser": lambda _: packages.files(ROOT / "node_modules"),
    "a project of Django": backend.find,
    "what goes to another machine": lambda folder: packing.pack(folder, 1_000_000),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which each way finds several things."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.html").write_text(f"<head><title>{name}</title></head><p onclick=x()>")
        (tmp_path / f"{name}.py").write_text(name)
        (tmp_path / f"{name}.env").write_text(name)
        (tmp_path / f"{name}.csv").write_text(name)
        (tmp_path / f"{name}.link").symlink_to("nowhere")
        (tmp_path / f"{name}-1.dist-info").mkdir()
        (tmp_path / f"{name}.d").mkdir()
        (tmp_path / f"{name}.d" / "manage.py").write_text("")
    with contextlib.suppress(OSError):  # some disks hold no attributes
        for name in ("user.a", "user.b"):
            os.setxattr(tmp_path, name, name.encode())
    return tmp_path


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_it_is_the_same_on_every_disk(
    way: Callable[[Path], object], folder: Path, request: pytest.FixtureRequest
) -> None:
    """Two builds on one disk would not show it."""
    before = way(folder)
    request.getfixturevalue("other_disk")
    assert before
    assert way(folder) == before


def test_the_program_is_read_in_one_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files come out of a set, which has another order in each process."""
    read: list[Path] = []
    monkeypatch.setattr("nexus.examples.store.code.digest", lambda files: str(read.extend(files)))
    Store(ROOT, Cache(tmp_path), lambda: "")._makers("python", has_database=True)
    assert read == sorted(read) != []
