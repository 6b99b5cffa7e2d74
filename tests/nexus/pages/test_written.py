"""A page as it was written: its lines are those of its file."""

from pathlib import Path

import pytest
from nexus.pages.written import Written

SOURCE = "---\ntitle: A\n---\n\n# Head\n\n{{ name }}\n"


def written(markdown: str, source: str) -> Written:
    """A page of MkDocs, from its Markdown and the whole text of its file."""
    return Written.of("a.md", Path("docs/a.md"), markdown, source, {"title": "A"})


@pytest.mark.parametrize(
    "markdown",
    ["# Head\n\n{{ name }}\n", "\n# Head\n\n{{ name }}\n", "# Head\n\nSomebody\n"],
    ids=["as written", "with an empty line", "rewritten"],
)
def test_front_matter_leaves_its_lines_empty(markdown: str) -> None:
    """So that a heading has the number that it has in the file, whatever a plugin wrote below."""
    page = written(markdown, SOURCE)
    assert page.head == "---\ntitle: A\n---\n\n"
    assert page.text.split("\n")[:5] == ["", "", "", "", "# Head"]
    assert page.where(5) == "docs/a.md:5"


@pytest.mark.parametrize(
    ("markdown", "source"),
    [("# Head", "# Head"), ("# Other", "# Head"), ("---\nno\n---\n", "---\nno\n---\n"), ("", "")],
    ids=["as written", "rewritten", "a line across", "empty"],
)
def test_a_page_without_front_matter_has_no_head(markdown: str, source: str) -> None:
    """What looks like front matter and is none, as MkDocs left it, belongs to the text."""
    page = written(markdown, source)
    assert (page.head, page.text) == ("", markdown)


def test_a_place_is_never_above_the_first_line() -> None:
    """What is not known to stand anywhere is told at the page's beginning."""
    assert written("# Head", "# Head").where(0) == "docs/a.md:1"
