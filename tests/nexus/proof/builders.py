"""Tiny journals and examples for the tests of the proofs."""

from pathlib import Path
from typing import Any

from nexus.core.results import Result
from nexus.examples.example import Example, Kept, Ran
from nexus.examples.request import Request
from nexus.proof.journal import Journal

from tests.nexus.pages.builders import written

WEEK = "weeks/week-01/index.md"
TOPIC = "weeks/week-01/topic.md"
RAN = Ran("PostgreSQL 18.6", "", "2031-05-01T10:00Z")
FRONT_MATTER = "---\ntitle: One week\nweek: 1\ntechnologies:\n  - SQL\n  - Git\n---\n"
TOPIC_TEXT = """# Topic

## Runs

```sql run="airbnb"
SELECT 1;
```

## Shown

```mermaid
flowchart
```

## Said

Words.
"""


def journal(items: str, topic: str = TOPIC_TEXT) -> Journal:
    """Make a journal of one week, whose page has those items, and one topic."""
    week = f"{FRONT_MATTER}\n# One week\n\n## Technologies\n\n{items}\n"
    meta = {"title": "One week", "technologies": ["SQL", "Git"]}
    pages = {WEEK: written(WEEK, week, **meta), TOPIC: written(TOPIC, topic)}
    return Journal(pages, {"schema/airbnb/index.md"})


def example(
    *results: Result, line: int = 5, ran: Ran = RAN, number: int = 1, **options: Any
) -> Example:
    """Make an example that ran, at a line of the topic's page."""
    page, code = Path("docs") / TOPIC, options.pop("code", "")
    request = Request("sql", code, "airbnb", page, line, page, line + 1, **options)
    return Example(request, number, Kept(ran, results))
