"""What a site says of itself to programs, `nexus.json`: its weeks, their statements, and what ran.

Its form is that of nexus.schema.json, which is published beside it. Of each example it says what ran
it, when, on what, and the digest of what came out, so that two sites can be compared without their
pages, and a site with its earlier self.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from nexus import __version__
from nexus.examples.example import Example
from nexus.proof.ledger import Entry, Ledger, Week
from nexus.publish.metadata import known, plain
from nexus.publish.page import Page, Website

PATH = "nexus.json"
SCHEMA = "nexus.schema.json"
_FORMAT = 1


def schema() -> str:
    """Return the text of the schema."""
    return (Path(__file__).parent / SCHEMA).read_text("utf-8")


def text(
    website: Website,
    pages: Mapping[str, Page],
    ledger: Ledger,
    ran: Mapping[str, Sequence[Example]],
) -> str:
    """Return the text of the record; `ran` are the examples of each page, in their order."""

    def address(path: str) -> str:
        page = pages.get(path)
        return (website.at(page.url) or page.url) if page else path

    site = {"name": plain(website.name), "url": website.address, "language": website.language}
    facts = {
        "$schema": SCHEMA,
        "format": _FORMAT,
        "generator": {"name": "project-nexus", "version": __version__},
        "site": known({**site, "author": plain(website.author.name)}),
        "weeks": [_week(week, pages, address) for week in ledger.weeks],
        "examples": [
            _example(example, address(path)) for path in sorted(ran) for example in ran[path]
        ],
    }
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


def _week(week: Week, pages: Mapping[str, Page], address: Callable[[str], str]) -> dict[str, Any]:
    page = pages.get(week.page)
    return {
        "number": week.number,
        "title": plain(week.title),
        "url": address(week.page),
        "technologies": [plain(name) for name in page.technologies] if page else [],
        "counts": {str(kind): number for kind, number in sorted(week.counts.items())},
        "statements": [_statement(entry, address) for entry in week.entries],
    }


def _statement(entry: Entry, address: Callable[[str], str]) -> dict[str, Any]:
    """A statement, its kind, and the addresses of what it links to, what shows most first."""
    backed = [
        known(
            {
                "kind": str(backing.kind),
                "url": f"{address(backing.page)}#{backing.anchor}".removesuffix("#"),
                "ran": backing.ran,
            }
        )
        for backing in entry.backings
    ]
    return {"text": plain(entry.claim.text), "kind": str(entry.kind), "proofs": backed}


def _example(example: Example, url: str) -> dict[str, Any]:
    ran = example.kept.ran
    digest = sha256(msgspec.json.encode(example.kept.results)).hexdigest()
    facts = {"page": url, "number": example.number, "by": ran.by, "data": ran.data, "ran": ran.at}
    return known({**facts, "sha256": digest})
