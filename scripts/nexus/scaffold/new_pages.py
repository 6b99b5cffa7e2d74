"""Pages that are made of sections: each heading keeps the section that it comes from."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from markdown.extensions.toc import slugify

from nexus.core.slugs import slugs
from nexus.pages.prose import plain
from nexus.scaffold.outline import Section

_LONGEST_NAME = 60
# More Markdown than that in one page makes it slow to open.
MOST = 40_000
_RESERVED = {"index", "readme", "404", "search", "sitemap", "proof", "tags", "plan", "about"}


@dataclass
class Piece:
    """A heading of that depth, or a block, with its line in the README; `section` is its source.

    What no README says, as a list or a link that is made, has line 0.
    """

    text: str
    line: int
    depth: int = 0
    section: Section | None = None

    @property
    def markdown(self) -> str:
        """Return the piece as Markdown."""
        return f"{'#' * self.depth} {self.text}" if self.depth else self.text


@dataclass
class NewPage:
    """A page: its path below docs/, its title for the navigation, its front matter, its pieces."""

    path: str
    title: str
    pieces: list[Piece] = field(default_factory=list)
    head: Mapping[str, object] = field(default_factory=dict)

    @property
    def says_anything(self) -> bool:
        """Tell whether it has more than a heading that no README has."""
        return any(piece.text and (piece.section or not piece.depth) for piece in self.pieces)

    @property
    def size(self) -> int:
        """Return the number of characters of its pieces."""
        return sum(len(piece.text) for piece in self.pieces)


def pieces(section: Section, depth: int) -> Iterator[Piece]:
    """Yield a section as pieces, its heading at that depth."""
    if section.title:
        yield Piece(section.title, section.line, min(depth, 6), section)
    yield from body(section)
    for part in section.parts:
        yield from pieces(part, depth + 1)


def body(section: Section) -> Iterator[Piece]:
    """Yield what stands directly below a heading, without lines across at its edges."""
    shown = [block for block in section.body if block.kind != "footnote"]
    while shown and shown[-1].kind == "rule":
        shown.pop()
    while shown and shown[0].kind == "rule":
        shown.pop(0)
    yield from (Piece(block.text, block.line) for block in shown)


@dataclass
class Names:
    """Gives each page a name for its file that no other has, made of its title.

    `site` are the names of pages that were there before.
    """

    taken: set[str] = field(default_factory=set)
    site: set[str] = field(default_factory=set)

    def path(self, folder: str, title: str) -> str:
        """Return a path in a folder for a page with that title."""
        readable = slugify(plain(title), "-")[:_LONGEST_NAME].strip("-_") or "page"
        name = f"{readable}-page" if readable in _RESERVED else readable
        # Names that a system keeps for itself get a mark.
        name = slugs([name])[name].lower()
        for number in range(1, len(self.taken) + 2):
            path = f"{folder}{name}{'' if number == 1 else f'-{number}'}.md"
            # Both would be published at one address.
            if not {path, path.replace(".md", "/index.md")} & self.taken:
                break
        self.taken.add(path)
        return path


def divided(page: NewPage, names: Names) -> list[NewPage]:
    """Return a page that is too long as several, the first of which keeps its path."""
    groups: list[list[Piece]] = [[]]
    size = 0
    for piece in page.pieces:
        if size + len(piece.text) > MOST and groups[-1]:
            groups.append([])
            size = 0
        groups[-1].append(piece)
        size += len(piece.text)
    # A heading goes with what follows it.
    for group, later in pairwise(groups):
        while len(group) > 1 and group[-1].depth > 1:
            later.insert(0, group.pop())
    page.pieces = groups[0]
    folder = page.path.rpartition("/")[0]
    more = [
        NewPage(
            names.path(f"{folder}/" if folder else "", f"{page.title} {number}"),
            f"{page.title} ({number})",
            [Piece(f"{words(page.title)} ({number})", group[0].line, 1), *group],
        )
        for number, group in enumerate(groups[1:], start=2)
    ]
    return [page, *more]


def label(title: str) -> str:
    """Return a title in plain words for a list, without what stands before its first letter."""
    shown = plain(title)
    return re.sub(r"^[^\w]+(?=\w)", "", shown).strip() or shown or "Page"


def words(title: str) -> str:
    """Return a title in plain words as Markdown, in which nothing is markup."""
    return re.sub(r"([\\`*\[\]{])", r"\\\1", escape(title, quote=False))


def text(pieces: Iterable[Piece]) -> str:
    """Return pieces as the Markdown of a page."""
    return "\n\n".join(piece.markdown for piece in pieces if piece.text) + "\n"
