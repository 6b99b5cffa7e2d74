"""This repository's own site by three engines: MkDocs, and what is staged of it by the two others.

It has the look of a portfolio, Mermaid diagrams, tags, and figures of every kind. Written out are
what the guide says that differs, and the time that each engine took.
"""

import time
from pathlib import Path

import pytest

from tests.helpers import ROOT
from tests.strangers import trees
from tests.trials.test_wheel import run

PYTHON = ROOT / ".venv" / "bin" / "python"
# Where Zensical lists tags, their headings have no links to themselves.
LISTING = "tags/index.html"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The site as each engine makes it."""
    folder = tmp_path_factory.mktemp("engines")
    for engine in ("mkdocs", "properdocs", "zensical"):
        start = time.monotonic()
        options = ("--engine", engine, "--site-dir", folder / engine)
        run(ROOT, PYTHON, "-m", "nexus", "build", *options)
        print(f"{engine}: {time.monotonic() - start:.1f} s")
    staged = folder / "staged"
    run(ROOT, PYTHON, "-m", "nexus", "stage", staged)
    run(ROOT, PYTHON, "-m", "properdocs", "build", "--strict", "-f", staged / "mkdocs.yml")
    run(ROOT, PYTHON, "-m", "nexus", "finish", staged, "--site-dir", folder / "properdocs, staged")
    return {
        site.name: site for site in folder.iterdir() if site.name not in {"mkdocs", "staged"}
    } | {"mkdocs": folder / "mkdocs"}


@pytest.mark.parametrize("engine", ["properdocs", "properdocs, staged", "zensical"])
def test_this_site_is_the_same_by_any_engine(sites: dict[str, Path], engine: str) -> None:
    """Its words, headings, figures, statements, tags, data, policy and links, and none is broken."""
    plain, other = trees.read(sites["mkdocs"]), trees.read(sites[engine])
    assert list(other) == list(plain)
    differing = {
        (path, name)
        for path, page in plain.items()
        for name, value in page.facts.items()
        if value != other[path].facts[name]
    }
    assert differing <= {(LISTING, "words")}
    assert trees.broken(sites[engine]) == []
