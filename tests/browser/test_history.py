"""The pages of a history that was executed, as a reader opens them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import projects
from tests.browser.visit import LAPTOP, PHONE, overflows, violations
from tests.nexus.history.projects import alembic

pytestmark = pytest.mark.browser

# What it executes fails in the end, and its other way does not bring back what was there.
HISTORY = (
    "a1: CREATE TABLE a (id serial PRIMARY KEY, n varchar(20)) | DROP TABLE a",
    "b1, a1: ALTER TABLE a ALTER n TYPE varchar(10), ADD CHECK (n <> '<b>') | SELECT 1",
    "c1, b1: ALTER TABLE gone ADD x integer",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """Build and serve a site of one page, with a history of three revisions."""
    project = projects.write(tmp_path_factory.mktemp("history"), {"docs/index.md": "# Home\n"})
    alembic(project / "moves", "", *HISTORY)
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("plugins: [{nexus: {look: true, policy: true, history: moves}}, search]\n")
    return serve(projects.built(project))


@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", LAPTOP)])
def test_pages_of_a_history_are_accessible(
    browser: Browser, address: str, axe: str, scheme: Any, size: Any
) -> None:
    """Axe finds nothing on the index, a revision with risks, one that failed, and a risk."""
    context = browser.new_context(color_scheme=scheme, viewport=size, reduced_motion="reduce")
    page, errors = context.new_page(), list[str]()
    page.on("console", lambda message: errors.append(message.text))
    for path in ("", "b1/", "c1/", "risks/narrower-type/"):
        page.goto(f"{address}changelog/moves/{path}")
        assert violations(page, axe) == []
        assert not overflows(page)
    assert errors == []
    context.close()
