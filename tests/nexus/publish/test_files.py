"""robots.txt, llms.txt, the manifest with its icons, and the Markdown copies."""

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.publish import copies, llms, manifest, robots
from nexus.publish.page import Page, Website
from PIL import Image

from tests.nexus.pages.builders import written

SITE = Website("Nexus", "https://octo.github.io/nexus/", "A journal")
WEEK = Page("weeks/week-01/index.md", "weeks/week-01/", "Week 1", "The first week.")
TOPIC = Page("weeks/week-01/design.md", "weeks/week-01/design/", "A [design]")
ABOUT = Page("about.md", "about/", "About", "What this is.")
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>'
)


def copy(source: str, page: Page = ABOUT, pages: Mapping[str, Page] | None = None) -> str:
    """The copy of a page with that source, a figure being told by its name and its text."""
    told = written(page.path, source)
    return copies.text(page, told, pages or {}, lambda f: f"The {f.language}:\n\n{f.body}")


@pytest.mark.parametrize(
    ("url", "files"),
    [
        ("", (True, "index.md", "post.txt")),
        ("index.html", (True, "index.md", "post.txt")),
        ("weeks/a%20b/", (False, "weeks/a b/index.md", "weeks/a b/post.txt")),
        ("weeks/a%20b.html", (False, "weeks/a b.md", "weeks/post.txt")),
    ],
)
def test_files_lie_beside_the_page(url: str, files: tuple[bool, str, str]) -> None:
    """Also where the addresses of a site name files, as for reading offline."""
    page = Page("x.md", url, "X")
    assert (page.is_home, page.copy, page.post) == files


def test_robots_may_read_everything() -> None:
    """And are told where the site map is, if the site's address is known."""
    assert robots.text(SITE).endswith("\n\nSitemap: https://octo.github.io/nexus/sitemap.xml\n")
    assert robots.text(Website("Nexus")) == "User-agent: *\nAllow: /\n"


def test_llms_lists_the_markdown_of_each_page() -> None:
    """By the part of the site, with the description; brackets in a title stay text."""
    assert llms.text(SITE, [ABOUT, WEEK, TOPIC]) == (
        "# Nexus\n\n> A journal\n\n"
        "## Pages\n\n"
        "- [About](https://octo.github.io/nexus/about/index.md): What this is.\n\n"
        "## Weeks\n\n"
        "- [Week 1](https://octo.github.io/nexus/weeks/week-01/index.md): The first week.\n"
        "- [A \\[design\\]](https://octo.github.io/nexus/weeks/week-01/design/index.md)\n"
    )


def test_names_and_descriptions_are_no_links_in_llms() -> None:
    """Of the site and of each page."""
    about = Page("about.md", "about/", "About", "What [this](x) is.")
    told = llms.text(Website("A [site](y)", description="Of [mine](z)"), [about])
    assert re.findall(r"(?<!\\)\]\((.*?)\)", told) == ["about/index.md"]


def test_llms_without_an_address_links_from_where_it_is() -> None:
    """It lies at the top of the site."""
    assert "](about/index.md)" in llms.text(Website("Nexus"), [ABOUT])


def test_llms_quotes_addresses_and_tells_tables_of_schemas_apart() -> None:
    """A space would end a link."""
    table = Page("a b.md", "a%20b/", "booking", schema="shop")
    assert "[booking (shop)](a%20b/index.md)" in llms.text(Website("Nexus"), [table])
    assert f"]({SITE.address}a%20b/index.md)" in llms.text(SITE, [table])


def test_the_manifest_names_every_icon_but_that_of_apple() -> None:
    """Which a page links itself."""
    named = {icon["src"]: icon["sizes"] for icon in json.loads(manifest.text(SITE))["icons"]}
    made = dict(manifest.icons(MARK))
    assert made.keys() == {*named, manifest.TOUCH_ICON}
    assert "assets/icons/icon-512.png" in named
    for path, size in named.items():
        assert "{}x{}".format(*Image.open(io.BytesIO(made[path])).size) == size


def test_a_site_without_an_svg_icon_has_the_mark_of_the_package(tmp_path: Path) -> None:
    """A PNG cannot be drawn in other sizes."""
    own, other = tmp_path / "own.svg", tmp_path / "icon.png"
    other.write_bytes(b"PNG")
    assert "<svg" in manifest.mark([own, other])
    own.write_text(MARK, encoding="utf-8")
    assert manifest.mark([other, own]) == MARK


def test_the_manifest_has_no_empty_entry() -> None:
    """A site without a description has none there."""
    assert "description" not in json.loads(manifest.text(Website("Nexus")))


def test_the_icon_for_apple_has_no_transparent_corner() -> None:
    """It would be black."""
    icon = Image.open(io.BytesIO(dict(manifest.icons(MARK))[manifest.TOUCH_ICON]))
    assert icon.convert("RGBA").getchannel("A").getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("page", "link", "copied"),
    [
        (WEEK, "design.md#keys", "design/index.md#keys"),
        (TOPIC, "index.md", "../index.md"),
        (TOPIC, "../../about.md", "../../../about/index.md"),
        (ABOUT, "weeks/week-01/design.md", "../weeks/week-01/design/index.md"),
        (WEEK, "labs/a.py", "labs/a.py"),
        (TOPIC, "labs/a.py?x=1#L2", "../labs/a.py?x=1#L2"),
        (ABOUT, "erd/airbnb.svg", "../erd/airbnb.svg"),
        (ABOUT, "weeks/", "../weeks/"),
        (ABOUT, "a_(b).png", "../a_%28b%29.png"),
        (ABOUT, "<odd%20name.md>", "<../odd%20name%231/index.md>"),
        (ABOUT, 'about.md "Title"', 'index.md "Title"'),
        (ABOUT, "https://a.b/c.md", "https://a.b/c.md"),
        (ABOUT, "mailto:a@b.c", "mailto:a@b.c"),
        (ABOUT, "/c.md", "/c.md"),
        (ABOUT, "#c.md", "#c.md"),
    ],
)
def test_links_lead_to_copies_and_files(page: Page, link: str, copied: str) -> None:
    """From where the copy is; those that lead out of the site stay."""
    odd = Page("odd name.md", "odd%20name%231/", "Odd")
    pages = {known.path: known for known in (WEEK, TOPIC, ABOUT, odd)}
    text = f"[a]({link}) and ![b]({link})"
    assert copy(text, page, pages) == f"[a]({copied}) and ![b]({copied})\n"


@pytest.mark.parametrize(
    "code",
    [
        "`[a](b.md)`",
        "``[a](b.md) ` ``",
        "<code>[a](b.md)`</code>",
        "<!-- [a](b.md) -->",
        r"\[a\](b.md)",
        "```\n[a](b.md)\n```",
        "    ```sql\n    [a](b.md)\n    ```",
        "words\n\n    [a](b.md)\n\n        [a](b.md)",
        "- item\n\n        [a](b.md)",
        "[^1]: a.b",
        "[Note]: see below",
    ],
)
def test_code_is_no_link(code: str) -> None:
    """Nor is what a reader does not see as one."""
    assert copy(f"a\n\n{code}") == f"a\n\n{code}\n"


@pytest.mark.parametrize(
    "before",
    [
        "- item\n    - ",
        "- item\n\n    ",
        '!!! note "Note"\n\n    ',
        '=== "A"\n\n    === "B"\n\n        ',
        '[a]: x.md "Title"\n[b]: ',
        "a lone ` and\n\n",
        "```\ncode\n```\n",
    ],
)
def test_what_stands_further_in_is_not_always_code(before: str) -> None:
    """A list, a note and a tab hold text, and a link may have its target elsewhere."""
    link = "b.md" if before.endswith("]: ") else "[a](b.md)"
    copied = copy(f"{before}{link}")
    assert copied == f"{before}{link}\n".replace("x.md", "../x.md").replace("b.md", "../b.md")


def test_fences_that_become_figures_are_told_in_words() -> None:
    """In their place and depth; other fences stay."""
    text = "a\n\n    ```erd\n    schema: x\n    ```\n\n```sql\nSELECT 1;\n```"
    told = "a\n\n    The erd:\n\n    schema: x\n\n```sql\nSELECT 1;\n```\n"
    assert copy(text) == told


def test_front_matter_is_no_part_of_a_copy() -> None:
    """Nor are the empty lines that stand for it."""
    assert copy("---\ntitle: A\n---\n\n# A\n") == "# A\n"


def test_a_fence_that_stands_nowhere_in_the_page_leaves_it_alone() -> None:
    """As one that another plugin wrote."""
    page = Written("about.md", Path("about.md"), "words", fences=(Fence("erd", "schema: x"),))
    assert copies.text(ABOUT, page, {}, lambda fence: fence.body) == "words\n"


def test_what_llms_says_is_no_link() -> None:
    """Neither in the name of a site, nor in a description."""
    about = Page("about.md", "about/", "About", description="[x](y)")
    text = llms.text(Website("A [b](c)", description="D [e](f)"), [about])
    assert re.findall(r"(?<!\\)\]\(([^)]*)\)", text) == ["about/index.md"]
