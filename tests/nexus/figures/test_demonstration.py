"""The remark of what is no part of a journal."""

import pytest
from nexus.figures.demonstration import remarked

REMARK = (
    '<p class="nx-demonstration">Demonstration: written for this site, not part of the journal.</p>'
)


@pytest.mark.parametrize(
    ("html", "whole", "told"),
    [
        ("<h1>A</h1><p>b</p>", True, f"<h1>A</h1>{REMARK}<p>b</p>"),
        ("<p>b</p>", True, f"{REMARK}<p>b</p>"),
        ("<h1>A</h1><h2>B</h2>", False, "<h1>A</h1><h2>B</h2>"),
        (
            '<h2 class="demonstration" id="b">B</h2><h2 class="x demonstration">C</h2>',
            False,
            f'<h2 class="demonstration" id="b">B</h2>{REMARK}<h2 class="x demonstration">C</h2>',
        ),
    ],
)
def test_the_remark_stands_once(html: str, whole: bool, told: str) -> None:
    """Below the title of such a page, or below the first such section."""
    assert remarked(html, whole=whole) == told
