"""Where the generator comes from, as requirements and a workflow name it."""

import subprocess
from pathlib import Path

import nexus
import pytest
from nexus.scaffold import generator
from nexus.scaffold.generator import Generator

COMMIT = "0123456789abcdef0123456789abcdef01234567"
KNOWN = Generator("me/project-nexus", COMMIT)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/me/project-nexus",
        "https://github.com/me/project-nexus.git",
        "ssh://git@github.com/me/project-nexus.git",
    ],
)
def test_pip_knows_what_it_installed_from_git(url: str) -> None:
    """The repository and the commit."""
    told = {"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT}}
    assert generator.of(told) == KNOWN


def test_a_clone_knows_where_it_comes_from(tmp_path: Path) -> None:
    """By its own git."""
    run = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run([*run, "init", "--quiet"], check=True)
    subprocess.run([*run, "commit", "--quiet", "--allow-empty", "-m", "a"], check=True)
    origin = "git@github.com:me/project-nexus.git"
    subprocess.run([*run, "remote", "add", "origin", origin], check=True)
    found = generator.of({"url": tmp_path.as_uri(), "dir_info": {"editable": True}})
    assert (found.repository, len(found.commit)) == ("me/project-nexus", 40)


@pytest.mark.parametrize(
    "told", [{}, {"url": "file:///nowhere"}, {"url": "https://pypi.org/x.whl", "archive_info": {}}]
)
def test_otherwise_nobody_knows(told: dict[str, object]) -> None:
    """And a person has to say."""
    assert not generator.of(told).is_known


def test_a_known_generator_is_pinned_everywhere() -> None:
    """By its commit; an unknown one by its version, with words to replace in the workflow."""
    assert KNOWN.requirement("evidence").endswith(
        f"[evidence] @ git+https://github.com/me/project-nexus@{COMMIT}"
    )
    assert KNOWN.workflow == f"me/project-nexus/.github/workflows/site.yml@{COMMIT}"
    assert Generator().requirement("evidence") == f"project-nexus[evidence]=={nexus.__version__}"
    assert Generator().workflow == "OWNER/project-nexus/.github/workflows/site.yml@COMMIT"
