"""Files that are added to a site never take the place of an author's."""

from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from nexus.mkdocs_plugin.files import Additions


@pytest.fixture
def config(tmp_path: Path) -> MkDocsConfig:
    """The configuration of a site whose plugin adds files."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Site\n")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins._current_plugin = "nexus"
    return config


@pytest.fixture
def told() -> list[str]:
    """What is told of files that are in the way."""
    return []


def theirs(config: MkDocsConfig, uri: str) -> Files:
    """The files of a site whose author has one at that place."""
    return Files([File.generated(config, uri, content="theirs")])


def test_a_file_is_added_with_its_content(config: MkDocsConfig, told: list[str]) -> None:
    """Or as it lies somewhere; a page that was made tells what it was made from."""
    files = Files([])
    to = Additions(files, config, told.append)
    to.add("a.css", "text")
    to.add("b.yml", path=Path(config.config_file_path))
    page = to.add("c.md", "# C", Path("models/shop.py"))
    assert files.src_uris["a.css"].content_string == "text"
    assert files.src_uris["b.yml"].content_string == "site_name: Site\n"
    assert page is not None
    assert (page.content_string, page.abs_src_path) == ("# C", "models/shop.py")
    assert told == []


@pytest.mark.parametrize(
    ("own", "uri"),
    [
        ("schema/shop/index.md", "schema/shop/index.md"),
        ("schema/shop/README.md", "schema/shop/index.md"),
        ("schema/shop.md", "schema/shop/index.md"),
        ("erd/shop.svg", "erd/shop.svg"),
    ],
)
def test_what_an_author_has_at_an_address_stays(
    config: MkDocsConfig, told: list[str], own: str, uri: str
) -> None:
    """Under whichever name it gets there; both are told of."""
    files = theirs(config, own)
    assert Additions(files, config, told.append).add(uri, "ours") is None
    assert [file.content_string for file in files] == ["theirs"]
    assert told == [f"{uri} is not generated: the site has a file of its own there"]


def test_a_file_is_not_added_twice(config: MkDocsConfig, told: list[str]) -> None:
    """The first one stays."""
    files = Files([])
    to = Additions(files, config, told.append)
    to.add("a.css", "first")
    to.add("a.css", "second")
    to.put("a.css", "third")
    assert [file.content_string for file in files] == ["first"]


def test_a_file_is_published_as_it_is_whatever_its_name(
    config: MkDocsConfig, told: list[str]
) -> None:
    """The Markdown of a page is no page; that of an author is theirs."""
    files = theirs(config, "about/index.html")
    to = Additions(files, config, told.append)
    to.put("about/index.md", "# About")
    to.put("about/index.html", "ours")
    *_, added = files
    assert (added.dest_uri, added.is_documentation_page()) == ("about/index.md", False)
    assert len(list(files)) == 2
    assert list(files.documentation_pages()) == []
    assert told == []
