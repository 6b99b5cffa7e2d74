"""Examples that a reader runs, on the site of the shop: what they give, cost, and survive."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from nexus import plans
from nexus.core.results import Done, Printed, SqlError
from nexus.examples import html
from nexus.plans import figure
from playwright.sync_api import Browser, BrowserContext, Request, Route, expect

from tests.browser import runs
from tests.browser.engines import Reader
from tests.browser.visit import PHONE, overflows, violations
from tests.helpers import ROOT
from tests.nexus.examples.builders import example, rows
from tests.projects import Site

pytestmark = pytest.mark.browser

QUERIES = "weeks/week-02/queries/"
ORDERS = "weeks/week-01/orders/"
ENDLESS = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t"
PLANS = ROOT / "tests" / "nexus" / "plans" / "plans"
# What a module draws of a plan, and a text of HTML, both as a browser writes them.
DRAWN = """async ([module, plan, html]) => {
    const { tree } = await import(module);
    const shown = document.createElement("template");
    shown.innerHTML = html;
    return [tree(JSON.parse(plan)[0]).outerHTML, shown.innerHTML];
}"""
# A page that knows the workers that it starts.
WORKERS = """globalThis.workers = [];
globalThis.Worker = class extends Worker { constructor(...given) { super(...given); workers.push(this); } };"""
# What a module draws of results, and a figure of HTML: all that a page is made of, in the same order.
RESULTS = """async ([module, given, html]) => {
    const { results } = await import(module);
    const told = (node) => node.nodeType === 3 ? node.data : [
        node.tagName,
        Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value])),
        [...node.childNodes].map(told),
    ];
    const shown = document.createElement("template");
    shown.innerHTML = html;
    return [results(given, "Result of example 1").map(told), [...shown.content.firstChild.childNodes].map(told)];
}"""
PARTS = "**/assets/nexus/live/*.bin"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody who was never here."""
    with browser.new_context() as made:
        yield made
        # A route that is still fetching would fail in the next test.
        made.unroute_all(behavior="wait")


@pytest.fixture(scope="module")
def queries(browser: Browser, site: Site) -> Iterator[runs.Run]:
    """The first example of a page, open, for tests that leave it as they find it."""
    with browser.new_context() as made:
        made.add_init_script(WORKERS)
        (first, *_) = runs.every(runs.opened(made, site.address + QUERIES))
        first.press()
        yield first


@pytest.mark.parametrize(("path", "count"), [(QUERIES, 7), (ORDERS, 3)])
def test_every_button_gives_what_the_page_shows(
    context: BrowserContext, site: Site, path: str, count: int
) -> None:
    """Rows, tags, refusals and plans, drawn alike, on models and data of somebody's own."""
    errors: list[str] = []
    page = runs.opened(context, site.address + path)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and errors.append(said.text))
    found = runs.every(page)
    assert len(found) == count
    for run in found:
        run.press()
        assert run.is_as_built(), run.said.inner_text()
        expect(run.said).to_contain_text("in your browser")
    assert errors == []


def test_nothing_is_fetched_before_the_press_and_nothing_twice(
    context: BrowserContext, site: Site
) -> None:
    """One script of a few bytes comes with the page; the parts come once, and are kept."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    context.on("request", note)
    page = runs.opened(context, site.address + ORDERS)
    live = [each.url.rpartition("/live/")[2] for each in asked if "/live/" in each.url]
    assert live == ["run.js"]
    (first, *_) = runs.every(page)
    first.press()
    parts = [each for each in asked if each.url.endswith(".bin")]
    sizes = [
        int((each.response() or pytest.fail(each.url)).headers["content-length"]) for each in parts
    ]
    assert 5_000_000 < sum(sizes) < 9_000_000
    asked.clear()
    again = runs.opened(context, site.address + ORDERS)
    runs.every(again)[0].press()
    assert runs.every(again)[0].is_as_built()
    assert [each.url for each in asked if each.url.endswith(".bin")] == []


def test_a_query_without_end_is_stopped_at_once(queries: runs.Run) -> None:
    """The page says so, and the next run works."""
    queries.start(ENDLESS)
    expect(queries.said).to_have_text("Running …", timeout=runs.LONG)
    queries.box.get_by_role("button", name="Stop").click()
    expect(queries.said).to_have_text("Stopped.")
    queries.run("SELECT 4 AS four")
    expect(queries.result).to_contain_text("1 row.")


def test_a_worker_that_is_killed_is_one_line_at_once(queries: runs.Run) -> None:
    """As where the system takes its memory back; the next run works."""
    queries.start("SELECT pg_sleep(25)")
    expect(queries.said).to_have_text("Running …", timeout=runs.LONG)
    queries.box.evaluate("() => workers.at(-1).terminate()")
    expect(queries.said).to_contain_text("or has ended")
    queries.run("SELECT 4 AS four")
    expect(queries.result).to_contain_text("1 row.")


def test_mistakes_end_in_one_line(queries: runs.Run) -> None:
    """An open transaction, a COPY without a client, and one that ends PostgreSQL."""
    for text, said in {
        "BEGIN; SELECT 1": "leaves its transaction open",
        "COPY (SELECT 1) TO STDOUT": "COPY waits for a client program",
        'COPY "user" FROM STDIN': "PostgreSQL has ended, and begins anew",
    }.items():
        queries.run(text)
        expect(queries.said).to_contain_text(said)


def test_what_is_dropped_is_there_after_reset(queries: runs.Run) -> None:
    """And the text is the author's again, so that it gives what the page shows."""
    queries.run("DROP SCHEMA public CASCADE")
    expect(queries.result).to_have_text("DROP SCHEMA")
    queries.box.get_by_role("button", name="Reset").click()
    expect(queries.box.get_by_role("textbox")).to_contain_text("full_name, placed_at")
    queries.button.click()
    queries.wait()
    assert queries.is_as_built()


def test_a_refusal_is_marked_at_its_place(queries: runs.Run) -> None:
    """PostgreSQL counts characters, and some of them take two places in a text of JavaScript."""
    queries.run("SELECT '\N{GRINNING FACE}' AS face, nme FROM \"user\"")
    expect(queries.box.locator(".nx-place")).to_have_text("nme")
    expect(queries.result).to_contain_text("42703 undefined_column")


def test_every_result_is_drawn_as_at_a_build(queries: runs.Run, site: Site) -> None:
    """Empty and odd texts, nulls, refusals with an author's own code, and what begins with a line break."""
    odd = ("", " ", None, "a\tb", "a\r\tb", "a\n\tb", "\u202eabc", "<b>&", "\x07", "é" * 300)
    columns = {f"c{n}": "numeric(3,1)" if n == 3 else "text" for n in range(len(odd))}
    all_kinds = example(
        rows(columns, odd),
        rows({}, (), count=12_345),
        rows({"": "void"}),
        Done("DROP TABLE"),
        Printed("\n<i>\n"),
        Printed(""),
        SqlError("ZZ001", "own"),
        SqlError("23505", "no\nmore", detail="d", hint="", condition="unique_violation"),
    )
    built = html.figure(all_kinds, html.Context())
    given = msgspec.to_builtins(all_kinds.kept.results)
    module = f"{site.address}assets/nexus/live/results.js"
    drawn, shown = queries.box.page.evaluate(RESULTS, [module, given, built])
    assert drawn == shown


def test_every_plan_is_drawn_as_at_a_build(queries: runs.Run, site: Site) -> None:
    """Its nodes, what each spent itself, conditions, files, workers: the same elements."""
    page = queries.box.page
    for file in sorted(PLANS.glob("*.json")):
        document = file.read_text("utf-8")
        built = figure.tree(plans.read(document)).replace(
            figure.MEASURED, "measured in your browser"
        )
        module = f"{site.address}assets/nexus/live/plan.js"
        drawn, shown = page.evaluate(DRAWN, [module, document, built])
        assert drawn == shown, file.name


def test_a_plan_of_a_text_of_one_s_own_is_a_tree(queries: runs.Run) -> None:
    """What its statement writes, a refusal, and a second statement are told too."""
    (_, _, _, before, *_) = runs.every(queries.box.page)
    before.press()
    before.run('DELETE FROM "order" WHERE buyer_id = -7; SELECT 1 AS one')
    expect(before.result.locator(".plan strong").first).to_have_text("Delete")
    expect(before.result).to_contain_text("1 row.")
    before.run("SELECT nme")
    expect(before.box.locator(".nx-place")).to_have_text("nme")


def test_a_damaged_part_is_refused_by_its_digest(context: BrowserContext, site: Site) -> None:
    """One byte is enough; the next try fetches it anew."""

    def damage(route: Route) -> None:
        content = bytearray(route.fetch().body())
        content[len(content) // 2] ^= 1
        route.fulfill(body=bytes(content))

    (first, *_) = runs.every(runs.opened(context, site.address + QUERIES))
    context.route("**/live/shop-*.bin", damage)
    first.press()
    expect(first.said).to_have_text("A part is not what was published, so it is not run.")
    context.unroute("**/live/shop-*.bin")
    first.button.click()
    first.wait()
    assert first.is_as_built()


def test_what_cannot_be_fetched_or_kept_is_no_end(context: BrowserContext, site: Site) -> None:
    """A connection that breaks is one line; a browser without room fetches again."""
    (first, *_) = runs.every(runs.opened(context, site.address + QUERIES))
    context.route(PARTS, lambda route: route.abort())
    first.press()
    expect(first.said).to_contain_text("could not be fetched")
    context.unroute(PARTS)

    def forget(route: Route) -> None:
        full = (
            "caches.open = async () => { throw new DOMException('full', 'QuotaExceededError'); };"
        )
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text() + full)

    context.route("**/live/worker-sql.js", forget)
    first.button.click()
    first.wait()
    assert first.is_as_built()


def test_a_worker_that_cannot_start_is_one_line(context: BrowserContext, site: Site) -> None:
    """As where a host's own policy forbids it."""
    context.route("**/live/worker-sql.js", lambda route: route.fulfill(status=404, body=""))
    (first, *_) = runs.every(runs.opened(context, site.address + QUERIES))
    first.press()
    expect(first.said).to_contain_text("could not start in this browser")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_editor_is_accessible(browser: Browser, site: Site, axe: str, scheme: str) -> None:
    """In both palettes, with a refusal marked in it, and on a phone."""
    with browser.new_context(viewport=PHONE, color_scheme=scheme) as made:  # type: ignore[arg-type]
        page = runs.opened(made, site.address + QUERIES)
        (first, *_) = runs.every(page)
        first.press()
        first.run("SELECT 'a', 1, nme -- what\nFROM \"user\"")
        assert violations(page, axe) == []
        assert not overflows(page)


def test_the_keyboard_is_enough(context: BrowserContext, site: Site) -> None:
    """Enter runs it, the editor has the focus, and Tab leaves it for the buttons."""
    page = runs.opened(context, site.address + QUERIES)
    (first, *_) = runs.every(page)
    first.box.get_by_role("button").focus()
    page.keyboard.press("Enter")
    first.wait()
    expect(first.box.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" -- mine")
    page.keyboard.press("Control+Enter")
    first.wait()
    assert first.is_as_built()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(first.button).to_be_focused()


def test_a_link_brings_a_text_that_runs_only_on_request(
    context: BrowserContext, site: Site
) -> None:
    """It stays in the fragment, which no server sees, and is shown before anything runs."""
    page = runs.opened(context, site.address + QUERIES)
    (first, *_) = runs.every(page)
    first.press()
    first.run("SELECT '<b>\N{GRINNING FACE}</b>' AS mine")
    first.box.get_by_role("button", name="Copy a link").click()
    page.wait_for_function("location.hash.startsWith('#run-')")
    address = page.url
    asked: list[str] = []
    other = context.new_page()
    other.on("request", lambda each: asked.append(each.url))
    other.goto(address)
    (linked, *_) = runs.every(other)
    expect(linked.box.locator("pre")).to_have_text("SELECT '<b>\N{GRINNING FACE}</b>' AS mine")
    assert not [url for url in asked if re.search(r"worker|\.bin|\.json$", url)]
    linked.press()
    expect(linked.result).to_contain_text("<b>\N{GRINNING FACE}</b>")


def test_a_link_on_the_page_itself_brings_its_text(context: BrowserContext, site: Site) -> None:
    """Before an example is open it is shown, afterwards it is in the editor; it runs on request."""
    page = runs.opened(context, site.address + QUERIES)
    (first, second, *_) = runs.every(page)
    page.evaluate("location.hash = '#run-2=' + btoa('SELECT 2 AS two')")
    expect(second.box.locator("pre")).to_have_text("SELECT 2 AS two")
    first.press()
    page.evaluate("location.hash = '#run-1=' + btoa('SELECT 1 AS one')")
    expect(first.box.get_by_role("textbox")).to_contain_text("SELECT 1 AS one")
    assert first.is_as_built()


def test_without_what_it_takes_there_is_no_button(browser: Browser, site: Site) -> None:
    """Neither without scripts nor without WebAssembly; the page is as before."""
    with browser.new_context(java_script_enabled=False) as made:
        page = made.new_page()
        page.goto(site.address + QUERIES)
        expect(page.locator(".nx-run").first).to_be_hidden()
        expect(page.locator(".nx-table").first).to_be_visible()
    with browser.new_context() as made:
        made.add_init_script("delete globalThis.WebAssembly")
        page = made.new_page()
        page.goto(site.address + QUERIES)
        expect(page.locator(".nx-run").first).to_be_hidden()
        page.goto(f"{site.address}schema/shop/order_line/")
        expect(page.get_by_role("heading", name="Query the data")).to_be_hidden()


def test_the_pages_of_a_schema_have_a_box_for_queries(context: BrowserContext, site: Site) -> None:
    """Its questions give rows, and what one text wrote the next one finds, until Reset."""
    page = runs.opened(context, f"{site.address}schema/shop/order_line/")
    (box,) = runs.every(page)
    box.box.get_by_role("button", name="Query it on PostgreSQL").click()
    box.wait()
    expect(box.result).to_contain_text("10 rows.")
    asked = box.box.get_by_role("group", name="Questions to try").get_by_role("button")
    for question in asked.all():
        question.click()
        box.wait()
        expect(box.result.locator("table")).to_be_visible()
    box.run("CREATE TABLE mine AS SELECT 7 AS lucky")
    box.run("SELECT lucky FROM mine")
    expect(box.result).to_contain_text("1 row.")
    box.box.get_by_role("button", name="Reset").click()
    box.run("SELECT lucky FROM mine")
    expect(box.result).to_contain_text("42P01")


def test_other_engines_run_examples_too(
    reader: Reader, site: Site, listen: Callable[[Path], str]
) -> None:
    """Firefox and WebKit give the rows that the page shows, without a complaint."""
    built, own = runs.first(reader, listen(site.folder) + ORDERS, "*")
    assert own == built
    assert reader.run("() => window.complaints") == []
