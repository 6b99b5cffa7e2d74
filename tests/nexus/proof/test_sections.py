"""The sections of a page: their anchors, their lines and what they hold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.toc import slugify_unicode
from nexus.proof import sections
from nexus.proof.sections import Kind, Section

from tests.nexus.pages.builders import written

SOURCE = """---
title: "# no heading"
---
# Page

## One

```python run="true"
# no heading
```

### Below

words

## Two

```erd
schema: shop
```

```nexus-normal-form
schema: shop
```

## Three

```sql
SELECT 1;
```
"""


PAGE = written("page.md", SOURCE)


def read() -> list[Section]:
    """Read the sections of the page."""
    return sections.read(PAGE.text, PAGE.fences)


def own(text: str) -> list[str]:
    """Read the anchors of the headings of a text."""
    return [heading.anchor for heading in sections.headings(text)]


def anchors(text: str) -> list[str]:
    """Read the anchors that the site's Markdown gives the headings of a text."""
    html = Markdown(extensions=["toc", "attr_list", "fenced_code"]).convert(text)
    return re.findall(r'<h\d[^>]* id="([^"]*)"', html)


def test_a_section_ends_at_the_next_heading_of_its_level_or_above() -> None:
    """The whole page comes first; sections below another belong to it."""
    found = read()
    assert [(s.anchor, s.line, s.end) for s in found] == [
        ("", 1, 31),
        ("page", 4, 31),
        ("one", 6, 15),
        ("below", 12, 15),
        ("two", 16, 25),
        ("three", 26, 31),
    ]


def test_a_section_holds_what_its_fences_prove() -> None:
    """What runs is executed, a diagram is drawn, code that does not run proves nothing."""
    kinds = {section.anchor: section.kinds for section in read()}
    assert kinds["one"] == (Kind.EXAMPLE, Kind.ACCOUNT)
    assert kinds["two"] == (Kind.EXAMPLE, Kind.DIAGRAM, Kind.ACCOUNT)
    assert kinds["below"] == kinds["three"] == (Kind.ACCOUNT,)


@pytest.mark.parametrize(
    "title",
    [
        "GROUP BY: how well is each city rated?",
        "`ROW_NUMBER` and **RANK** in [one](page.md)",
        "Crème brûlée -- twice",
        "Given { #own-anchor .wide }",
        "Closed ##",
        "*",
        "A_b_c and _d_",
    ],
)
def test_anchors_are_those_of_markdown(title: str) -> None:
    """A heading that comes twice gets a number, as in the page."""
    text = f"# {title}\n\n## {title}\n\n## Other\n\n## {title}\n"
    assert own(text) == anchors(text)


@given(st.lists(st.sampled_from(["a", "a_1", "a_2", "a_1_1", "A!", "b  c", "b-c", "é"])))
def test_repeated_anchors_are_counted_as_by_markdown(titles: list[str]) -> None:
    """Also where a title looks like a counted one."""
    text = "\n\n".join(f"# {title}" for title in titles)
    assert own(text) == anchors(text)


def test_anchors_are_made_as_the_site_makes_them() -> None:
    """Where it says how, as a site does whose headings are in no Latin letters."""
    text = "# \u6570\u636e\u5e93\n\n## \u6570\u636e\u5e93\n"
    (first, second) = sections.headings(text, slugify_unicode)
    assert (first.anchor, second.anchor) == ("\u6570\u636e\u5e93", "\u6570\u636e\u5e93_1")
    assert own(text) == ["_1", "_2"]
