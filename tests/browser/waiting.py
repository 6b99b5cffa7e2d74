"""Waiting for what a page will be, under a policy that forbids Playwright's own way (eval)."""

from playwright.sync_api import Page

UNTIL = """async (given) => {{
    const holds = {condition};
    const end = performance.now() + 30_000;
    while (!holds(given)) {{
        if (performance.now() > end) throw new Error(`it never came: ${{holds}}`);
        await new Promise(requestAnimationFrame);
    }}
}}"""


def until(page: Page, condition: str, given: object = None) -> None:
    """Wait until a JavaScript function says yes; it is asked at each frame, with what is given.

    Fails after half a minute, with the function.
    """
    page.evaluate(UNTIL.format(condition=condition), given)
