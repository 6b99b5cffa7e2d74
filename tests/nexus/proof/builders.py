"""Tiny journals and examples for the tests of the proofs."""

import re
from dataclasses import replace
from pathlib import Path

from nexus.core.results import Result
from nexus.examples.example import Example, Kept, Ran
from nexus.examples.request import Request
from nexus.figures.registry import KINDS
from nexus.pages import fences, frontmatter
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.proof.journal import Journal

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


def written(path: str, source: str, **meta: object) -> Written:
    """Make a page of the text of its file; its fences are taken as they look."""
    body = source[len(frontmatter.head(source)) :]
    page = Written.of(path, Path("docs") / path, body, source, meta)
    taken = [replace(found, options=_options(found, page)) for found in fences.find(page.text)]
    ours = (fence for fence in taken if fence.is_run or fence.language in KINDS)
    return replace(page, fences=tuple(ours))


def _options(fence: Fence, page: Written) -> dict[str, str]:
    return dict(re.findall(r'(\w+)="([^"]*)"', page.text.split("\n")[fence.line - 1]))


def journal(items: str, topic: str = TOPIC_TEXT) -> Journal:
    """Make a journal of one week, whose page has those items, and one topic."""
    week = f"{FRONT_MATTER}\n# One week\n\n## Technologies\n\n{items}\n"
    meta = {"title": "One week", "technologies": ["SQL", "Git"]}
    pages = {WEEK: written(WEEK, week, **meta), TOPIC: written(TOPIC, topic)}
    return Journal(pages, {"schema/airbnb/index.md"})


def example(
    *results: Result, line: int = 5, ran: Ran = RAN, chart: str = "", plan: str = ""
) -> Example:
    """Make an example that ran, at a line of the topic's page."""
    page = Path("docs") / TOPIC
    request = Request("sql", "", "airbnb", page, line, page, line + 1, chart=chart, plan=plan)
    return Example(request, 1, Kept(ran, results))
