"""A build by Zensical: where its staged site lies."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from nexus.build import swap
from nexus.cli import engine
from nexus.core import processes
from nexus.core.errors import NexusError
from nexus.stage.tree import Tree


def staged_in(site: Path) -> Path:
    """The folder in which a build of that site stages it."""
    told: list[Path] = []

    def stage(_root: Path, tree: Tree, *_: object) -> Iterator[NexusError]:
        told.append(tree.folder)
        raise NexusError("enough")

    def run(command: list[str], *_: object) -> int:
        with pytest.raises(NexusError, match="enough"):
            engine.build(site.parent, Path(command[-1]))
        return 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.staging, "stage", stage)
        patch.setattr(processes, "run", run)
        with pytest.raises(NexusError, match="was not built"):
            swap.build(site, ["build"], swap.Check(lambda _: None))
    return told[0]


def test_a_site_is_staged_where_its_own_builds_alone_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the new site, under its lock; whatever else has the same cache."""
    monkeypatch.setenv("NEXUS_CACHE", str(tmp_path / "cache"))
    folders = [staged_in(tmp_path / name / "site") for name in "ab"]
    assert folders == [tmp_path / name / ".site.building" / "staged" for name in "ab"]
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("link", ["a.md", "gone.md"])
def test_a_site_is_built_while_its_links_are_followed(
    link: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """One that leads nowhere ends the build, with one line of it."""
    docs, site = tmp_path / "docs", tmp_path / "out" / "site"
    docs.mkdir()
    (docs / "index.md").write_text(f"# Home\n\n[A]({link})\n")
    (docs / "a.md").write_text("# A\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: A\ntheme: material\nplugins: [nexus]\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NexusError, match="1 error") if link == "gone.md" else nullcontext():
        engine.build(tmp_path, site)
    assert (site / "a" / "index.html").is_file() == (link == "a.md")
    assert capfd.readouterr().err.count("gone.md") == (link == "gone.md")
