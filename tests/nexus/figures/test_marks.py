"""The marks of proofs: titles, addresses and moments are text in them."""

from nexus.figures import marks
from nexus.proof.claims import Claim
from nexus.proof.headline import Figure
from nexus.proof.ledger import Backing, Entry
from nexus.proof.sections import Kind

from tests.helpers import EVIL, check_evil

CLAIM = Claim("a.md", 1, (), "A join is two loops", ())


def entry(**facts: str) -> Entry:
    """A statement that an example backs, whose facts are given."""
    known = {"page": "b.md", "anchor": "c", "place": "c", "ran": "2031-05-01T10:00Z", **facts}
    return Entry(CLAIM, (Backing(Kind.EXAMPLE, titles=(facts.get("page", "B"),), **known),))  # type: ignore[arg-type]


def test_the_moment_of_an_example_is_text() -> None:
    """In the attribute, and as it is shown."""
    html = marks.ran(entry(ran=EVIL))
    check_evil(html)
    assert html.count("&amp;lt;") == 2


def test_titles_and_addresses_of_proofs_are_text() -> None:
    """Of pages and of sections."""
    for facts in ({"page": EVIL}, {"place": EVIL}):
        check_evil(marks.links(entry(**facts), str))


def test_a_figure_is_text() -> None:
    """In plain words, exactly, and what it means."""
    html = marks.figure(Figure(EVIL, EVIL), EVIL, "#")
    check_evil(html)
    assert html.count("&amp;lt;") == 3


def test_a_moment_is_told_in_words() -> None:
    """With its zone; a statement without an example has none."""
    told = marks.ran(entry())
    assert told == '<time datetime="2031-05-01T10:00Z">2031-05-01 10:00 UTC</time>'
    assert marks.ran(Entry(CLAIM, ())) == ""
