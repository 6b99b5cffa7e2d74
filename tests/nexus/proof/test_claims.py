"""The statements of a page: the items of its lists."""

from nexus.proof import claims
from nexus.proof.claims import Link

TEXT = """# Week

## Learnings

### SQL

- I worked with **queries**:
    - `JOIN` [proof](sql.md#joins){ .proof .executed }
    - groups
      [the *groups*](sql.md#groups){: .proof }
      [proof](sql.md#sums){ .proof .told }
- I saw a [page](other.md), over
  two lines.

In depth: [SQL](sql.md).

## Challenges

1. It was hard.

   Very hard.
"""


def test_every_item_is_a_claim_in_words() -> None:
    """An item with items below it leads in to each of them."""
    found = claims.read("week.md", TEXT)
    assert [(claim.line, claim.text) for claim in found] == [
        (8, "I worked with queries: JOIN"),
        (9, "I worked with queries: groups"),
        (12, "I saw a page, over two lines."),
        (19, "It was hard. Very hard."),
    ]


def test_a_claim_knows_its_headings() -> None:
    """Without the title of the page."""
    found = claims.read("week.md", TEXT)
    assert [claim.headings for claim in found[2:]] == [("Learnings", "SQL"), ("Challenges",)]


def test_links_to_what_backs_a_statement_are_told_from_other_links() -> None:
    """Each with its line, and its words where they name the target; a kind is never read."""
    join, groups, page, _ = (claim.links for claim in claims.read("week.md", TEXT))
    assert join == (Link("sql.md#joins", 8),)
    assert groups == (Link("sql.md#groups", 10, "the groups"), Link("sql.md#sums", 11))
    assert page == ()


def test_a_copy_has_plain_links() -> None:
    """In the words of their authors, or of their targets; code stays as it is."""
    text = "`[a](b.md){ .proof }` [c *d*](e.md){ .proof } [proof](f.md){ .proof } [g](h.md){ .i }"
    shown = "`[a](b.md){ .proof }` [c *d*](e.md) [F](f.md) [g](h.md){ .i }"
    assert claims.without_marks(text, lambda link: link.target[0].upper()) == shown
