"""A README taken over: its pages as Markdown, its pictures, and what a person should know of it."""

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from markdown.extensions.toc import slugify
from pymdownx.slugs import slugify as unicode_slugify  # type: ignore[import-untyped]

from nexus.gate import credentials
from nexus.proof import sections as page_sections
from nexus.proof.sections import Slugify
from nexus.scaffold import (
    blocks,
    contents,
    fencing,
    links,
    mojibake,
    new_pages,
    outline,
    reading,
    tables,
)
from nexus.scaffold.beside import Beside
from nexus.scaffold.contents import Contents, Where
from nexus.scaffold.new_pages import NewPage, Piece
from nexus.scaffold.notes import Notes
from nexus.scaffold.outline import Section

_ANCHOR = re.compile(r"""<a\s[^>]*?\b(?:name|id)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]")
_FRONT = re.compile(r"\A---[ \t]*\n(?=[\w-]+:)(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_PART = r"[^\s<>{}\"'`,;:=/@&]"
_VALUE = re.compile(rf"(?={_PART}*[0-9])(?={_PART}*[A-Za-z]){_PART}{{8,}}")
# The sections of a week that is to be written.
_WEEK = ("Focus areas", "Key learnings", "Challenges", "Solutions", "Takeaways", "Technologies")
_MASK = "your-secret"


@dataclass
class Taken:
    """The pages of a README by their path below docs/, as text, and the pictures they show."""

    contents: Contents
    texts: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    has_unicode_anchors: bool = False
    added: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, title: str, text: str) -> None:
        """Add a page that no README has."""
        while path in self.texts:
            path = f"{path.removesuffix('.md')}-2.md"
        self.added[path], self.texts[path] = title, text


def empty(name: str) -> Taken:
    """Return the pages of a portfolio without a README: a home, and a week to write."""
    root = Section(parts=[Section(name, 1, 1, [], [week("Week 1")])])
    found = contents.read(root, contents.Where(name))
    return Taken(found, {page.path: _text(page) for page in found.pages()})


def week(title: str) -> Section:
    """Return a week to write: its title, and the headings of its sections."""
    return Section(title, 1, 2, [], [Section(heading, 1, 3) for heading in _WEEK])


def take(file: Path, notes: Notes, where: Where, repository: str = "") -> Taken:
    """Take a README over: `where` its pages go, and the address of its repository.

    `notes` gets what was repaired, rewritten or left out. Raises NexusError if it is no text.
    """
    text = reading.read(file, notes)
    if not text.strip():
        notes.add(0, "it is empty")
    lines = [(line, number) for number, line in enumerate(_without_head(text, notes), start=1)]
    whole = [line for line, _ in lines]
    parser = blocks.Parser()
    root = outline.read(parser.parse(tables.whole(fencing.balanced(lines, notes))))
    found = contents.read(root, where)
    beside = Beside(file.absolute().parent, repository)
    named = {a[1]: number for line, number in lines for a in _ANCHOR.finditer(line)}
    anchors = links.anchors([section for section in root.walk() if section.title], named)
    targets = links.Targets(parser.defined, anchors, beside.file, beside.picture)
    _finish(found, root)
    slug, is_unicode = _slugify(whole)
    for page in found.pages():
        _locate(page, slug, targets.places)
    rewriter = links.Rewriter(targets, notes)
    for page in found.pages():
        rewriter.rewrite(page)
    texts = _safe({page.path: _text(page) for page in found.pages()}, notes)
    return Taken(found, texts, beside.pictures, is_unicode)


def _without_head(text: str, notes: Notes) -> list[str]:
    """The repaired lines of a README; its front matter becomes a block that shows it."""
    lines = mojibake.repaired(text.split("\n"), notes)
    if head := _FRONT.match("\n".join(lines)):
        count = head[0].count("\n")
        notes.add(1, "front matter is shown as it is, as it belongs to another program")
        lines[0], lines[count - 1] = "```yaml", "```"
    return lines


def _slugify(lines: Iterable[str]) -> tuple[Slugify, bool]:
    """What makes anchors: of letters of every script, where headings have others than ASCII."""
    headings = (line for line in lines if line.lstrip().startswith("#"))
    beyond = any(letter.isalpha() and not letter.isascii() for line in headings for letter in line)
    return (unicode_slugify(case="lower"), True) if beyond else (slugify, False)


def _finish(found: Contents, root: Section) -> None:
    """Add the footnotes of each page to it."""
    notes = {
        match[0]: block.text
        for section in root.walk()
        for block in section.body
        if block.kind == "footnote" and (match := _FOOTNOTE.match(block.text))
    }
    used: set[str] = set()
    for page in found.pages():
        asked = {name for piece in page.pieces for name in _FOOTNOTE.findall(piece.text)}
        page.pieces += [Piece(notes[name], 1) for name in notes if name in asked]
        used |= asked
    found.home.pieces += [Piece(f"\\{notes[name]}", 1) for name in notes if name not in used]


def _locate(page: NewPage, slug: Slugify, places: dict[int, tuple[str, str]]) -> None:
    """Note the page and the anchor of each section of a page."""
    headings = page_sections.headings(_body(page.pieces), slug)
    written = [piece for piece in page.pieces if piece.depth]
    for number, (heading, piece) in enumerate(zip(headings, written, strict=False)):
        if piece.section is not None:
            places[id(piece.section)] = (page.path, heading.anchor if number else "")


def _body(pieces: Sequence[Piece]) -> str:
    return new_pages.text(pieces)


def _text(page: NewPage) -> str:
    if not page.head:
        return _body(page.pieces)
    head = yaml.safe_dump(dict(page.head), allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{head}---\n\n{_body(page.pieces)}"


def _safe(texts: dict[str, str], notes: Notes) -> dict[str, str]:
    """Give pages without what looks like a secret, which no site may publish."""
    with tempfile.TemporaryDirectory() as folder:
        names = {f"{number}.md": path for number, path in enumerate(texts)}
        for name, path in names.items():
            Path(folder, name).write_text(texts[path], "utf-8")
        for error in credentials.errors(Path(folder)):
            name, _, line = error.where.rpartition(":")
            path = names[Path(name).name]
            texts[path] = _masked(texts[path], int(line))
            notes.add(
                0, f"{error.what} on {path}; {_MASK} stands there: make it void if it is real"
            )
    return texts


def _masked(text: str, number: int) -> str:
    lines = text.split("\n")
    lines[number - 1] = _VALUE.sub(_MASK, lines[number - 1])
    return "\n".join(lines)
