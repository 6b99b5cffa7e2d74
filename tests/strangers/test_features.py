"""Every feature of this repository's own site is there on a default one: two weeks, two plugins.

The site is built from the wheel, in an empty folder. Each feature is one test. In the browser the
same site is opened: its keys, its policy, and what somebody hears who cannot see it.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.browser import visit
from tests.browser.waiting import until
from tests.helpers import environment
from tests.strangers.builders import (
    ANSWER,
    DIAGRAM,
    EXAMPLE,
    SHOP,
    SHOP_PAGE,
    Builder,
    Built,
    Site,
    commit,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, ViewportSize

PLAN = '```sql run="shop" plan="true"\nSELECT * FROM purchase WHERE customer_id = 1;\n```\n'
CHART = '```sql run="shop" chart="bars"\nSELECT item, id FROM purchase ORDER BY id;\n```\n'
PYTHON = '```python run="true"\nprint(6 * 7)\n```\n'
WEEK = """\
---
technologies: [SQL, PostgreSQL]
share: I learnt to ask a database.
---

# Week {0}: queries

What I learnt in week {0}.

## Learnings

- I drew the tables. [proof](shop.md#the-tables){{ .proof }}
- I asked who bought what. [proof](shop.md#the-query){{ .proof }}
- I was glad.

## Technologies

- **SQL:** asks.
- **PostgreSQL:** answers.
"""
TOPIC = f"# The shop\n\nA shop.\n\n## The tables\n\n{DIAGRAM}\n## The query\n\n{EXAMPLE}"
PAGES = {
    "index.md": f"# Home\n\nThis is mine.\n\n{DIAGRAM}\n{EXAMPLE}\n{PLAN}\n{CHART}\n{PYTHON}",
    "about.md": "# About\n\nWho I am.\n",
    "weeks/index.md": "# Weeks\n\nThe weeks.\n",
    **{f"weeks/week-0{n}/index.md": WEEK.format(n) for n in (1, 2)},
    **{f"weeks/week-0{n}/shop.md": TOPIC for n in (1, 2)},
}
OUTSIDE = re.compile(r"""(?:src|srcset)=["']?https?://|<link rel="stylesheet" href="https?://""")


# Without Node: what readers run is tried once, on the site of the shop.
BUILD = """
import sys
from nexus.examples.live import node
node.executable = lambda: ""
sys.argv = ["mkdocs", "build", "--strict"]
from mkdocs.__main__ import cli
cli()
"""


@pytest.fixture(scope="module")
def built(builder: Builder, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The default site, with nothing but what the wheel brings."""
    folder = tmp_path_factory.mktemp("features")
    Site(PAGES, files=SHOP).write(folder)
    done = subprocess.run(
        [sys.executable, "-c", BUILD],
        cwd=folder,
        env=environment(PYTHONPATH=str(installed), NEXUS_CACHE=str(builder.kept)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    found = Built(done.returncode == 0, tuple(done.stdout.splitlines()), folder / "site")
    assert found.ok, found.told
    assert not [line for line in found.lines if line.startswith(("WARNING", "ERROR"))]
    return found


def own(built: Built) -> list[str]:
    """The pages of the site, without the one for an unknown address."""
    return [path for path in built.pages if path != "404.html"]


def test_diagrams_have_their_viewer(built: Built) -> None:
    """Each page with a diagram loads the script of the viewer, and what that imports is there."""
    for path in ("index.html", "weeks/week-01/shop/index.html", "schema/shop/index.html"):
        page = built.read(path)
        assert 'class="erd-figure"' in page, path
        assert re.search(r'<script type="module"[^>]*assets/nexus/js/viewer\.js"', page), path
    scripts = [path for path in built.files if path.startswith("assets/nexus/js/")]
    for path in scripts:
        for name in re.findall(r"""from ["'](\.[^"']+)["']""", built.read(path)):
            file = (built.folder / path).parent / name
            assert file.resolve().is_file(), (path, name)


def test_examples_show_what_they_gave(built: Built) -> None:
    """Rows, a plan with its viewer, a chart, and what a program printed."""
    page, text = built.read("index.html"), built.main("index.html")
    assert ANSWER in text
    assert "42" in text
    assert re.search(r'href="plan/\?plan=evidence/index/\d\.json"', page)
    assert json.loads(built.read("evidence/index/2.json"))[0]["Plan"]
    assert 'class="nx-chart' in page or "<svg" in page.partition("chart")[2]
    assert "Query plan viewer" in built.main("plan/index.html")
    assert {"assets/nexus/pev2/pev2.umd.js", "assets/nexus/pev2/pev2.css"} <= set(built.files)


def test_each_page_has_a_card_and_tags_for_networks(built: Built) -> None:
    """Open Graph, the card as PNG, and JSON-LD; the canonical address is MkDocs' own."""
    for path in own(built):
        head = built.read(path).partition("</head>")[0]
        (image,) = re.findall('property="og:image" content="https://example.org/x/([^"]+)"', head)
        assert built.files[image].startswith(b"\x89PNG"), path
        assert re.search('property="og:title" content="[^"]+"', head), path
        (facts,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head)
        assert json.loads(facts)["@context"] == "https://schema.org", path
        address = path.removesuffix("index.html")
        assert head.count(f'<link rel="canonical" href="https://example.org/x/{address}">') == 1


def test_the_weeks_have_feeds(built: Built) -> None:
    """RSS and JSON, named in every page."""
    feed = ET.fromstring(built.read("feed_rss_created.xml"))
    titles = [item.findtext("title") for item in feed.iter("item")]
    assert titles == ["Week 2: queries", "Week 1: queries"]
    told = json.loads(built.read("feed_json_created.json"))
    assert [item["title"] for item in told["items"]] == titles
    for path in own(built):
        assert "feed_rss_created.xml" in built.read(path), path


def test_a_week_can_be_shared(built: Built) -> None:
    """Its page offers ways, and the text of a post is a file beside it."""
    for path in own(built):
        is_week = re.fullmatch(r"weeks/week-\d\d/index.html", path) is not None
        assert ('class="nx-share"' in built.read(path)) == is_week, path
    assert "I learnt to ask a database." in built.read("weeks/week-01/post.txt")
    assert "assets/nexus/js/share.js" in built.files


def test_the_ledger_lists_every_statement(built: Built) -> None:
    """With what is behind it; it is in the navigation."""
    page = built.main("proof/index.html")
    for words in ("I drew the tables.", "I asked who bought what.", "I was glad."):
        assert page.count(words) == 2
    assert 'href="proof/"' in built.read("index.html")


def test_every_page_states_its_policy(built: Built) -> None:
    """As its first tag, and nothing is fetched from elsewhere."""
    for path in built.pages:
        page = built.read(path)
        first = re.search(r"<head>\s*<meta charset=[^>]*>\s*(<meta[^>]*>)", page)
        assert first, path
        assert 'http-equiv="Content-Security-Policy"' in first[1], path
        assert not OUTSIDE.search(page), path


def test_every_page_has_one_style_sheet(built: Built) -> None:
    """One for all that is not the palette of the theme."""
    for path in built.pages:
        sheets = re.findall(r'<link rel="stylesheet" href="[^"]*?([\w.-]+)\.css"', built.read(path))
        assert len(sheets) == 1, (path, sheets)


def test_pages_are_there_as_markdown(built: Built) -> None:
    """Each beside its HTML, with the results in words; llms.txt lists them."""
    listed = built.read("llms.txt")
    for path in own(built):
        copy = path.replace(".html", ".md")
        assert copy in built.files
        assert f"https://example.org/x/{copy}" in listed, copy
    assert "Grace" in built.read("index.md")
    assert "```erd" not in built.read("index.md")


def test_machines_find_their_way(built: Built) -> None:
    """robots.txt names the site map; the manifest names icons that are there."""
    assert "Sitemap: https://example.org/x/sitemap.xml" in built.read("robots.txt")
    manifest = json.loads(built.read("site.webmanifest"))
    assert manifest["name"] == "Handbook"
    icons = [icon["src"] for icon in manifest["icons"]]
    assert icons
    assert [icon for icon in icons if icon.removeprefix("./") not in built.files] == []
    assert "assets/icons/touch.png" in built.files


def test_a_schema_has_its_pages_and_files(built: Built) -> None:
    """An index, a page per table, the picture in two formats, and DBML."""
    assert "2 tables" in built.main("schema/shop/index.html")
    assert "customer_id" in built.main("schema/shop/purchase/index.html")
    ET.fromstring(built.read("erd/shop.svg"))
    assert built.files["erd/shop.png"].startswith(b"\x89PNG")
    assert 'Table "purchase"' in built.read("erd/shop.dbml")
    assert 'href="schema/shop/"' in built.read("index.html")


def test_dates_come_from_git(builder: Builder, tmp_path: Path) -> None:
    """Where another plugin asks git, the site map and the feeds have its days."""
    plugins = ("search", "nexus", "git-revision-date-localized: {enable_creation_date: true}")
    site = Site(PAGES, plugins, files=SHOP)
    site.write(tmp_path)
    commit(tmp_path)
    found = builder.again(tmp_path)
    assert found.ok, found.told
    assert "2026-01-02" in found.read("sitemap.xml")
    feed = json.loads(found.read("feed_json_created.json"))
    assert feed["items"][0]["date_published"].startswith("2026-01-02")


# In the browser

MERMAID = """markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_div_format
"""
MERMAID_PLUGIN = (
    "mermaid2: {javascript: assets/nexus/js/mermaid.js,"
    " arguments: {startOnLoad: false, securityLevel: strict}}"
)
WATCH = """addEventListener("securitypolicyviolation", (event) => console.error(
    `${event.violatedDirective} stopped ${event.blockedURI} of ${location.href}`));"""


@dataclass(frozen=True)
class Served:
    """A site that is served, as `visit` needs it."""

    address: str
    pages: tuple[str, ...]


@pytest.fixture(scope="module")
def served(built: Built, serve: Callable[[Path], str]) -> Served:
    """The default site, served."""
    pages = tuple(path.removesuffix("index.html") for path in own(built))
    return Served(serve(built.folder), pages)


WIDTH = "document.querySelector('.erd-figure svg.erd').getBoundingClientRect().width"
# A page of each kind, and what in it is the theme's, which has findings of its own.
KINDS = ("", "weeks/week-01/", "weeks/week-01/shop/", "schema/shop/purchase/", "proof/", "plan/")
AXE = """rules => axe.run(
    {exclude: [".md-search", ".md-copyright", ".md-typeset__scrollwrap"]}, {runOnly: rules, resultTypes: ["violations"]}
).then(({violations}) => violations.map(({id, nodes}) => `${id} ${nodes[0].html}`))"""


@pytest.mark.browser
@pytest.mark.parametrize("size", [visit.LAPTOP, visit.PHONE], ids=["laptop", "phone"])
def test_every_kind_of_page_is_sound(
    size: "ViewportSize", browser: "Browser", served: Served, axe: str
) -> None:
    """None asks outside, does what the policy stops, reports an error, or breaks a rule of axe."""
    errors: list[str] = []
    with browser.new_context(viewport=size, reduced_motion="reduce") as context:
        context.add_init_script(WATCH)
        for path in KINDS:
            opened = visit.Visit(context, served, path)  # type: ignore[arg-type]
            opened.page.evaluate(axe)
            found = opened.page.evaluate(AXE, visit.RULES)
            errors += [*opened.errors, *(f"{path}: {finding}" for finding in found)]
            opened.page.close()
    assert not errors, "\n".join(errors)


@pytest.mark.browser
def test_diagrams_obey_their_keys(browser: "Browser", served: Served) -> None:
    """T opens the finder, which finds a column; plus, minus and 0 zoom."""
    page = browser.new_page(reduced_motion="reduce")
    page.goto(served.address)
    figure = page.locator(".erd-figure[data-view=ready]").first
    figure.wait_for()
    figure.locator(".erd-frame").focus()
    rest = width(figure)
    page.keyboard.press("+")
    until(page, f"() => {WIDTH} > {rest}")
    large = width(figure)
    page.keyboard.press("-")
    until(page, f"() => {WIDTH} < {large}")
    page.keyboard.press("+")
    until(page, f"() => {WIDTH} > {rest}")
    page.keyboard.press("0")
    until(page, f"() => Math.abs({WIDTH} - {rest}) < 1")
    page.keyboard.press("t")
    assert figure.get_by_role("combobox").get_attribute("aria-expanded") == "true"
    page.keyboard.type("item")
    assert "purchase" in figure.get_by_role("option").first.inner_text()
    page.keyboard.press("Enter")
    assert figure.locator(".column.chosen").get_attribute("data-column") == "item"
    page.close()


def width(figure: "Locator") -> float:
    """How wide a diagram is drawn."""
    return float(figure.page.evaluate(WIDTH))


@pytest.mark.browser
def test_a_plan_opens_in_its_viewer(browser: "Browser", served: Served) -> None:
    """The link below a plan shows it in pev2."""
    page = browser.new_page()
    page.goto(f"{served.address}plan/?plan=evidence/index/2.json")
    page.locator("#plan-view .plan-node").first.wait_for()
    assert "purchase" in (page.text_content("#plan-view") or "")
    page.close()


@pytest.mark.browser
def test_mermaid_draws_with_what_the_site_brings(
    browser: "Browser", builder: Builder, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """Beside the plugin mermaid2 a diagram is drawn, and nothing is asked of the outside."""
    page = f"{SHOP_PAGE}\n```mermaid\ngraph LR\n  A --> B\n```\n"
    plugins = ("search", "nexus", MERMAID_PLUGIN)
    found = builder.build(Site({"index.md": page}, plugins, more=MERMAID, files=SHOP), tmp_path)
    assert found.ok, found.told
    with browser.new_context() as context:
        context.add_init_script(WATCH)
        opened = visit.Visit(context, Served(serve(found.folder), ("",)), "")  # type: ignore[arg-type]
        diagram = opened.page.locator("div.mermaid")
        diagram.scroll_into_view_if_needed()
        diagram.locator("> svg").wait_for()
        assert opened.errors == []
