"""Five hundred damaged projects: each command ends with a code of ours and one line, never a traceback.

    pytest -s tests/trials/test_damage.py

Each round has a number, which says what is damaged and which command runs. NEXUS_TRIAL_DAMAGES is how
many there are.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import damage

ROUNDS = int(os.environ.get("NEXUS_TRIAL_DAMAGES", "500"))


@pytest.fixture(scope="module")
def sound() -> Iterator[Path]:
    """A sound project, in a folder that every account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="nexus-damage-", dir="/tmp"))
    folder.chmod(0o755)
    yield damage.template(folder)
    shutil.rmtree(folder)


@pytest.mark.parametrize("number", range(1, ROUNDS + 1))
def test_no_damage_shows_a_traceback(sound: Path, number: int) -> None:
    """And nothing of the command is left."""
    outcome = damage.Round.of(number, sound.parent).run(sound)
    print(f"\n{outcome.code} {outcome.title}")
    assert not outcome.wrong, outcome
