"""Sites of many shapes: each builds strictly with the plugin and without it, and keeps its pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.strangers.builders import (
    ANSWER,
    EXAMPLE,
    MATERIAL,
    SHOP,
    SHOP_PAGE,
    Builder,
    Site,
    commit,
)
from tests.strangers.test_models import APP, LAYOUTS

HOME = """\
# Home

Some *text* with a [link](other.md).

```python
print(1)
```
"""
OTHER = """\
# Other

- a
- b

!!! note "X"
    Text.

| a | b |
|---|---|
| 1 | 2 |
"""
EXTENSIONS = "markdown_extensions: [admonition, tables, pymdownx.superfences]\n"
LANGUAGES = (
    "languages: [{locale: en, default: true, name: English, build: true},"
    " {locale: fr, name: French, build: true}]"
)
SUFFIXES = f"i18n: {{docs_structure: suffix, {LANGUAGES}}}"
FOLDERS = f"i18n: {{docs_structure: folder, {LANGUAGES}}}"
POST = "---\ndate: 2026-01-{}\n---\n\n# {}\n\nText.\n\n<!-- more -->\n\nMore.\n\n{}"
GENERATE = f"""import mkdocs_gen_files

with mkdocs_gen_files.open("made.md", "w") as file:
    print({f"# Made{chr(10)}{chr(10)}{EXAMPLE}"!r}, file=file)
"""


@dataclass(frozen=True)
class Shape:
    """A site: its plugins, and what it has beside three pages, one of which is a shop's.

    `ours` is a pattern of the addresses of pages that hold something of ours.
    """

    plugins: Sequence[str] = ("search", "nexus")
    theme: str = MATERIAL
    more: str = EXTENSIONS
    pages: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=lambda: SHOP)
    ours: str = "shop/"
    docs: str = "docs"
    below: str = ""

    @property
    def site(self) -> Site:
        """All of it."""
        usual = {"index.md": HOME, "other.md": OTHER, "shop.md": SHOP_PAGE}
        pages = {**{f"{self.below}{path}": text for path, text in usual.items()}, **self.pages}
        return Site(pages, self.plugins, self.theme, self.more, self.files, self.docs)

    @property
    def others(self) -> Site:
        """The same without anything of ours."""
        pages = {path: text for path, text in self.site.pages.items() if EXAMPLE not in text}
        files = {} if self.files is SHOP else {"generate.py": GENERATE.replace("run=", "title=")}
        return replace(self.site, pages=pages, files=files)


SHAPES = {
    "plain Material": Shape(),
    "readthedocs": Shape(theme="readthedocs"),
    "MkDocs' own theme": Shape(theme="mkdocs"),
    "blog": Shape(
        ("search", "blog", "nexus"),
        pages={
            "blog/index.md": "# Blog\n",
            "blog/posts/a.md": POST.format("02", "A post", ""),
            "blog/posts/b.md": POST.format("03", "Another", EXAMPLE),
        },
        ours="shop/|blog/2026/01/03/",
    ),
    "languages by suffix": Shape(
        ("search", SUFFIXES, "nexus"),
        pages={"index.fr.md": "# Accueil\n\nTexte.\n"},
        ours="(fr/)?shop/",
    ),
    "languages by suffix, after": Shape(
        ("search", "nexus", SUFFIXES),
        pages={"index.fr.md": "# Accueil\n\nTexte.\n"},
        ours="(fr/)?shop/",
    ),
    "languages by folder": Shape(
        ("search", "nexus", FOLDERS),
        pages={"fr/index.md": "# Accueil\n", "fr/other.md": "# Autre\n"},
        ours="(fr/)?shop/",
        below="en/",
    ),
    "no front matter, no extension": Shape(more=""),
    "awesome-nav": Shape(
        ("search", "awesome-nav", "nexus"), pages={".nav.yml": 'nav:\n  - index.md\n  - "*"\n'}
    ),
    "pages in a sub-folder": Shape(docs="content/pages"),
    "addresses with .html": Shape(more=f"use_directory_urls: false\n{EXTENSIONS}", ours="shop"),
    # Further plugins, several in one site.
    "macros, redirects, sections, minify": Shape(
        (
            *("search", "macros", "redirects: {redirect_maps: {old.md: other.md}}"),
            *("section-index", "minify: {minify_html: true}", "nexus"),
        ),
        pages={"calc.md": "# Calc\n\n{{ 1 + 1 }}\n", "part/index.md": "# A part\n"},
    ),
    "literate-nav, gen-files": Shape(
        ("search", "gen-files: {scripts: [generate.py]}", "literate-nav", "nexus"),
        pages={"SUMMARY.md": "- [Home](index.md)\n- [Other](other.md)\n- *.md\n"},
        files={**SHOP, "generate.py": GENERATE},
        ours="shop/|made/",
    ),
    "print-site": Shape(("search", "nexus", "print-site"), ours="shop/|print_page"),
    "feeds and dates from git": Shape(
        ("search", "nexus", "rss", "git-revision-date-localized: {fallback_to_build_date: true}")
    ),
}


def written(shape: Shape, site: Site, root: Path) -> Path:
    """The folder of a site, with one commit where its plugins ask git."""
    site.write(root)
    if "git" in str(shape.plugins):
        commit(root)
    return root


@pytest.mark.parametrize("name", SHAPES)
def test_pages_without_a_fence_of_ours_keep_their_text(
    name: str, builder: Builder, tmp_path: Path
) -> None:
    """Beside a page with a diagram and an example, which is shown with its result."""
    shape = SHAPES[name]
    root = written(shape, shape.site, tmp_path)
    built, plain = builder.again(root), builder.again(root, plugin=False)
    assert built.ok, built.told
    assert plain.ok, plain.told
    ours = re.compile(shape.ours)
    kept = {path: text for path, text in plain.pages.items() if not ours.match(path)}
    assert len(kept) >= 2
    assert {path: built.main(path) for path in kept} == kept
    shown = [path for path in built.pages if ours.match(path) and ANSWER in built.main(path)]
    assert shown
    drawn = [path for path in shown if "erd-figure" in built.read(path)]
    assert drawn
    assert all("viewer.js" in built.read(path) for path in drawn)
    assert "schema/shop" in "".join(built.files)


@pytest.mark.parametrize("name", SHAPES)
def test_a_site_without_anything_of_ours_is_the_same(
    name: str, builder: Builder, tmp_path: Path
) -> None:
    """Every file is the same, byte for byte, and there is no other."""
    shape = SHAPES[name]
    root = written(shape, shape.others, tmp_path)
    built, plain = builder.again(root), builder.again(root, plugin=False)
    assert built.ok, built.told
    assert plain.ok, plain.told
    assert list(built.files) == list(plain.files)
    assert built.files == plain.files


@pytest.mark.parametrize(
    ("option", "files"),
    [("{models: src}", LAYOUTS["src"][1]), ("{models: shop}", APP)],
    ids=["src", "Flask with two MetaData"],
)
def test_models_of_any_layout_leave_pages_as_they_are(
    option: str,
    files: dict[str, str],
    builder: Builder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Their schemas have pages, and the author's keep their text."""
    monkeypatch.setenv("ACME_DB_URL", "sqlite://")
    pages = {"index.md": HOME, "other.md": OTHER}
    site = Site(pages, ("search", f"nexus: {option}"), more=EXTENSIONS, files=files)
    built, plain = builder.both(site, tmp_path)
    assert {path: built.main(path) for path in plain.pages} == plain.pages
    assert any(path.startswith("schema/") for path in built.pages)


def test_three_hundred_pages(builder: Builder, tmp_path: Path) -> None:
    """Each of them keeps its text; cards are left out, as 300 take their time."""
    pages = {f"part-{n % 10}/{n}.md": f"# Page {n}\n\nText {n}.\n" for n in range(299)}
    plugins = ("search", "nexus: {cards: false}")
    site = Site({**pages, "index.md": SHOP_PAGE}, plugins, theme="mkdocs", files=SHOP)
    built, plain = builder.both(site, tmp_path)
    kept = {path: text for path, text in plain.pages.items() if path != "index.html"}
    assert len(kept) >= 299
    assert {path: built.main(path) for path in kept} == kept
    assert ANSWER in built.main("index.html")
