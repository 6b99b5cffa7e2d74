"""The text of a page as passages: what its author wrote, and nothing that is markup."""

from nexus.publish import passages

from tests.helpers import EVIL, check_evil

PAGE = """\
# Week 2 { #top }

I **worked** with
`SQL`.

<!-- not yet -->
## Plans {.headline}

- One. [proof](a.md#b){ .proof }
- Two
  goes on.

> Said by another.

| a | b |
|---|---|

```sql
SELECT 1;
```

!!! note
"""


def test_headings_items_and_paragraphs_are_kept() -> None:
    """In order; fences, tables, comments, the title and links to what backs something are not."""
    assert passages.text(passages.read(PAGE)) == (
        "I worked with SQL.\n\nPlans\n\n- One.\n- Two goes on.\n\nSaid by another."
    )


def test_as_html_each_is_an_element() -> None:
    """Items that follow each other are one list."""
    assert passages.html(passages.read(PAGE)) == (
        "<p>I worked with SQL.</p><h2>Plans</h2><ul><li>One.</li><li>Two goes on.</li></ul>"
        "<p>Said by another.</p>"
    )


def test_what_an_author_wrote_is_text() -> None:
    """Also where it looks like a tag."""
    check_evil(passages.html(passages.read(f"Some `{EVIL}` words\n")))


def test_what_no_feed_can_hold_is_left_out() -> None:
    """A reader of XML refuses all of a feed for one such character."""
    (found,) = passages.read("Words \x07and \ufffemore\n")
    assert found.words == "Words and more"
