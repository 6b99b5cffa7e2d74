"""Builds whose processes are killed: a few of the rounds that tests/trials runs a hundred of."""

import pytest

from tests.kills import Round, Shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A project whose processes are killed."""
    return Shop.of(tmp_path_factory.mktemp("kills"))


@pytest.mark.parametrize(
    "roles", [("builder", "keeper"), ("mkdocs", "supervisor"), ("keeper", "keeper")]
)
def test_nothing_is_left_of_a_killed_build(shop: Shop, roles: tuple[str, ...]) -> None:
    """No process after two seconds, the last site whole, no folder after the next build."""
    assert Round(len("".join(roles)), roles, 0.1).run(shop) == ""
