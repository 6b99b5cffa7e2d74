"""Which statements are the author's account, whatever they link to."""

import pytest
from nexus.proof.accounts import is_account
from nexus.proof.claims import Claim


def told(text: str, *headings: str) -> bool:
    """Whether a statement below these headings is an account."""
    return is_account(Claim("week.md", 1, headings or ("Key learnings",), text, ()))


@pytest.mark.parametrize(
    "text",
    [
        "I initially struggled with normal forms and relationships.",
        "I had difficulty optimizing nested SQL queries for speed.",
        "Difficulty optimizing nested queries",
        "For the nested queries, I revisited plans and practised on real-world data sets.",
        "I set up a fully working backend environment using Django.",
        "Built small async Python programs to master async concepts",
        "AI tools: I was introduced to dbdiagram.io and drawSQL.",
        "I updated my LinkedIn profile to reflect my current goals.",
        "I've deployed the service",
        "We created a database.",
        "I felt lost among the indexes.",
        "I see good design as the foundation of a backend.",
        "Deployment: Deployed it with containers",
    ],
)
def test_what_somebody_felt_or_did_is_an_account(text: str) -> None:
    """No example shows that it happened."""
    assert told(text)


@pytest.mark.parametrize(
    "text",
    [
        "I learnt that generators give memory-efficient iteration.",
        "Learned to analyze query performance using EXPLAIN",
        "I worked with complex queries: JOIN",
        "I gained a foundational understanding of async I/O.",
        "I used yield for simple generators.",
        "Used `yield` to create simple generators",
        "PostgreSQL: I used it as the relational database.",
        "A key says what a row is about.",
        "I drew the tables of a shop.",
        "Nested queries are slow without an index.",
        "Event loops",
        "Understood when to prefer generators over lists",
        "Set operations combine the rows of two queries.",
        "Found rows are counted by GROUP BY",
        "Troubleshooting slow queries with EXPLAIN",
        "Hard links share one inode.",
        "Hard-coded secrets end up in the history.",
        "Happy path and error path of a view",
    ],
)
def test_what_is_about_the_matter_can_be_shown(text: str) -> None:
    """By an example of the matter."""
    assert not told(text)


@pytest.mark.parametrize("heading", ["Challenges", "Solutions Implemented", "What was difficult"])
def test_what_is_told_of_a_challenge_is_an_account(heading: str) -> None:
    """Whatever its words."""
    assert told("Nested SQL queries", heading)
