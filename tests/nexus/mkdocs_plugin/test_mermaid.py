"""Mermaid and its script come with the package, to whom mermaid2 names them."""

from pathlib import Path
from typing import Any

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from nexus.build import npm
from nexus.mkdocs_plugin import mermaid

LIBRARY = "assets/nexus/mermaid/mermaid.esm.min.mjs"


def configured(folder: Path, **options: str) -> MkDocsConfig:
    """The configuration of a site that draws with mermaid2, set to these options."""
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text("site_name: Site", encoding="utf-8")
    plugins: list[Any] = [{"mermaid2": options}]
    config = load_config(str(folder / "mkdocs.yml"), plugins=plugins)
    config.plugins["mermaid2"].on_config(config)
    config.plugins._current_plugin = "nexus"
    return config


def test_who_names_the_script_gets_it_with_the_library(tmp_path: Path) -> None:
    """Both become files of the site, and pages get the address of the script."""
    config, files = configured(tmp_path, javascript=mermaid.SCRIPT), Files([])
    mermaid.install(files, config)
    chunks = [asset for asset in npm.assets() if "/chunks/" in asset.uri]
    assert {mermaid.SCRIPT, LIBRARY} <= files.src_uris.keys()
    assert len(files.src_uris) == 2 + len(chunks) > 2
    assert config.plugins["mermaid2"].javascript == mermaid.SCRIPT


def test_another_script_is_left_to_the_author(tmp_path: Path) -> None:
    """Where mermaid2 names a script of the author's, nothing is added."""
    config, files = configured(tmp_path, javascript="mine.js"), Files([])
    mermaid.install(files, config)
    assert not files.src_uris


def test_a_file_of_the_author_at_the_address_stays(tmp_path: Path) -> None:
    """It is what pages load."""
    config = configured(tmp_path, javascript=mermaid.SCRIPT)
    own = File.generated(config, mermaid.SCRIPT, content="theirs")
    files = Files([own])
    mermaid.install(files, config)
    assert files.src_uris[mermaid.SCRIPT] is own
