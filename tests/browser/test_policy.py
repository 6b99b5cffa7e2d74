"""The policy in a real browser: nothing of the site breaks by it, and no hostile text runs.

The hostile project says its payloads wherever somebody else's text may come from: names, comments,
titles, front matter, results. They are harmless without the policy too, as the text is escaped.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import projects
from tests.fixtures.projects import Once
from tests.projects import Site

pytestmark = pytest.mark.browser

ORDERS = "weeks/week-01/orders/"
WATCH = """
addEventListener("securitypolicyviolation", (event) => console.error(
    `${event.violatedDirective} stopped ${event.blockedURI} ${event.sample} of ${location.href}`));
"""
# Each tells by `ran` that it ran; most run as soon as they are taken for markup.
PAYLOADS = (
    "<script>ran=1</script>",
    "</script><script>ran=1</script>",
    "</title><script>ran=1</script>",
    "</textarea><script>ran=1</script>",
    "<img src=x onerror=ran=1>",
    '"><svg onload=ran=1>',
    "'><img src=x onerror=ran=1>",
    "' autofocus onfocus='ran=1",
    '" onmouseover="ran=1',
    "` onclick=`ran=1",
    "javascript:ran=1",
    "[a](javascript:ran=1)",
    "![a](x){ onerror=ran=1 }",
    '<a href="javascript:ran=1">a</a>',
    "<iframe srcdoc='<script>parent.ran=1</script>'>",
    "<details open ontoggle=ran=1>",
    "]]><script>ran=1</script>",
    "--><script>ran=1</script>",
    "&lt;script&gt;ran=1&lt;/script&gt;",
    "<b>|<script>ran=1</script>|",
    "{{ ran=1 }} ${ran=1}",
)
# What a browser would run in a page, found in what it made of the page.
ARMED = """() => [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes])
    .filter(({ name, value }) => name.startsWith("on") ||
        /^(href|src|action|formaction|xlink:href|data|srcdoc)$/.test(name) &&
        (/^\\s*(java|vb)script:/i.test(value) || name === "srcdoc"))
    .map(({ name, value }) => `${name}=${value}`)"""
MODELS = """\
from sqlalchemy import CheckConstraint, Column, Enum, ForeignKey, Integer, MetaData, Table

metadata = MetaData()
Table("hub", metadata, Column("id", Integer, primary_key=True))
# More than a diagram has room for.
for number, text in enumerate({payloads} * 2):
    Table(
        f"{{text}} {{number}}",
        metadata,
        Column("id", Integer, primary_key=True, comment=text),
        Column(text, Enum(text, "other", name=f"{{text}} kind {{number}}"), comment=text),
        Column("hub_id", ForeignKey("hub.id"), comment=text),
        CheckConstraint(f"id <> '{{text.replace(chr(39), '')}}'", name=text),
        comment=text,
    )
"""
LAB = """\
'id -> note'

from sqlalchemy import Column, Integer, MetaData, Table

metadata = MetaData()
names = ("id", "note", "<script>ran=1</script>")
Table("<b>lab", metadata, *(Column(n, Integer, primary_key=n != "note") for n in names))
"""
# A payload as the text of a heading, and the anchor of that heading.
SAID = "&lt;img src=x onerror=ran=1&gt;"
SAID_AT = "shown-img-srcx-onerrorran1"


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A browser whose pages tell what the policy stops, and all that is said on their console."""
    errors: list[str] = []
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.add_init_script(WATCH)
    # A picture that is opened by itself names no icon, and the browser looks for one.
    context.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    context.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context, errors
    context.close()


def with_text(site: Site, text: str) -> str:
    """The first page whose HTML holds a text."""
    read = ((path, (site.folder / path / "index.html").read_text("utf-8")) for path in site.pages)
    return next(path for path, html in read if text in html)


def search(page: Page, words: str) -> None:
    """Searches as a reader does, and waits for what is found."""
    page.keyboard.press("/")
    page.locator(".md-search__input:focus").wait_for()
    page.keyboard.type(words)
    page.locator(".md-search-result__link").first.wait_for()


def tour_of_search_and_palette(page: Page, site: Site) -> None:
    """Searches, follows a result, shares a search; goes through all palettes and reloads."""
    page.goto(site.address)
    search(page, "refund")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url("**/?h=refund*")
    search(page, "refund")
    page.locator(".md-search__options [data-md-component=search-share]").click()
    page.keyboard.press("Escape")
    for _ in range(3):
        page.locator("[data-nx-palette] label:visible").click()
    page.reload()
    assert page.locator("body").get_attribute("data-md-color-scheme")


def tour_of_diagrams(page: Page, site: Site) -> None:
    """Uses every tool of a diagram, saves it as files; has the Mermaid diagrams drawn."""
    page.goto(site.address + ORDERS)
    figure = page.locator(".erd-figure").first
    figure.scroll_into_view_if_needed()
    page.locator(".erd-figure[data-view=ready]").first.wait_for()
    for kind in ("svg", "png"):
        with page.expect_download():
            figure.locator(f"[data-tool={kind}]").click()
    figure.locator("[data-tool=in]").click()
    figure.locator("[data-tool=find]").click()
    page.keyboard.type("refu")
    page.keyboard.press("Enter")
    figure.locator("[data-tool=full]").click()
    page.locator(".erd-full").wait_for()
    page.keyboard.press("Escape")
    page.goto(site.address + with_text(site, '<div class="mermaid">'))
    drawn = page.locator("div.mermaid").first
    drawn.scroll_into_view_if_needed()
    drawn.locator("> svg").wait_for()


def tour_of_tabs_and_copies(page: Page, site: Site) -> None:
    """Opens a tab, which stays open on a reload; copies code; copies a post and its link."""
    page.goto(site.address + with_text(site, 'class="tabbed-labels"'))
    page.locator(".tabbed-labels label").nth(1).click()
    page.reload()
    assert page.locator(".tabbed-set input").nth(1).is_checked()
    page.goto(site.address + ORDERS)
    page.locator(".highlight").first.scroll_into_view_if_needed()
    page.locator("[data-md-type=copy], .md-clipboard").first.click()
    page.locator(".md-dialog--active").wait_for()
    page.goto(f"{site.address}weeks/week-02/")
    for way in ("post", "link"):
        page.locator(f".nx-share [data-way={way}]").click()
        expect(page.locator(".nx-share [role=status]")).to_contain_text("is copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("https://")


def tour_of_plans_and_lost_pages(page: Page, site: Site) -> None:
    """Opens a plan in pev2; searches from the page of an unknown address."""
    page.goto(site.address + with_text(site, "plan/?plan="))
    for folded in page.locator("details:has(a[href*='plan/?plan='])").all():
        folded.evaluate("details => details.open = true")
    page.locator("a[href*='plan/?plan=']").first.click()
    page.locator("#plan-view .plan-node").first.wait_for()
    page.goto(f"{site.address}404.html")
    search(page, "week")


@pytest.mark.parametrize(
    "tour",
    [
        tour_of_search_and_palette,
        tour_of_diagrams,
        tour_of_tabs_and_copies,
        tour_of_plans_and_lost_pages,
    ],
)
def test_nothing_breaks_by_the_policy(
    watched: tuple[BrowserContext, list[str]], site: Site, tour: Callable[[Page, Site], None]
) -> None:
    """A reader's tour through the site: no violation, and no error on the console."""
    context, errors = watched
    page = context.new_page()
    tour(page, site)
    assert errors == []


def test_every_page_opens_under_the_policy(
    watched: tuple[BrowserContext, list[str]], site: Site
) -> None:
    """Each has the policy, and nothing on it is stopped when it opens.

    The generated pages are alike: of these, two. One asks for a list that publishing makes.
    """
    context, errors = watched
    page = context.new_page()
    generated = [path for path in site.pages if path.startswith("schema/")]
    for path in sorted(set(site.pages) - {*generated[2:], "verify/"}):
        page.goto(site.address + path)
        assert page.locator("meta[http-equiv=Content-Security-Policy]").count() == 1
    assert errors == []


def test_the_policy_stops_a_script(watched: tuple[BrowserContext, list[str]], site: Site) -> None:
    """A script put into a page does not run and is reported, so the tests above would see it."""
    context, errors = watched
    page = context.new_page()
    page.goto(site.address)
    with page.expect_console_message(lambda said: "stopped inline" in said.text):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=ran=1>')")
    assert page.evaluate("window.ran") is None
    assert errors


@pytest.fixture(scope="module")
def hostile(once: Once, shop: Path) -> Path:
    """A site that says every payload in every place."""
    return once("hostile", lambda folder: projects.built(write_hostile(folder, shop))) / "site"


def write_hostile(folder: Path, shop: Path) -> Path:
    """The project of that site."""
    texts = {
        "docs/index.md": shown(),
        **{f"docs/page-{n}.md": written(payload) for n, payload in enumerate(PAYLOADS)},
        "docs/weeks/week-01/index.md": week(),
        "docs/proof.md": f"{meta('Proof')}\n```nexus-ledger\n```\n",
    }
    models = {
        "models/hostile.py": MODELS.format(payloads=repr(PAYLOADS)),
        "models/lab.py": LAB,
    }
    nav = [name.removeprefix("docs/") for name in texts]
    project = projects.write(folder, {**texts, **models}, nav)
    return projects.warmed(projects.commit(project), shop)


def meta(title: str, **more: object) -> str:
    """The front matter of a page that has a title, which describes it too."""
    return f"---\n{json.dumps({'title': title, 'description': title, **more})}\n---\n"


def written(payload: str) -> str:
    """A page whose front matter says a payload, with a section that says one as text."""
    return f"{meta(payload)}\n## Shown {SAID}\n\nText.\n"


def week() -> str:
    """The page of a week, with a statement that each of the other pages backs."""
    share = "\n".join(PAYLOADS)
    proofs = " ".join(
        f"[proof](../../page-{n}.md#{SAID_AT}){{ .proof .told }}" for n in range(len(PAYLOADS))
    )
    head = meta(PAYLOADS[0], week=1, technologies=list(PAYLOADS), share=share)
    return f"{head}\n## Takeaways {SAID}\n\n- One. {proofs}\n"


def shown() -> str:
    """The home page: diagrams of the hostile tables, and results that hold the payloads."""
    rows = ", ".join("('{}')".format(payload.replace("'", "''")) for payload in PAYLOADS)
    label = PAYLOADS[0].replace('"', "")
    return "\n".join(
        (
            meta("Home"),
            f"```erd\nschema: hostile\ntitle: {json.dumps(PAYLOADS[4])}\n```\n",
            "```erd\nschema: hostile\ntables: [hub]\ndepth: 1\n```\n",
            '```nexus-normal-form\nschema: lab\nlists: ["<script>ran=1</script>"]\n```\n',
            f'```sql run="lab" rows="99" title="{label}"',
            f'SELECT t AS "{label}" FROM (VALUES {rows}) AS v (t) ORDER BY t\n```\n',
            f'```python run="true"\nprint(*{PAYLOADS!r}, sep="\\n")\n```\n',
        )
    )


def test_hostile_texts_run_nothing(
    watched: tuple[BrowserContext, list[str]],
    hostile: Path,
    serve: Callable[[Path], str],
    tmp_path: Path,
) -> None:
    """Also without the policy: in pages, in diagrams as files, and in what the search shows of them."""
    context, errors = watched
    folder = without_policy(hostile, tmp_path / "site")
    address, page = serve(folder), context.new_page()
    for file in sorted([*folder.rglob("*.html"), *folder.rglob("erd/*.svg")]):
        path = file.relative_to(folder).as_posix()
        number = re.search(r"-(\d+)(?:/index\.html|\.svg)$", path)
        if number and int(number[1]) >= len(PAYLOADS):
            continue  # the second table with the same text
        page.goto(address + path)
        assert page.evaluate("window.ran") is None, file
        assert page.evaluate(ARMED) == [], file
    page.goto(address)
    search(page, "text")
    assert page.evaluate(ARMED) == []
    assert page.evaluate("window.ran") is None
    assert errors == []


def without_policy(site: Path, folder: Path) -> Path:
    """A copy of a site whose pages have lost their policy."""
    shutil.copytree(site, folder)
    for file in folder.rglob("*.html"):
        html = file.read_text("utf-8")
        bare = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
        assert bare != html
        file.write_text(bare, "utf-8")
    return folder
