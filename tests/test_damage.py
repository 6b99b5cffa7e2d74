"""Damaged projects: a few of the rounds that tests/trials/test_damage.py runs five hundred of."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import damage
from tests.damage import Damage


@pytest.fixture(scope="module")
def sound() -> Iterator[Path]:
    """A sound project, in a folder that every account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="nexus-damage-", dir="/tmp"))
    folder.chmod(0o755)
    yield damage.template(folder)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("command", "damages"),
    [
        ("check", [damage.forbid, damage.overwrite]),
        ("build", [damage.limit]),
        ("mkdocs build", [damage.forbid, damage.confuse]),
    ],
)
def test_no_damage_shows_a_traceback(sound: Path, command: str, damages: list[Damage]) -> None:
    """It ends with a code of ours and one line, and nothing of it is left."""
    asked = command.removeprefix("mkdocs ")
    around = damage.surroundings(sound.parent)
    round_ = damage.Round(len(command), command, [asked], damages, around, plain=asked != command)
    outcome = round_.run(sound)
    assert not outcome.wrong, outcome
