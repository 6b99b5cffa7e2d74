"""Builds whose processes are killed: one of the rounds that tests/trials runs a hundred of."""

import pytest

from tests.kills import Round, Shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A project whose processes are killed."""
    return Shop.of(tmp_path_factory.mktemp("kills"))


def test_nothing_is_left_of_a_killed_build(shop: Shop) -> None:
    """No process after two seconds, the last site whole, no folder after the next build."""
    assert Round(13, ("builder", "keeper"), 0.1).run(shop) == ""


def test_two_builds_beside_a_preview_leave_each_other_alone(shop: Shop) -> None:
    """In one folder: both builds pass, the preview goes on until it is told to end."""
    shop.change(500)
    with shop.started("serve", "--dev-addr", "127.0.0.1:0") as preview:
        assert preview.stdout
        told = iter(preview.stdout.readline, b"")
        assert any(b"Serving on" in line for line in told)
        builds = [shop.started("build") for _ in range(2)]
        said = [build.communicate(timeout=120)[0] for build in builds]
        assert [build.returncode for build in builds] == [0, 0], said
        assert preview.poll() is None
        preview.terminate()
        preview.communicate(timeout=60)
    assert preview.returncode == 143
    assert shop.says(500)
    assert shop.folders() == []


def test_a_killed_preview_leaves_nothing_after_the_next_build(shop: Shop) -> None:
    """Its site goes too, which MkDocs keeps in a folder of its own."""
    with shop.started("serve", "--dev-addr", "127.0.0.1:0") as preview:
        assert preview.stdout
        told = iter(preview.stdout.readline, b"")
        assert any(b"Serving on" in line for line in told)
        preview.kill()
        preview.communicate()
    assert any(name.startswith("mkdocs_") for name in shop.folders())
    assert shop.build() == 0
    assert shop.folders() == []
