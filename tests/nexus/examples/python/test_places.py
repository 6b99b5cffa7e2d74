"""Which of the paths that a program asked for its evidence depends on."""

import pytest
from nexus.examples.python.places import Places

PLACES = Places("/home/ada/site", ("/venv/lib",), ("/usr/lib/python3.11",), ("/tmp/own",))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/ada/site/data/a.csv", "project:data/a.csv"),
        ("/venv/lib/sqlalchemy/sql.py", "packages:sqlalchemy/sql.py"),
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
    ["/proc/self/status", "/sys/block", "/dev/null", "/dev/shmx", "/run/lock", "/tmp/own/a"],
)
def test_what_the_system_tells_of_itself_is_none(path: str) -> None:
    """It is another at each moment, as is what a program wrote itself."""
    assert PLACES.name(path) is None
