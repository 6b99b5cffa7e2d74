"""What an author has at an address stays there, and no address is invented."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.strangers.builders import ANSWER, DIAGRAM, EXAMPLE, SHOP, Builder, Built, Site

BY_HAND = "Written by hand."
PLAN = '```sql run="shop" plan="true"\nSELECT * FROM purchase WHERE id = 1;\n```\n'
WEEK = f"# Week 1\n\nWhat I learnt.\n\n- I drew it. [proof](#shop){{ .proof }}\n\n## Shop\n\n{DIAGRAM}\n"
# A site whose every feature adds files.
FULL = {"index.md": f"# Home\n\n{EXAMPLE}\n{PLAN}", "weeks/week-01/index.md": WEEK}
PAGES = {
    "schema/shop/index.md": "schema/shop/index.html",
    "schema/shop/customer.md": "schema/shop/customer/index.html",
    "schema/shop/purchase/index.md": "schema/shop/purchase/index.html",
    "proof.md": "proof/index.html",
    "plan/index.md": "plan/index.html",
}
FILES = (
    *("erd/shop.svg", "erd/shop.png", "erd/shop.dbml", "robots.txt", "llms.txt"),
    *("feed_rss_created.xml", "feed_json_created.json", "feed_rss_updated.xml"),
    *("site.webmanifest", "assets/icons/icon-192.png", "cards/index.png"),
    *("cards/weeks/week-01/index.png", "weeks/week-01/post.txt", "assets/nexus/figures.css"),
    *("assets/nexus/js/viewer.js", "assets/nexus/css/tokens.css"),
)


@pytest.fixture(scope="module")
def full(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site with nothing in the way."""
    built = builder.build(Site(FULL, files=SHOP), tmp_path_factory.mktemp("full"))
    assert built.ok, built.told
    return built


@pytest.fixture(scope="module")
def by_hand(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site with a file of the author's at every address."""
    pages = dict.fromkeys(PAGES, f"# Mine\n\n{BY_HAND}\n")
    site = Site({**FULL, **pages, **dict.fromkeys(FILES, BY_HAND)}, files=SHOP)
    built = builder.build(site, tmp_path_factory.mktemp("by-hand"))
    assert built.ok, built.told
    return built


@pytest.mark.parametrize("path", [*PAGES.values(), *FILES])
def test_a_file_of_the_author_stays(path: str, full: Built, by_hand: Built) -> None:
    """Where a file would be generated, one that was written by hand is published instead."""
    assert path in full.files
    assert BY_HAND.encode() not in full.files[path]
    if path.endswith(".html"):
        assert BY_HAND in by_hand.main(path)
    else:
        assert by_hand.read(path) == BY_HAND


def test_everything_else_is_there_all_the_same(full: Built, by_hand: Built) -> None:
    """The author's files are told of, and the rest of the site is as without them."""
    assert ANSWER in by_hand.main("index.html")
    assert 'href="plan/' in full.read("index.html")  # to the plan viewer, which makes way
    assert 'href="plan/?' not in by_hand.read("index.html")
    assert "cards/weeks/week-01/index.png" in by_hand.files
    told = [line for line in by_hand.lines if "the site has a file of its own there" in line]
    assert {re.match(r"INFO: (\S+) is not", line)[1] for line in told} >= {
        *("schema/shop/index.md", "schema/shop/customer.md", "erd/shop.svg", "proof.md", "plan.md"),
    }


def test_a_page_may_stand_for_another_by_its_address(builder: Builder, tmp_path: Path) -> None:
    """A page has the address of a generated one under another name of its file."""
    pages = {"schema/shop.md": f"# Mine\n\n{BY_HAND}\n", "proof/index.md": f"# P\n\n{BY_HAND}\n"}
    built = builder.build(Site({**FULL, **pages}, files=SHOP), tmp_path)
    assert built.ok, built.told
    for path in ("schema/shop/index.html", "proof/index.html"):
        assert BY_HAND in built.main(path)
    assert "schema/shop/customer/index.html" in built.files


def test_files_of_a_theme_stay(builder: Builder, tmp_path: Path) -> None:
    """What the author's own theme brings, and a template that they name, are theirs too."""
    files = {**SHOP, "theirs/llms.txt": BY_HAND, "theirs/erd/shop.svg": BY_HAND}
    site = Site(
        {**FULL, "robots.txt": "For {{ config.site_name }}: " + BY_HAND},
        theme="{name: material, font: false, custom_dir: theirs}",
        more="extra_templates: [robots.txt]\n",
        files=files,
    )
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    assert built.read("llms.txt") == built.read("erd/shop.svg") == BY_HAND
    assert built.read("robots.txt") == f"For Handbook: {BY_HAND}"


# Addresses of the site and its sources

EDIT = "{name: material, font: false, features: [content.action.edit, content.action.view]}"


@pytest.fixture
def cloned(tmp_path: Path) -> Path:
    """A folder that git knows, with an origin at GitHub."""
    origin = "https://github.com/ann/handbook.git"
    for command in ("init -q", f"remote add origin {origin}"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    return tmp_path


@pytest.mark.parametrize(
    "more",
    [
        "site_url: ''\nedit_uri: ''\n",
        "site_url:\n",
        "site_url: https://example.org/\nrepo_url: https://example.org/repo\nedit_uri: ''\n",
        "site_url: https://example.org/\nrepo_url: https://gitlab.com/ann/b\nedit_uri: e/\n",
    ],
    ids=["none", "empty", "no edit links", "elsewhere"],
)
@pytest.mark.parametrize("files", [SHOP, {}], ids=["models", "nothing of ours"])
def test_no_address_is_invented(
    more: str, files: dict[str, str], builder: Builder, cloned: Path
) -> None:
    """Whatever git and a pipeline say, addresses are those of mkdocs.yml, or none."""
    site = Site({"index.md": "# Home\n"}, theme=EDIT, more=more, files=files)
    site.write(cloned)
    built = builder.again(cloned, GITHUB_REPOSITORY="ann/handbook")
    plain = builder.again(cloned, plugin=False, GITHUB_REPOSITORY="ann/handbook")
    address = re.compile(r'rel="canonical"[^>]*|<a href="[^"]*" title="(?:Edit|View)[^>]*')
    for page in ("index.html", "404.html"):
        assert address.findall(built.read(page)) == address.findall(plain.read(page))
    first = re.compile(r"<loc>[^<]*</loc>")
    assert first.findall(built.read("sitemap.xml"))[:1] == first.findall(plain.read("sitemap.xml"))
    assert not any(b"ann.github.io" in content for content in built.files.values())
    assert not any(b"github.com/ann/" in content for content in built.files.values())
    if not files:
        assert built.files == plain.files


def test_a_pipeline_may_say_the_address(builder: Builder, tmp_path: Path) -> None:
    """SITE_URL counts for one build, whatever mkdocs.yml says."""
    Site({"index.md": "# Home\n"}).write(tmp_path)
    built = builder.again(tmp_path, SITE_URL="https://preview.example.org/7")
    assert built.ok, built.told
    assert '"canonical" href="https://preview.example.org/7/"' in built.read("index.html")


def test_addresses_from_git_are_an_option(builder: Builder, cloned: Path) -> None:
    """Asked for, they are set where mkdocs.yml has none; what is switched off stays off."""
    options = ("search", "nexus: {addresses: true}")
    pages = {"index.md": "# Home\n"}
    site = Site(pages, plugins=options, theme=EDIT, more="site_url:\n")
    page = builder.build(site, cloned).read("index.html")
    assert '"canonical" href="https://ann.github.io/handbook/"' in page
    assert 'href="https://github.com/ann/handbook/edit/main/docs/index.md"' in page
    site = Site(pages, plugins=options, theme=EDIT, more="site_url:\nedit_uri: ''\n")
    page = builder.build(site, cloned).read("index.html")
    assert "/edit/" not in page


# Navigation

NAV = "nav:\n  - Home: index.md\n  - Technologies: a.md\n  - About: b.md\n"
TABS = "{name: material, font: false, features: [navigation.tabs]}"
THREE = {"index.md": "# Home\n", "a.md": "# A\n", "b.md": "# B\n"}


def tabs(built: Built) -> list[str]:
    """The tabs of the first page, by name."""
    found = re.findall(r'(?s)class="md-tabs__link">(.*?)</a>', built.read("index.html"))
    return [" ".join(name.split()) for name in found]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("nexus", ["Home", "Technologies", "About", "Schema"]),
        ("nexus: {schema_after: Home}", ["Home", "Schema", "Technologies", "About"]),
        ("nexus: {schema_after: Nowhere}", ["Home", "Technologies", "About", "Schema"]),
        ("nexus: {reference: false}", ["Home", "Technologies", "About"]),
    ],
)
def test_the_schema_stands_in_the_navigation_once(
    options: str, names: list[str], builder: Builder, tmp_path: Path
) -> None:
    """At the end, or where an option says; nowhere where there are no pages of it."""
    plugins = ("search", options)
    site = Site(THREE, plugins=plugins, theme=TABS, more=NAV, files=SHOP)
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    assert tabs(built) == names


def test_without_models_the_navigation_is_the_authors(builder: Builder, tmp_path: Path) -> None:
    """No empty entry is added, also where a page has an example."""
    pages = {**THREE, "a.md": '# A\n\n```python run="true"\nprint(6 * 7)\n```\n'}
    built = builder.build(Site(pages, theme=TABS, more=NAV), tmp_path)
    assert built.ok, built.told
    assert tabs(built) == ["Home", "Technologies", "About"]


def test_an_author_may_place_the_pages_of_a_schema(builder: Builder, tmp_path: Path) -> None:
    """Where the navigation names one of them, nothing is added to it."""
    nav = f"{NAV}  - Data:\n      - schema/shop/index.md\n      - schema/shop/customer.md\n"
    nav += "not_in_nav: /schema/\n"
    built = builder.build(Site(THREE, theme=TABS, more=nav, files=SHOP), tmp_path)
    assert built.ok, built.told
    assert tabs(built) == ["Home", "Technologies", "About", "Data"]


@pytest.mark.parametrize(
    ("plugin", "name", "text"),
    [("awesome-nav", ".nav.yml", "nav: [{}]"), ("literate-nav", "SUMMARY.md", "- [A]({})")],
)
def test_nobody_forgot_a_generated_page(
    plugin: str, name: str, text: str, builder: Builder, tmp_path: Path
) -> None:
    """A navigation that a plugin makes names the author's pages, of which none may be missing."""
    pages = {name: text.format("a.md"), "a.md": f"# A\n\n{DIAGRAM}"}
    more = "validation: {nav: {omitted_files: warn}}\n"
    plugins = (plugin, "nexus: {cards: false}")
    built = builder.build(Site(pages, plugins, "mkdocs", more, files=SHOP), tmp_path)
    assert built.ok, built.told
    assert "schema/shop/index.html" in built.files


# Anchors

SLUGS = "pymdownx.slugs.slugify {kwds: {case: lower}}"


@pytest.mark.parametrize(
    ("toc", "anchor"),
    [(f"{{slugify: !!python/object/apply:{SLUGS}}}", "商店图"), ("{permalink: true}", "_1")],
    ids=["slugs of letters", "MkDocs' own"],
)
def test_a_proof_is_found_by_the_sites_own_anchors(
    toc: str, anchor: str, builder: Builder, tmp_path: Path
) -> None:
    """Headings in any script are linked to as the site names them."""
    # YAML has no flow form for such a value: it stands in a block of its own.
    toc = (
        toc.replace("{slugify: ", "\n      slugify: ")
        .replace("}}}", "}}")
        .replace("apply:", "apply:")
    )
    more = f"markdown_extensions:\n  - toc: {toc}\n"
    week = f"# 第一周\n\n- 我画了它。 [proof](#{anchor}){{ .proof }}\n\n## 商店图\n\n{DIAGRAM}"
    site = Site({"index.md": "# 主页", "weeks/week-01/index.md": week}, more=more, files=SHOP)
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    assert f'id="{anchor}"' in built.read("weeks/week-01/index.html")
    assert "我画了它。" in built.main("proof/index.html")
    assert f'href="../weeks/week-01/#{anchor}"' in built.read("proof/index.html")
