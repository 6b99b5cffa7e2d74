"""The pages of a site as the ledger reads them: their texts, their sections, and the weeks' claims."""

import difflib
import posixpath
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nexus.core import encoding
from nexus.core.errors import NexusError, place
from nexus.proof import claims, sections
from nexus.proof.claims import Claim
from nexus.proof.sections import Kind, Section

_WEEK_PAGE = re.compile(r"weeks/week-\d+/index\.md")


@dataclass(frozen=True)
class Journal:
    """The hand-written pages below `docs`, and the paths of the pages that are generated.

    `texts` are the pages' Markdown, by their path below docs/.
    """

    docs: Path
    texts: Mapping[str, str]
    generated: Collection[str] = ()

    @classmethod
    def read(cls, docs: Path, generated: Collection[str] = ()) -> "Journal":
        """The journal in a folder of pages; raises NexusError for one that is not UTF-8."""
        pages = sorted(docs.rglob("*.md"))
        texts = {page.relative_to(docs).as_posix(): encoding.read(page) for page in pages}
        return cls(docs, texts, generated)

    @cached_property
    def weeks(self) -> dict[str, list[Claim]]:
        """The claims of each week's page, by its path."""
        pages = sorted(page for page in self.texts if _WEEK_PAGE.fullmatch(page))
        return {page: claims.read(page, self.texts[page]) for page in pages}

    @cached_property
    def sections(self) -> dict[str, dict[str, Section]]:
        """The sections of each page, by their anchor; that of the whole page is empty."""
        return {
            page: {section.anchor: section for section in sections.read(text)}
            for page, text in self.texts.items()
        }

    def title(self, page: str) -> str:
        """The title that a page shows; for a generated page, the name of its folder."""
        if page not in self.texts:
            return posixpath.dirname(page).replace("/", " ").capitalize()
        titles = (heading.title for heading in sections.headings(self.texts[page]))
        return next(titles, page)

    def place(self, page: str, line: int) -> str:
        """The place of a line, as a message names it."""
        return place(self.docs / page, line)

    def find(self, target: str, page: str) -> tuple[str, Section]:
        """The page and the section that a link of `page` leads to.

        A generated page is one section, which shows a diagram. Raises NexusError for what is not
        there.
        """
        path, _, anchor = target.partition("#")
        found = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        if found in self.generated:
            return found, Section("", anchor, 1, 1, (Kind.DRAWN, Kind.TOLD))
        if found not in self.texts:
            hint = "link to a page of the site, by its path from this one"
            raise NexusError(f"there is no page {path!r}", hint=hint)
        known = self.sections[found]
        if anchor not in known:
            close = difflib.get_close_matches(anchor, known, n=1) or list(known)[1:]
            hint = f"choose from: {', '.join(close)}"
            raise NexusError(f"{path or page!r} has no section {anchor!r}", hint=hint)
        return found, known[anchor]
