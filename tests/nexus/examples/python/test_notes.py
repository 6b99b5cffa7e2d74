"""What Python itself tells of a program, where the system shows none of its calls."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nexus.examples.python import program, questions, sandbox
from nexus.examples.python.inputs import Inputs
from nexus.examples.python.notes import Notes
from nexus.examples.python.questions import Question

HEAD = "import glob, os, socket, sqlite3, subprocess, sys\n"


def looked_at(
    folder: Path, code: str, settle: Callable[[Notes], None] = Notes.stand_alone
) -> Inputs:
    """What the notes of a program tell, whose folder is `folder`."""
    file, log = folder / "looks.py", folder.parent / "reads"
    log.unlink(missing_ok=True)
    file.write_text(HEAD + code)
    tracking = str(Path(sandbox.__file__).with_name("tracking"))
    environment = {**os.environ, "PYTHONPATH": tracking, "NEXUS_READS": str(log)}
    subprocess.run([sys.executable, "-B", file], env=environment, cwd=folder, check=True)
    found = Inputs(program.places(folder, (log,)))
    settle(Notes(log, found))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a few files."""
    made = tmp_path / "project"
    (made / "listed").mkdir(parents=True)
    for name in ("a.txt", "listed/b.csv", "helper.py"):
        (made / name).write_text("")
    return made


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("open('a.txt')", Question("content", "project:a.txt")),
        ("glob.glob('listed/*.csv')", Question("names", "project:listed")),
        ("os.path.exists('later.txt')", Question("kind", "project:later.txt")),
        ("os.stat('a.txt').st_mtime", Question("time", "project:a.txt")),
        ("sqlite3.connect('shop.db')", Question("content", "project:shop.db")),
        ("sqlite3.connect('file:s%68op.db?a', uri=True)", Question("content", "project:shop.db")),
        (
            "[each.stat() for each in os.scandir('listed')]",
            Question("time", "project:listed/b.csv"),
        ),
        ("try: os.readlink('a.txt')\nexcept OSError: pass", Question("target", "project:a.txt")),
        ("os.symlink('listed', 'up')\nopen('up/../a.txt')", Question("target", "project:up")),
        ("try: open('listed', 'w')\nexcept OSError: pass", Question("rights", "project:listed")),
        ("import ctypes, helper", Question("content", "project:helper.py")),
        ("os.environ['PATH']", Question("PATH", "")),
    ],
)
def test_what_python_asks_for_is_a_question(folder: Path, code: str, question: Question) -> None:
    """A file, a folder, a link, a file that is not there, a time, a database, a module, a variable."""
    found = looked_at(folder, code)
    assert question in found.answers
    assert found.beyond == []


def test_a_module_that_was_looked_for_is_a_question(folder: Path) -> None:
    """Also where it was not found; what else lies in the folder is none."""
    found = looked_at(folder, "try:\n    import gone\nexcept ImportError:\n    pass")
    (modules,) = [q for q in found.answers if q.kind == "modules" and q.name == "project:"]
    assert "gone" in modules.more.split(",")
    assert Question("names", "project:") not in found.answers


@pytest.mark.parametrize(
    ("code", "beyond"),
    [
        ("subprocess.run(['true'])", "it starts true"),
        ("os.system('true')", "it starts a shell"),
        ("subprocess.run([sys.executable, '-I', '-c', ''])", f"it starts {sys.executable}"),
        ("socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))", "it asks 192.0.2.1:9"),
        ("import ctypes\nctypes.CDLL('libc.so.6')", "it loads libc.so.6"),
        ("import ctypes\nctypes.CDLL(None).getpid", "it calls getpid"),
    ],
)
def test_what_python_cannot_follow_is_told(folder: Path, code: str, beyond: str) -> None:
    """Another program reads what it likes, and so does a library in C."""
    assert beyond in looked_at(folder, code).beyond


def test_a_python_program_that_it_starts_is_followed(folder: Path) -> None:
    """It makes notes as well."""
    child = "subprocess.run([sys.executable, '-c', \"open('a.txt')\"])"
    found = looked_at(folder, child)
    assert Question("content", "project:a.txt") in found.answers
    assert found.beyond == []


def test_questions_about_several_packages_are_the_same_each_time(folder: Path) -> None:
    """Sets have another order in each process: their names stand in that of the alphabet."""
    names = ["click", "pytest", "mkdocs", "psycopg", "gone-one", "gone-two"]
    modules = ["zzz", "yyy", "xxx", "www", "vvv", "uuu"]
    tried = "".join(f"try: import {name}\nexcept ImportError: pass\n" for name in modules)
    told = f"for n in {names}:\n  try: importlib.metadata.version(n)\n  except Exception: pass\n"
    code = f"import importlib.metadata\n{tried}{told}"
    asked = {**looked_at(folder, code).answers, **looked_at(folder, code, Notes.explain).answers}
    several = {each.kind: each.more.split(",") for each in asked if each.more.count(",") > 3}
    assert several.keys() == {"distributions", "modules"}
    assert all(names == sorted(names) for names in several.values())


@pytest.mark.parametrize("name", ["caf\xe9.txt", "half\udcff.txt", "a\udcff\xe9"])
def test_a_question_about_any_name_can_be_kept(name: str) -> None:
    """A name may be no text: what is kept of it is one, and leads back to it."""
    kept = questions.told(Question("content", name))
    assert "".join(kept).encode()
    assert [found for found, _ in questions.read([(*kept, "answer")])] == [
        Question("content", name)
    ]


def test_entries_of_a_folder_are_asked_in_one_order(
    folder: Path, request: pytest.FixtureRequest
) -> None:
    """On every disk."""
    (folder / "listed" / "a.csv").touch()
    code = "[each.stat() for each in os.scandir('listed')]"
    before = list(looked_at(folder, code).answers)
    request.getfixturevalue("other_disk")
    assert list(looked_at(folder, code).answers) == before
