"""Waiting for what a page will be, under a policy that forbids Playwright's own way (eval)."""

from playwright.sync_api import Page

_UNTIL = """async (given) => {{
    const holds = {condition};
    while (!holds(given)) await new Promise(requestAnimationFrame);
}}"""


def until(page: Page, condition: str, given: object = None) -> None:
    """Wait until a JavaScript function says yes; it is asked at each frame, with what is given."""
    page.evaluate(_UNTIL.format(condition=condition), given)
