"""One site by four ways: MkDocs, ProperDocs, and what is staged of it by ProperDocs and Zensical.

Its figures stand in tabs, lists, admonitions, quotes and tabs within lists, and one page shows a
fence within a longer one. The pages have the same words, headings, figures, evidence, statements,
tags, data for machines, policy and places, and no link of any of them is broken.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.mkdocs_plugin import staging
from nexus.mkdocs_plugin.task import Task
from nexus.stage import markup
from nexus.stage.finish import Staged
from nexus.stage.tree import Tree

from tests.helpers import ROOT, environment
from tests.strangers import trees
from tests.strangers.builders import DIAGRAM, EXAMPLE, SHOP, Builder, Site
from tests.strangers.test_features import PLAN, TOPIC, WEEK

_IN, _DEEP = "    ", "        "
PLACES = f"""\
---
title: Where figures stand
description: In tabs, in lists, and in longer fences.
---

# Where figures stand

{DIAGRAM}
See [a table](schema/shop/customer.md#columns), [the week](weeks/week-01/index.md) and
[the last place](#at-the-end).

=== "Diagram"

{indent(DIAGRAM, _IN)}
    Words behind it.

=== "Example"

    1. First

{indent(EXAMPLE, _DEEP)}
    2. Second

!!! note "Here"

{indent(PLAN, _IN)}
- one

{indent(DIAGRAM, _IN)}
- two

{indent(DIAGRAM, "> ", lambda _: True)}
````markdown
{DIAGRAM}````

--8<-- "models/shop.py:1:1"

## At the end

Words.
"""
MORE = """\
validation: {links: {anchors: warn}}
markdown_extensions:
  - admonition
  - toc: {permalink: true}
  - pymdownx.snippets: {base_path: [!relative $config_dir]}
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
"""
HOSTILE = """\
---
title: "</title><script>alert(1)</script> Q & A"
description: 'a "b" <c> & d'
---

# Q & A

[Home](../index.md)
"""
SITE = {
    "index.md": "# Home\n\nThis is mine.\n",
    "places.md": PLACES,
    "a b/README.md": HOSTILE,
    "weeks/week-01/index.md": WEEK.format(1),
    "weeks/week-01/shop.md": TOPIC,
}
STAGED = {
    "properdocs, staged": ("properdocs", "build", "--strict", "-f"),
    "zensical": ("nexus.stage", "build"),
}
ENGINES = ("properdocs", *STAGED)


@dataclass(frozen=True)
class Trees:
    """The project, and what it was built into: by the plugin, and by each of the other ways.

    What ran is `kept` for these alone: another process may run the same, in other times.
    """

    root: Path
    kept: Path
    plain: Path
    others: dict[str, Path]
    told: list[str]


def stage(root: Path, warn: Callable[[str], None] = lambda _: None) -> list[NexusError]:
    """Stage a site into the folder staged/ in it."""
    return staging.stage(root, Tree(root / "staged"), Task(stages=True, warn=warn))


def run(root: Path, *command: str, **more: str) -> None:
    """Run a module of Python in a folder, which has to go well."""
    known = {"PYTHONPATH": str(ROOT / "scripts"), "SOURCE_DATE_EPOCH": "1767225600", **more}
    line = [sys.executable, "-m", *command]
    done = subprocess.run(
        line, cwd=root, env=environment(**known), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Trees:
    """A site with a week and a page of places, built in each way."""
    builder = Builder(tmp_path_factory.mktemp("kept"))
    root, told = tmp_path_factory.mktemp("engines"), list[str]()
    plugins = ("search", "nexus: {live: 'off', lint: false}")
    made = builder.build(Site(SITE, plugins, files=SHOP, more=MORE), root)
    assert made.ok, made.told
    proper = ("nexus.mkdocs_plugin", "properdocs", "build", "-d", "proper")
    run(root, *proper, NEXUS_CACHE=str(builder.kept))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEXUS_CACHE", str(builder.kept))
        patch.chdir(root)
        assert stage(root, told.append) == []
    others, folder = {"properdocs": root / "proper"}, root / "staged"
    for engine, command in STAGED.items():
        run(root, *command, str(folder / "mkdocs.yml" if "-f" in command else folder))
        others[engine] = root / f"by-{len(others)}"
        Staged.read(folder).finish(others[engine], Cache(builder.kept), told.append)
    return Trees(root, builder.kept, made.folder, others, told)


@pytest.mark.parametrize("engine", ENGINES)
def test_pages_are_the_same_by_any_engine(built: Trees, engine: str) -> None:
    """Words, headings, figures, statements, tags, data for machines, policy and links."""
    plain, other = trees.read(built.plain), trees.read(built.others[engine])
    assert list(other) == list(plain)
    differing = {
        (path, name)
        for path, page in plain.items()
        for name, value in page.facts.items()
        if value != other[path].facts[name]
    }
    assert differing == set()


@pytest.mark.parametrize("engine", ENGINES)
def test_no_link_is_broken_by_any_engine(built: Trees, engine: str) -> None:
    """In the text, in figures, in menus, and to what lies beside the pages."""
    assert trees.broken(built.others[engine]) == []


def test_the_page_of_places_has_all_its_figures(built: Trees) -> None:
    """Four diagrams, an example and a plan; what a longer fence shows is code."""
    for folder in (built.plain, *built.others.values()):
        page = trees.read(folder)["places/index.html"]
        assert page.kinds["erd-figure"] == 4
        assert page.kinds["nx-example"] == 2
        assert page.policy


@pytest.mark.parametrize("engine", ENGINES)
def test_a_title_is_text_by_any_engine(built: Trees, engine: str) -> None:
    """Whatever an author puts there, in a folder of any name."""
    html = (built.others[engine] / "a b" / "index.html").read_text("utf-8")
    assert "<script>alert" not in html
    assert "Q &amp; A - Handbook</title>" in html


@pytest.mark.parametrize("engine", list(STAGED))
def test_what_lies_beside_the_pages_is_the_same(built: Trees, engine: str) -> None:
    """Cards, copies, feeds, diagrams as files, icons: byte by byte."""
    folder = built.others[engine]
    files = {
        file.relative_to(built.plain).as_posix(): file.read_bytes()
        for file in built.plain.rglob("*")
        if file.is_file() and file.suffix != ".html"
    }
    theirs = ("assets/javascripts/", "assets/stylesheets/", "assets/styles.", "search", "sitemap")
    ours = {path: content for path, content in files.items() if not path.startswith(theirs)}
    assert "cards/index.png" in ours
    assert "weeks/week-01/post.txt" in ours
    changed = [
        p
        for p, content in ours.items()
        if not (folder / p).is_file() or (folder / p).read_bytes() != content
    ]
    assert changed == []


def test_only_what_marks_need_is_said_of_a_plain_site(built: Trees) -> None:
    """Zensical knows all that this one asks for, which has no `attr_list` of its own."""
    line = (
        "attr_list reads all pages, as the marks in weeks/week-01/index.md are written with it; "
        "mkdocs.yml: markdown_extensions"
    )
    assert built.told == [line]


def test_a_second_staging_changes_nothing(built: Trees) -> None:
    """So that an engine makes anew what changed, and no more."""
    before = {file: file.stat().st_mtime_ns for file in (built.root / "staged" / "docs").rglob("*")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEXUS_CACHE", str(built.kept))
        patch.chdir(built.root)
        stage(built.root)
    assert {file: file.stat().st_mtime_ns for file in before} == before


AUTHORS = "authors: {me: {name: Me, description: It is me, avatar: me.png}}\n"
MINE = {
    "index.md": "# Home\n\n## The set {a, b}\n",
    "b/index.md": "# B\n",
    "b/posts/one.md": "---\ndate: 2026-01-01\nauthors: [me]\n---\n\n# One\n",
    "b/.authors.yml": AUTHORS,
    "css/a b.css": "p {color: red}\n",
    "js/a.mjs": "1;\n",
}
GIVEN = """\
extra_css: [./css/a%20b.css, css/none.css]
extra_javascript: [{path: ./js/a.mjs, type: module}]
"""


def staged(site: Site, root: Path) -> dict[str, Any]:
    """The configuration of a site, staged below its folder, for MkDocs."""
    site.write(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEXUS_CACHE", str(root / "cache"))
        patch.chdir(root)
        stage(root)
    found: dict[str, Any] = yaml.safe_load((root / "staged" / "mkdocs.yml").read_text("utf-8"))
    return found


def test_pages_of_the_author_are_read_with_the_extensions_of_the_author(tmp_path: Path) -> None:
    """Whatever generated pages were written with; a theme that nobody named is that of MkDocs."""
    made = staged(Site(MINE, ("minify", "nexus: {lint: false}"), "", files=SHOP), tmp_path)
    assert (tmp_path / "staged" / "docs" / "schema" / "shop" / "customer.md").is_file()
    assert made["markdown_extensions"] == ["toc", "tables", "fenced_code", markup.EXTENSION]
    assert made["theme"]["name"] == "mkdocs"
    assert not made["plugins"], "a page is made smaller before it is finished"


def test_styles_scripts_and_authors_are_staged(tmp_path: Path) -> None:
    """However their paths are written; what only a plugin writes later is left out."""
    blog = "blog: {blog_dir: b}"
    made = staged(Site(MINE, (blog, "nexus: {lint: false}"), more=GIVEN), tmp_path)
    assert made["extra_css"] == ["./css/a%20b.css"]
    assert made["extra_javascript"] == [{"path": "./js/a.mjs", "type": "module"}]
    assert (tmp_path / "staged" / "docs" / "b" / ".authors.yml").read_text() == AUTHORS
