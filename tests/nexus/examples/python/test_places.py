"""Which of the paths that a program asked for its evidence depends on."""

from pathlib import Path

import pytest
from nexus.examples.python import questions
from nexus.examples.python.places import Places
from nexus.examples.python.questions import Question

PLACES = Places(
    "/home/ada/site", ("/venv/lib",), ("/venv", "/usr/lib/python3.11"), ("/tmp/own",), "", "/venv"
)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/ada/site/data/a.csv", "project:data/a.csv"),
        ("/venv/lib/sqlalchemy/sql.py", "packages:sqlalchemy/sql.py"),
        ("/venv/bin/ruff", "environment:bin/ruff"),
        ("/venv/share/words.txt", "environment:share/words.txt"),
        ("/srv/shared.csv", "/srv/shared.csv"),
        ("/dev/shm", "/dev/shm"),
        ("/dev/shm/a.csv", "/dev/shm/a.csv"),
        ("/run/media/ada/disk/a.csv", "/run/media/ada/disk/a.csv"),
    ],
)
def test_a_file_that_somebody_keeps_is_a_question(path: str, name: str) -> None:
    """Also in memory, and on a disk that was plugged in."""
    assert PLACES.name(path) == name


@pytest.mark.parametrize(
    "path",
    [
        *("/proc/self/status", "/sys/block", "/dev/null", "/dev/shmx", "/run/lock", "/tmp/own/a"),
        *("/venv/bin/python", "/venv/bin/python3.11", "/venv/pyvenv.cfg", "/venv/bin/pyvenv.cfg"),
    ],
)
def test_what_the_system_tells_of_itself_is_none(path: str) -> None:
    """It is another at each moment, as is what a program wrote itself."""
    assert PLACES.name(path) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bin/shop", "#!{}/bin/python\nimport shop\n"),
        ("lib/shop.pth", "{}/src\n"),
        ("lib/__editable___shop_finder.py", "MAPPING = {{'shop': '{}/src'}}\n"),
    ],
)
def test_what_an_installer_wrote_is_the_same_on_every_machine(
    tmp_path: Path, name: str, text: str
) -> None:
    """But for where things are; anything else that is said there counts."""
    asked = {}
    for machine in ("one", "two", "three"):
        home = tmp_path / machine
        for folder in ("bin", "lib"):
            (home / folder).mkdir(parents=True)
        (home / name).write_text(text.format(home) + ("more" if machine == "three" else ""))
        places = Places("/site", (f"{home}/lib",), (str(home),), (), "", str(home))
        told = places.name(str(home / name))
        assert told is not None
        asked[machine] = told, questions.answer(Question("content", told), places)
    assert asked["one"] == asked["two"]
    assert asked["one"][0] == asked["three"][0]
    assert asked["one"][1] != asked["three"][1]


def test_folders_of_a_machine_are_told_by_their_names() -> None:
    """The innermost of those that lie in each other."""
    told = PLACES.settled("/venv/bin:/venv/lib/a:/home/ada/site/bin:/usr/bin")
    assert told == "<python>/bin:<packages>/a:<project>/bin:/usr/bin"
