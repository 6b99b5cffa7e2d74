"""A hundred killed builds: whoever of the processes is killed, at any moment, nothing is left.

    pytest -s tests/trials/test_kills.py

Each round has a number, which says who is killed and when. NEXUS_TRIAL_ROUNDS is how many there are.
"""

import os

import pytest

from tests.kills import Round, Shop

ROUNDS = int(os.environ.get("NEXUS_TRIAL_ROUNDS", "100"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A project whose processes are killed."""
    return Shop.of(tmp_path_factory.mktemp("kills"))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_nothing_is_left(shop: Shop, number: int) -> None:
    """No process after two seconds, the last site whole, no folder after the next build."""
    assert Round.of(number).run(shop) == ""
