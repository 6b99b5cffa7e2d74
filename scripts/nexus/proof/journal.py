"""The pages of a site as the ledger reads them: their texts, their sections, the weeks' claims."""

import difflib
import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from markdown.extensions.toc import slugify

from nexus.core.errors import NexusError
from nexus.pages import fences
from nexus.pages.fences import Fence
from nexus.pages.weeks import Weeks
from nexus.pages.written import Written
from nexus.proof import claims, sections
from nexus.proof.claims import Claim
from nexus.proof.sections import Kind, Section, Slugify


@dataclass(frozen=True)
class Journal:
    """The hand-written pages by their path, and the paths of the pages that are generated."""

    pages: Mapping[str, Written]
    generated: Collection[str] = ()
    kept: Weeks = field(default_factory=Weeks)
    slugify: Slugify = slugify

    @cached_property
    def weeks(self) -> dict[str, list[Claim]]:
        """Return the claims of each week's page by its path, in the order of the weeks."""
        pages = self.kept.pages(self.pages)
        return {page: claims.read(page, self.pages[page].text) for page in pages}

    @cached_property
    def sections(self) -> dict[str, dict[str, Section]]:
        """Return the sections of each page by their anchor; that of the whole page is empty."""
        return {
            path: {
                section.anchor: section
                for section in sections.read(page.text, _fences(page), self.slugify)
            }
            for path, page in self.pages.items()
        }

    def title(self, page: str) -> str:
        """Return the title that a page shows; of a generated page, the name of its folder."""
        if page not in self.pages:
            return posixpath.dirname(page).replace("/", " ").capitalize()
        headings = sections.headings(self.pages[page].text, self.slugify)
        return headings[0].title if headings else page

    def find(self, target: str, page: str) -> tuple[str, Section]:
        """Return the page and the section that a link of `page` leads to.

        A generated page is one section, which shows a diagram. Raises NexusError if there is no
        such page or section.
        """
        path, _, anchor = target.partition("#")
        found = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        if found in self.generated:
            return found, Section("", anchor, 1, 1, (Kind.DIAGRAM, Kind.ACCOUNT))
        if found not in self.pages:
            hint = "link to a page of the site, by its path from this one"
            raise NexusError(f"there is no page {path!r}", hint=hint)
        known = self.sections[found]
        if anchor not in known:
            close = difflib.get_close_matches(anchor, known, n=1) or list(known)[1:]
            hint = f"choose from: {', '.join(close)}"
            raise NexusError(f"{path or page!r} has no section {anchor!r}", hint=hint)
        return found, known[anchor]


def _fences(page: Written) -> list[Fence]:
    """Return the fences of a page that back something: ours, and the diagrams of Mermaid."""
    return [*page.fences, *(f for f in fences.find(page.text) if f.language == "mermaid")]
