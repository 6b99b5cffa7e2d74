"""The tutorial of the guide, followed word for word, in the order in which it stands there.

Only what needs a network is played: `pip install` is taken down, as the package is there already,
and GitHub is a folder of this machine.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT, environment
from tests.previews import Preview

TUTORIAL = ROOT / "docs" / "guide" / "tutorial.md"
_BLOCK = re.compile(
    r'^(?P<ticks>`{3,})(?P<kind>\w+)(?: title="(?P<file>[^"]+)")?\n(?P<body>.*?)^(?P=ticks)$',
    re.MULTILINE | re.DOTALL,
)
_SERVE = "nexus serve\n"


def steps() -> list[tuple[str, str]]:
    """The steps: a file with what to write into it, or an empty name with commands."""
    found = _BLOCK.finditer(TUTORIAL.read_text(encoding="utf-8"))
    return [(block["file"] or "", block["body"]) for block in found]


class Reader:
    """Somebody who follows the tutorial in a folder; a shell keeps where they are."""

    def __init__(self, folder: Path) -> None:
        self.here, self.folder = folder, folder
        self.installed: list[str] = []
        self.known = environment(
            NEXUS_CACHE=str(folder / "kept"),
            GIT_CONFIG_GLOBAL=str(folder / "gitconfig"),
            GIT_CONFIG_SYSTEM="/dev/null",
            GIT_CEILING_DIRECTORIES=str(folder.parent),
        )
        hub = folder / "hub" / "portfolio"
        subprocess.run(["git", "init", "--quiet", "--bare", hub], check=True)
        (folder / "gitconfig").write_text(
            f'[url "file://{hub.parent}/"]\n\tinsteadOf = https://github.com/YOU/\n'
            "[user]\n\tname = Ama\n\temail = ama@example.org\n",
            encoding="utf-8",
        )

    def run(self, commands: str) -> str:
        """Run commands as a shell does, and give what they print."""
        python = shlex.quote(sys.executable)
        script = (
            f'set -e\nnexus() {{ {python} -m nexus "$@"; }}\n'
            f'pip() {{ echo "pip $*"; }}\n{commands}\npwd -P > "$OLDHERE"\n'
        )
        place = self.folder / "place"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.here,
            env={**self.known, "OLDHERE": str(place)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}"
        self.here = Path(place.read_text(encoding="utf-8").strip())
        return done.stdout

    def serve(self) -> None:
        """Preview the site, and look at its first page."""
        preview = Preview(self.here, self.folder / "kept")
        try:
            preview.until("Serving on")
            assert "Ama Owusu" in preview.page()
        finally:
            preview.stop()


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of somebody who followed all of it, and what was printed."""
    folder = tmp_path_factory.mktemp("tutorial").resolve()
    reader = Reader(folder)
    told = ""
    for file, body in steps():
        if file:
            (reader.here / file).parent.mkdir(parents=True, exist_ok=True)
            (reader.here / file).write_text(body, encoding="utf-8")
        elif body == _SERVE:
            reader.serve()
        else:
            told += reader.run(body)
    return folder, told


def test_every_step_works(followed: tuple[Path, str]) -> None:
    """The generator is installed once, the example gives its rows, three sites are built."""
    folder, told = followed
    assert told.count("pip install") == 1
    assert "a lamp" in told
    assert (folder / "learning/second/site/index.html").is_file()
    assert (folder / "learning/third/site/erd/shop.svg").is_file()


def test_what_was_written_is_on_the_site(followed: tuple[Path, str]) -> None:
    """The weeks of the README and of the command, the diagram, the rows, who writes."""
    site = followed[0] / "learning/portfolio/site"
    home = (site / "index.html").read_text(encoding="utf-8")
    week = (site / "weeks/week-02/index.html").read_text(encoding="utf-8")
    assert '<p class="nx-author__name">Ama Owusu</p>' in home
    assert all(words in home for words in ("Week 1", "Week 2", "What I learn each week."))
    assert all(words in week for words in ("Customers and what they bought", "a book", "a lamp"))


def test_what_was_pushed_builds(followed: tuple[Path, str], tmp_path: Path) -> None:
    """From a clone, as the workflow has it, which calls the generator's."""
    hub = followed[0] / "hub" / "portfolio"
    subprocess.run(
        ["git", "clone", "--quiet", "--branch=main", hub, tmp_path / "clone"], check=True
    )
    command = [sys.executable, "-m", "nexus", "build", "--root", tmp_path / "clone"]
    subprocess.run(command, env=environment(), check=True)
    workflow = (tmp_path / "clone/.github/workflows/site.yml").read_text(encoding="utf-8")
    assert "/.github/workflows/site.yml@" in workflow
