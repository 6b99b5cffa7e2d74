"""A page as its author wrote it: its text, its front matter, and its fences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nexus.core.errors import place
from nexus.pages import frontmatter
from nexus.pages.fences import Fence


@dataclass(frozen=True)
class Written:
    """One page: `path` is its place below the pages' folder, `file` where it lies.

    `text` is its Markdown with an empty line for each line of its front matter, so that its lines
    are those of the file; `head` is the front matter as it was written. `fences` are those that
    Markdown took, in order.
    """

    path: str
    file: Path
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)
    head: str = ""
    fences: tuple[Fence, ...] = ()

    @classmethod
    def of(
        cls, path: str, file: Path, markdown: str, source: str, meta: Mapping[str, Any]
    ) -> "Written":
        """Make a page from its Markdown without front matter, and the whole `source` of its file.

        If something rewrote the Markdown, its lines are counted as if nothing had.
        """
        body = markdown.lstrip("\n")
        start = source.find(body) if body else -1
        head = source[:start] if start >= 0 else frontmatter.head(source)
        return cls(path, file, "\n" * head.count("\n") + body, meta, head)

    def where(self, line: int) -> str:
        """Return the place of a line, as a message names it."""
        return place(self.file, max(line, 1))
