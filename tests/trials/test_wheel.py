"""A site from nothing but the package: pip installs the wheel and all that it asks for from the index."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT, environment
from tests.projects import SHOP


def run(folder: Path, *command: object) -> str:
    """What a command prints in a folder; it must not fail."""
    known = environment(GITHUB_REPOSITORY="octo/nexus")
    known.pop("PYTHONPATH", None)
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=known,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-10_000:]
    return done.stdout


@pytest.fixture(scope="module")
def environment_of_pip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment in which the wheel is installed, and no more."""
    folder = tmp_path_factory.mktemp("wheel")
    run(ROOT, sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", folder)
    (wheel,) = folder.glob("*.whl")
    run(folder, sys.executable, "-m", "venv", "venv")
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(folder, programs / "python", "-m", "pip", "install", "--quiet", f"{wheel}[evidence]")
    return programs


def test_the_shop_is_built_by_what_pip_installs(environment_of_pip: Path, tmp_path: Path) -> None:
    """With the newest versions that the package allows: diagrams, examples and pictures."""
    shutil.copytree(SHOP, tmp_path / "shop")
    run(tmp_path / "shop", environment_of_pip / "nexus", "build")
    site = tmp_path / "shop" / "site"
    page = (site / "weeks/week-02/queries/index.html").read_text(encoding="utf-8")
    assert 'class="plan' in page
    assert "<svg" in (site / "weeks/week-01/orders/index.html").read_text(encoding="utf-8")
    assert (site / "cards/about.png").is_file()
    assert (site / "assets/nexus/mermaid/mermaid.esm.min.mjs").is_file()
