"""A README taken over: its pages as Markdown, its pictures, and what a person should know of it."""

import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path, PurePosixPath

import yaml
from markdown.extensions.toc import slugify
from pymdownx.slugs import slugify as unicode_slugify  # type: ignore[import-untyped]

from nexus.gate import credentials
from nexus.project import addresses
from nexus.proof import sections as page_sections
from nexus.proof.sections import Slugify
from nexus.scaffold import contents, links, new_pages
from nexus.scaffold import repository as git
from nexus.scaffold.beside import Beside
from nexus.scaffold.contents import Contents, Where
from nexus.scaffold.document import Document
from nexus.scaffold.new_pages import NewPage, Piece
from nexus.scaffold.notes import Notes
from nexus.scaffold.outline import Section

_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]")
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

    Markdown files beside it that it links to become pages too. `notes` gets what was repaired,
    rewritten or left out. Raises NexusError if it is no text.
    """
    document = Document.read(file, notes)
    found = contents.read(document.root, where)
    folder = file.absolute().parent
    is_own = bool(repository) and addresses.read({}, folder).repository == repository
    prefix = git.asked(folder, "rev-parse", "--show-prefix") if is_own else ""
    pages = {file.name: found.home.path}
    beside = Beside(folder, repository, prefix, found.names, pages)
    slug, is_unicode = _slugify(document.lines)
    _finish(list(found.pages()), document.root)
    _settle(document, list(found.pages()), beside, slug, notes)
    found.others += [_beside(path, beside, slug, notes) for path in beside.waiting()]
    texts = _safe({page.path: _text(page) for page in found.pages()}, notes)
    return Taken(found, texts, beside.pictures, is_unicode)


def _settle(
    document: Document, pages: list[NewPage], beside: Beside, slug: Slugify, notes: Notes
) -> None:
    """Let the links of a document's pages lead where their targets are now."""
    targets = links.Targets(document.defined, document.anchors, beside)
    for page in pages:
        _locate(page, slug, targets.places)
    for page in pages:
        links.Rewriter(targets, notes).rewrite(page)


def _beside(path: str, beside: Beside, slug: Slugify, notes: Notes) -> NewPage:
    """Return the page of a Markdown file beside a README."""
    own = notes.of(path)
    document = Document.read(beside.folder / path, own)
    parts = document.root.parts
    is_titled = len(parts) == 1 and not document.root.body
    title = parts[0].title if is_titled else _name(PurePosixPath(path))
    page = NewPage(beside.pages[path], new_pages.label(title))
    if is_titled:
        page.pieces = list(new_pages.pieces(parts[0], 1))
    else:
        below = (piece for part in parts for piece in new_pages.pieces(part, 2))
        page.pieces = [Piece(title, 0, 1), *new_pages.body(document.root), *below]
    _finish([page], document.root)
    _settle(document, [page], beside.seen_from(path), slug, own)
    return page


def _name(path: PurePosixPath) -> str:
    """What a file without a title is called: a README as its folder."""
    return path.parent.name if path.stem.lower() == "readme" and path.parent.name else path.stem


def _slugify(lines: Iterable[str]) -> tuple[Slugify, bool]:
    """What makes anchors: of letters of every script, where headings have others than ASCII."""
    headings = (line for line in lines if line.lstrip().startswith("#"))
    beyond = any(letter.isalpha() and not letter.isascii() for line in headings for letter in line)
    return (unicode_slugify(case="lower"), True) if beyond else (slugify, False)


def _finish(pages: list[NewPage], root: Section) -> None:
    """Add the footnotes of each page to it; one that nothing asks for, to the first."""
    notes = {
        match[0]: block.text
        for section in root.walk()
        for block in section.body
        if block.kind == "footnote" and (match := _FOOTNOTE.match(block.text))
    }
    used: set[str] = set()
    for page in pages:
        asked = {name for piece in page.pieces for name in _FOOTNOTE.findall(piece.text)}
        page.pieces += [Piece(notes[name], 1) for name in notes if name in asked]
        used |= asked
    pages[0].pieces += [Piece(f"\\{notes[name]}", 1) for name in notes if name not in used]


def _locate(page: NewPage, slug: Slugify, places: dict[int, tuple[str, str]]) -> None:
    """Note the page and the anchor of each section of a page."""
    headings = page_sections.headings(new_pages.text(page.pieces), slug)
    written = [piece for piece in page.pieces if piece.depth]
    for number, (heading, piece) in enumerate(zip(headings, written, strict=False)):
        if piece.section is not None:
            places[id(piece.section)] = (page.path, heading.anchor if number else "")


def _text(page: NewPage) -> str:
    if not page.head:
        return new_pages.text(page.pieces)
    head = yaml.safe_dump(dict(page.head), allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{head}---\n\n{new_pages.text(page.pieces)}"


def _safe(texts: dict[str, str], notes: Notes) -> dict[str, str]:
    """Give pages without what looks like a secret, which no site may publish."""
    for mask in (_without_tokens, _without_values, _without_marks):
        for path, number, what in _secrets(texts):
            lines = texts[path].split("\n")
            lines[number - 1] = mask(lines[number - 1])
            texts[path] = "\n".join(lines)
            notes.add(0, f"{what} on {path}; {_MASK} stands there: make it void if it is real")
    return texts


def _secrets(texts: dict[str, str]) -> list[tuple[str, int, str]]:
    """Return the page and the line of all that the gate would take for a secret."""
    found: dict[tuple[str, int], str] = {}
    with tempfile.TemporaryDirectory() as folder:
        names = {str(number): path for number, path in enumerate(texts)}
        for name, path in names.items():
            Path(folder, f"{name}.md").write_text(texts[path], "utf-8")
            Path(folder, f"{name}.html").write_text(_as_html(texts[path]), "utf-8")
        for error in credentials.errors(Path(folder)):
            name, _, line = error.where.rpartition(":")
            found[names[Path(name).stem], int(line)] = error.what
    return [(path, line, what) for (path, line), what in found.items()]


def _as_html(text: str) -> str:
    """A page much as a browser gets it, each line of it on its own: the gate reads that too."""
    marked = re.sub(r"`+|\*+", "<b>", escape(text, quote=False))
    return marked.replace("|", "</td><td>")


def _without_tokens(line: str) -> str:
    return _VALUE.sub(_MASK, line)


def _without_values(line: str) -> str:
    return re.sub(r"""((?:[=:]|://)\s*["'`]?)[^\s"'`<>|,;:]{4,}""", rf"\1{_MASK}", line)


def _without_marks(line: str) -> str:
    return re.sub(r"(?=\S*[^\sA-Za-z])\S{6,}", _MASK, line)
