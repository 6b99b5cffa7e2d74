"""Statements in a browser: how their links are called, and what one sees where they lead."""

from collections import defaultdict
from typing import NamedTuple

from playwright.sync_api import BrowserContext, Page

# When nothing is fetched, drawn or moved any more.
AT_REST = """async () => {
    await document.fonts.ready;
    let last = -1;
    for (let still = 0; still < 6; still += 1) {
        await new Promise((resolve) => setTimeout(resolve, 40));
        if (scrollY + document.body.scrollHeight !== last) still = 0;
        last = scrollY + document.body.scrollHeight;
    }
}"""
MARKS = """() => [...document.querySelectorAll("article li a.proof[href*='#']")]
    .filter((a) => a.origin === location.origin)
    .map((a) => [a.href, ["example", "diagram", "account", "related"].find((kind) => a.classList.contains(kind))])"""
# Something that shows what a kind of link promises, as high as a reader sees at once.
IN_SIGHT = """(kind) => {
    const what = {
        example: ".nx-example, .nx-evidence", diagram: ".erd-figure, .mermaid", account: ":target",
    }[kind] ?? ":target, :target *";
    const target = document.querySelector(":target");
    return [...document.querySelectorAll(what)].some((shown) => {
        const { top, bottom } = shown.getBoundingClientRect();
        const follows = target === shown || target.contains(shown) || shown.contains(target)
            || target.compareDocumentPosition(shown) & Node.DOCUMENT_POSITION_FOLLOWING;
        return follows && bottom > 60 && top < innerHeight - 48;
    });
}"""
# The section of the target, and the one that the table of contents lights.
LIT = """() => {
    const target = document.querySelector(":target");
    const links = [...document.querySelectorAll(".md-sidebar--secondary .md-nav__link[href*='#']")];
    const known = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const before = known.filter((heading) => heading === target
        || heading.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING);
    const active = links.filter((link) => link.classList.contains("md-nav__link--active")).at(-1);
    const isLast = scrollY + innerHeight > document.scrollingElement.scrollHeight - 2;
    return !before.length || isLast || active?.hash.slice(1) === encodeURI(before.at(-1).id);
}"""


class Mark(NamedTuple):
    """A link beside a statement: its address, and what kind of thing it says to lead to."""

    address: str
    kind: str


def ambiguous(page: Page) -> dict[str, set[str]]:
    """The names of links, as a screen reader says them, that lead to more than one place."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    places: dict[str, set[str]] = defaultdict(set)
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        if node.get("role", {}).get("value") == "link" and not node["ignored"]:
            facts = {fact["name"]: fact["value"].get("value") for fact in node["properties"]}
            places[node["name"]["value"].strip().casefold()].add(facts.get("url", "").rstrip("#"))
    assert len(places) >= 20
    return {name: found for name, found in places.items() if len(found) > 1}


def marks(page: Page, address: str) -> list[Mark]:
    """The links beside the statements of a week's page."""
    page.goto(address)
    return [Mark(*found) for found in page.evaluate(MARKS)]


def astray(context: BrowserContext, found: list[Mark]) -> list[str]:
    """Those of the links where one does not see at once what they promise, or in which section."""
    missed = []
    for mark in dict.fromkeys(found):
        page = context.new_page()
        page.goto(mark.address)
        page.evaluate(AT_REST)
        if not page.evaluate(IN_SIGHT, mark.kind):
            missed.append(f"{mark.kind} out of sight: {mark.address}")
        elif (page.viewport_size or {"width": 0})["width"] > 1219 and not page.evaluate(LIT):
            missed.append(f"another section is lit: {mark.address}")
        page.close()
    return missed
