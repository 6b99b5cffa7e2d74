"""Names the line of a broken link, where MkDocs names only the page."""

import re
from pathlib import Path

from nexus.core.errors import place

_COMPLAINT = re.compile(r"Doc file '(?P<page>[^']+)' contains (?:a|an \w+) link '(?P<link>[^']+)'")


def placed(message: str, docs: Path) -> str:
    """A complaint of MkDocs about a link, with `file:line` at its end where that can be told."""
    found = _COMPLAINT.search(message)
    if found is None or not (docs / found["page"]).is_file():
        return message
    lines = (docs / found["page"]).read_text("utf-8").splitlines()
    number = next((n for n, line in enumerate(lines, start=1) if found["link"] in line), None)
    return message if number is None else f"{message} {place(docs / found['page'], number)}"
