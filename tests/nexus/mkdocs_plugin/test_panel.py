"""The panel over a page of a preview says what is wrong, where, and what to do; all of it is text."""

import re

from nexus.core.errors import NexusError
from nexus.mkdocs_plugin import panel

from tests.helpers import EVIL, check_evil

PAGE = b'<html><body class="a">text</body></html>'


def test_a_page_where_nothing_is_wrong_is_as_it_was() -> None:
    """Byte for byte."""
    assert panel.over(PAGE, [], []) == PAGE


def test_an_error_is_told_in_three_lines() -> None:
    """At the start of the page, open, and as an alert."""
    html = panel.over(PAGE, [NexusError("no table", "models/a.py:12", "add it")]).decode()
    assert html.startswith('<html><body class="a"><style>')
    assert html.endswith("</div>text</body></html>")
    assert 'role="alert"' in html
    assert "<details open><summary>The last good page. 1 error to fix:</summary>" in html
    assert (
        "<li><p>no table</p><p><code>models/a.py:12</code></p>"
        '<p class="nexus-fix">add it</p></li>' in html
    )


def test_many_warnings_are_a_line_that_opens() -> None:
    """They are no alert, and give way to errors; a few are told at once."""
    few, many = ([NexusError("a link", "a.md:3")] * number for number in (2, 200))
    assert "<details open><summary>2 warnings, which a strict" in panel.over(PAGE, [], few).decode()
    html = panel.over(PAGE, [], many).decode()
    assert "<details><summary>200 warnings, which a strict build refuses</summary>" in html
    assert 'role="alert"' not in html
    both = panel.over(PAGE, [NexusError("an error")], [NexusError("a warning")]).decode()
    assert "a warning" not in both


def test_whatever_an_error_quotes_is_text() -> None:
    """Also what looks like a group of a pattern, and what cannot be seen."""
    html = panel.over(PAGE, [NexusError(EVIL, EVIL, EVIL)]).decode()
    check_evil(html)
    assert r"\g&lt;0&gt;" in panel.over(PAGE, [NexusError(r"\g<0>")]).decode()
    assert "\u202e" not in panel.over(PAGE, [NexusError("a\u202eb")]).decode()


def test_of_very_many_errors_the_first_are_told() -> None:
    """And how many more there are."""
    html = panel.over(PAGE, [NexusError(f"error {n}") for n in range(60)]).decode()
    assert html.count("<li>") == 51
    assert "And 10 more." in html


def test_errors_are_told_in_the_order_of_their_lines() -> None:
    """Whoever found them first."""
    places = ("b.md:10", "b.md:9", "a.md:20", "")
    html = panel.over(PAGE, [NexusError("wrong", place) for place in places]).decode()
    found = re.findall("<code>(.*?)</code>", html)
    assert found == ["a.md:20", "b.md:9", "b.md:10"]
