"""What the plugin changes of an author's configuration: only what they ask for."""

from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.structure.files import get_files
from nexus.mkdocs_plugin.plugin import NexusPlugin

MODELS = """from sqlalchemy import Column, Integer, MetaData, Table
metadata = MetaData()
Table("item", metadata, Column("id", Integer, primary_key=True))
"""
REPOSITORY = "octo/nexus"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of one page, without models."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# A\n")
    return tmp_path


def loaded(root: Path, options: str = "{}", more: str = "", **given: Any) -> MkDocsConfig:
    """The configuration of a site with the plugin, as it is before a build."""
    text = f"site_name: A\ntheme: mkdocs\nplugins:\n  - nexus: {options}\n{more}"
    (root / "mkdocs.yml").write_text(text)
    return load_config(str(root / "mkdocs.yml"), **given)


def configured(root: Path, *args: str, command: str = "build") -> MkDocsConfig:
    """The configuration of a site with the plugin, as a build has it."""
    config = loaded(root, *args)
    config.plugins.on_startup(command=command, dirty=False)
    return config.plugins.on_config(config)


ASKED = "{addresses: true}"


@pytest.mark.parametrize(
    ("environment", "options", "more", "site", "repository"),
    [
        ({}, "{}", "", None, None),
        ({"GITHUB_REPOSITORY": REPOSITORY}, "{}", "", None, None),
        ({"SITE_URL": "https://a.example/x"}, "{}", "", "https://a.example/x/", None),
        (
            {"SITE_URL": "https://a.example"},
            "{}",
            "site_url: https://b.example/\n",
            "https://a.example/",
            None,
        ),
        ({}, "{}", "site_url: https://b.example/\n", "https://b.example/", None),
        (
            {"GITHUB_REPOSITORY": REPOSITORY},
            ASKED,
            "",
            "https://octo.github.io/nexus/",
            f"https://github.com/{REPOSITORY}",
        ),
        (
            {"GITHUB_REPOSITORY": REPOSITORY},
            ASKED,
            "repo_url: https://b.example/r\n",
            "https://octo.github.io/nexus/",
            "https://b.example/r",
        ),
        ({}, ASKED, "site_url: https://b.example/\n", "https://b.example/", None),
    ],
)
def test_no_address_is_invented(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    options: str,
    more: str,
    site: str | None,
    repository: str | None,
) -> None:
    """Only SITE_URL, or the author who asks for them, sets addresses."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    config = configured(root, options, more)
    assert (config.site_url or None, config.repo_url) == (site, repository)


def test_a_preview_has_the_address_of_the_preview(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a pipeline would publish it as."""
    monkeypatch.setenv("SITE_URL", "https://a.example/")
    assert not configured(root, ASKED, command="serve").site_url


def test_edit_links_lead_to_the_folder_of_the_pages(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However deep that is, and only where the author has set none."""
    monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
    (root / "site" / "pages").mkdir(parents=True)
    config = configured(root, ASKED, "docs_dir: site/pages\nsite_dir: out\n")
    assert config.edit_uri == "edit/main/site/pages/"
    assert configured(root, ASKED, "edit_uri: own/\n").edit_uri == "own/"
    assert configured(root, ASKED, "edit_uri: ''\n").edit_uri == ""


def test_nothing_is_appended_to_the_authors_extensions(root: Path) -> None:
    """Nor to styles and scripts, nor to the navigation."""
    config = configured(root, "{}", "nav: [index.md]\n")
    assert config.markdown_extensions == ["toc", "tables", "fenced_code"]
    assert (config.extra_css, config.extra_javascript, config.nav) == ([], [], ["index.md"])


def test_the_look_is_for_material(root: Path) -> None:
    """Elsewhere it is refused, with what to do."""
    with pytest.raises(PluginError, match=r"the look is for Material; .*leave look: out"):
        configured(root, "{look: true}")


def test_a_wrong_setting_ends_a_build(root: Path) -> None:
    """Before anything is read."""
    with pytest.raises(Abort):
        loaded(root, "{models: 3}")


@pytest.mark.parametrize(
    ("options", "nav", "place"),
    [
        ("{}", "nav: [index.md, B: b.md]\n", 2),
        ("{schema_after: A}", "nav: [{A: index.md}, {B: b.md}]\n", 1),
        ("{schema_after: C}", "nav: [{A: index.md}, {B: b.md}]\n", 2),
    ],
)
def test_schemas_come_where_the_author_says(root: Path, options: str, nav: str, place: int) -> None:
    """Or last; a navigation that MkDocs makes lists them by itself."""
    (root / "models").mkdir()
    (root / "models" / "shop.py").write_text(MODELS)
    (root / "docs" / "b.md").write_text("# B\n")
    config = built(root, options, nav)
    assert [i for i, item in enumerate(config.nav or []) if "Schema" in item] == [place]
    assert built(root, options, "").nav is None


def built(root: Path, *args: str) -> MkDocsConfig:
    """The configuration of a site whose files were added."""
    config = configured(root, *args)
    config.plugins.on_files(get_files(config), config=config)
    return config


@pytest.mark.parametrize(
    "nav", ["nav: [index.md, Mine: schema/shop/index.md]\n", "nav: [index.md]\n"]
)
def test_a_navigation_gets_no_empty_entry_and_none_twice(root: Path, nav: str) -> None:
    """Where there are no models, or the author lists the schema."""
    if "Mine" in nav:
        (root / "models").mkdir()
        (root / "models" / "shop.py").write_text(MODELS)
    assert "'Schema'" not in str(built(root, "{}", nav).nav)


def test_a_site_without_anything_of_ours_loads_nothing(root: Path) -> None:
    """No file is added, and the plugin does no work."""
    config = configured(root)
    files = get_files(config)
    before = list(files.src_uris)
    config.plugins.on_files(files, config=config)
    plugin = config.plugins["nexus"]
    assert isinstance(plugin, NexusPlugin)
    assert plugin.work is None
    assert list(files.src_uris) == before
    assert config.plugins.on_post_page("<html>", page=None, config=config) == "<html>"


def test_the_look_brings_its_files_to_a_site_that_has_nothing_else_of_ours(root: Path) -> None:
    """Every page asks for them."""
    config = configured(root, "{look: true}", "theme: material\n")
    files = get_files(config)
    config.plugins.on_files(files, config=config)
    asked = {str(sheet) for sheet in config.extra_css}
    assert asked
    assert asked <= files.src_uris.keys()
