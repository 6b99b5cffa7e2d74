"""Small manifests of portfolios, and rosters over them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nexus.cohort.manifest import NAME

NOW = datetime(2021, 6, 1, tzinfo=UTC)


def statement(kind: str = "example", ran: str = "2021-05-01T10:00Z") -> dict[str, Any]:
    """A statement with what backs it."""
    proofs = [{"kind": kind, "url": "weeks/week-01/#a", **({"ran": ran} if ran else {})}]
    return {"text": "I learnt joins", "kind": kind, "proofs": proofs}


def week(number: int = 1, *statements: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """A week with one statement, unless others are given."""
    return {
        "number": number,
        "title": f"Week {number}",
        "url": f"weeks/week-{number:02}/",
        "technologies": ["SQL"],
        "counts": {},
        "statements": list(statements or [statement()]),
        **facts,
    }


def manifest(name: str = "Ada's journal", *weeks: dict[str, Any], **site: Any) -> dict[str, Any]:
    """A manifest of a portfolio, with one week unless others are given."""
    return {
        "format": 1,
        "generator": {"name": "project-nexus", "version": "1"},
        "site": {"name": name, **site},
        "weeks": list(weeks or [week()]),
        "examples": [],
    }


def portfolio(folder: Path, facts: object = None) -> Path:
    """Write a portfolio's manifest into a folder; bytes are written as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    content = facts if isinstance(facts, bytes) else json.dumps(facts or manifest()).encode()
    (folder / NAME).write_bytes(content)
    return folder


def roster(folder: Path, text: str) -> Path:
    """Write the file of a cohort."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cohort.yml").write_text(text, "utf-8")
    return folder / "cohort.yml"
