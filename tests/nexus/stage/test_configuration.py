"""The configuration of a staged site: what an engine is told, with the tags of YAML as they stand."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from nexus.stage import zensical
from nexus.stage.configuration import Configuration

TAGS = """\
site_name: A
plugins: [search, nexus]
markdown_extensions:
  - pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji ''}
  - pymdownx.snippets: {base_path: [!relative $config_dir/more, !relative $docs_dir]}
copyright: !ENV [WHO, me]
"""
DROPS = """\
theme: {name: readthedocs, locale: de}
plugins:
  - search: {lang: en, separator: " "}
  - material/tags
  - print-site
  - nexus: {look: false}
"""


def read(folder: Path, text: str, name: str = "mkdocs.yml") -> Configuration:
    """The configuration of a file with that text."""
    (folder / name).write_text(text, "utf-8")
    return Configuration.read(folder / name)


def loaded(site: Configuration) -> Any:
    """A configuration as plain data."""
    return yaml.safe_load(site.text())


def test_tags_stay_and_paths_are_settled(tmp_path: Path) -> None:
    """What Python names is left to the engine; what only MkDocs knows as relative is a path."""
    site = read(tmp_path, TAGS)
    site.settle_paths(tmp_path, "/staged/docs")
    text = site.text()
    assert "!!python/name:material.extensions.emoji.twemoji" in text
    assert "!ENV [WHO, me]" in text
    assert f"[{tmp_path}/more, /staged/docs]" in " ".join(text.split())


def test_what_is_inherited_is_there(tmp_path: Path) -> None:
    """What the file itself says counts, key by key."""
    (tmp_path / "base.yml").write_text("site_name: A\ntheme: {name: material, font: false}\n")
    site = read(tmp_path, "INHERIT: base.yml\ntheme: {name: mkdocs}\n")
    assert loaded(site) == {"site_name": "A", "theme": {"name": "mkdocs", "font": False}}


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("[]", ["toc", "tables", "fenced_code", "attr_list"]),
        ("{extra: {}}", ["toc", "extra"]),
        ("[attr_list, pymdownx.snippets]", ["toc", "tables", "fenced_code", "attr_list"]),
    ],
)
def test_extensions_are_named_whole(listed: str, expected: list[str], tmp_path: Path) -> None:
    """With those that MkDocs has always, as another engine has others."""
    site = read(tmp_path, f"markdown_extensions: {listed}\n")
    site.extend(["attr_list"], {"pymdownx.snippets"})
    names = [
        each if isinstance(each, str) else next(iter(each))
        for each in loaded(site)["markdown_extensions"]
    ]
    assert names == expected


def test_each_thing_that_zensical_drops_is_a_line(tmp_path: Path) -> None:
    """Plugins, their options, and settings of the theme; nothing that is done already."""
    known = {"search": ("lang",), "tags": ()}
    lines = list(zensical.dropped(read(tmp_path, DROPS), known, {"nexus"}))
    assert lines == [
        "the option 'lang' of the plugin 'search'; mkdocs.yml: plugins",
        "the plugin 'print-site'; mkdocs.yml: plugins",
        "the theme 'readthedocs', in whose place Material's stands; mkdocs.yml: theme",
        "the setting 'locale'; mkdocs.yml: theme",
    ]


def test_zensical_is_given_its_own_theme(tmp_path: Path) -> None:
    """In the look of Material, whatever was written, and without what staging did."""
    site = read(tmp_path, "theme: readthedocs\nplugins: [search, nexus]\n")
    zensical.settle(site, {"nexus"}, "overrides")
    assert loaded(site)["theme"] == {
        "name": "material",
        "variant": "classic",
        "custom_dir": "overrides",
    }
    assert loaded(site)["plugins"] == ["search"]
