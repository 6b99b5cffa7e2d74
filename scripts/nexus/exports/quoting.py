"""How SQL quotes a text so that whoever reads the statement sees it as it runs."""

import re

from nexus.core.text import UNSEEN

_UNSEEN = re.compile(f"[{re.escape(UNSEEN)}]")


def quoted(text: str, mark: str) -> str:
    """Return a text between two marks; characters that cannot be seen are spelt (U&)."""
    doubled = text.replace(mark, mark * 2)
    if not _UNSEEN.search(text):
        return f"{mark}{doubled}{mark}"
    escaped = doubled.replace("\\", "\\\\")
    spelt = _UNSEEN.sub(lambda found: f"\\{ord(found[0]):04x}", escaped)
    return f"U&{mark}{spelt}{mark}"
