"""The pages that a README becomes: which section goes where, and how pages link to one another.

Home has what the README is about. Each part of a journal has a page, and long sections of it their
own; of a hub every section of some length has one. What was used goes to technologies, who wrote it
and where else to look to about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nexus.scaffold import journal, new_pages, technologies, topics, units
from nexus.scaffold.journal import Journal, Part
from nexus.scaffold.new_pages import Names, NewPage, Piece
from nexus.scaffold.outline import Section
from nexus.scaffold.topics import Topic

HOME, ABOUT, TECHNOLOGIES = "index.md", "about.md", "technologies.md"
# Characters of Markdown from which a section has a page of its own: in a part of a journal, in a
# hub, and from which a whole README is more than one page.
_LONG_TOPIC, _LONG_SECTION, _LONG_README = 1500, 400, 1200
_LONG_OBJECTIVE = 4000
_ANY = {Topic.OTHER, Topic.LEARNT}


@dataclass
class Where:
    """Where the pages of a README go.

    `name` is for a README without a title. A site that is there has a folder of its `weeks`, and
    paths that are `taken`.
    """

    name: str
    weeks: str = ""
    taken: set[str] = field(default_factory=set)


@dataclass
class Contents:
    """The pages of a README: its title, the journal in it, and the pages by their path."""

    title: str
    journal: Journal
    folder: str
    home: NewPage
    names: Names
    parts: list[list[NewPage]] = field(default_factory=list)
    others: list[NewPage] = field(default_factory=list)
    overview: NewPage | None = None

    def pages(self) -> Iterator[NewPage]:
        """Yield every page."""
        yield self.home
        if self.overview:
            yield self.overview
        for part in self.parts:
            yield from part
        yield from self.others


def read(root: Section, where: Where) -> Contents:
    """Return the pages of the sections of a README."""
    title, sections, first = _title(root)
    found = journal.read(sections)
    alone = units.before(sections[0].title) if sections and not title else ""
    shown = title.title if title else alone or where.name
    names = Names({HOME, ABOUT, TECHNOLOGIES, *where.taken}, where.taken)
    path = names.path("", shown) if where.taken else HOME
    label = new_pages.label(shown) if where.taken else "Home"
    home = NewPage(path, label, [Piece(shown, title.line if title else 0, 1, title), *first])
    contents = Contents(shown, found, where.weeks or _plural(found.name or "week"), home, names)
    if found.parts:
        names.taken.add(f"{contents.folder}/index.md")
        _journal(contents, found)
    else:
        _hub(contents, sections, root.size)
    _divide(contents)
    return contents


def _title(root: Section) -> tuple[Section | None, list[Section], list[Piece]]:
    """The section that is the title of all, the sections below it, and what stands before them."""
    before = list(new_pages.body(root))
    if not root.parts:
        return None, [], before
    first, *rest = root.parts
    is_alone = all(section.level > first.level for section in rest) or first.level == 1
    if first.unit or not is_alone or (rest and topics.of(first.words) not in _ANY):
        return None, root.parts, before
    return first, [*first.parts, *rest], [*before, *new_pages.body(first)]


def _journal(contents: Contents, found: Journal) -> None:
    technologies_of: list[Section] = []
    about: list[Section] = []
    for section in (*found.before, *found.after):
        topic = topics.of(section.words)
        is_before = section in found.before
        if topic is Topic.TECHNOLOGIES:
            technologies_of.append(section)
        elif topic in _ANY and section.size >= _LONG_TOPIC:
            contents.others.append(_page(contents.names, "", section))
        elif topic in {Topic.OBJECTIVE, Topic.CONTENTS} or (is_before and topic in _ANY):
            contents.home.pieces += new_pages.pieces(section, 2)
        else:
            about.append(section)
    contents.overview = _overview(contents, found)
    contents.parts = [list(_part(contents, part)) for part in found.parts]
    used = any("technologies" in page.head for part in contents.parts for page in part[:1])
    fence = "```nexus-technologies\n```" if used else ""
    _fixed(contents, TECHNOLOGIES, "Technologies", technologies_of, fence)
    _fixed(contents, ABOUT, "About", about)


def _plural(name: str) -> str:
    return "entries" if name == "entry" else f"{name}s"


def _overview(contents: Contents, found: Journal) -> NewPage | None:
    """The page that lists the parts, with what stood around them."""
    path, names = f"{contents.folder}/index.md", contents.names
    if path in names.site and not found.around:
        return None
    noun = _plural(found.name).capitalize()
    pieces: list[Piece] = [Piece(noun, 0, 1)]
    for section in found.around:
        pieces += new_pages.pieces(section, 2)
    if path in names.site:
        return NewPage(names.path("", noun), noun, pieces)
    pieces.append(Piece("```nexus-weeks\nas: list\n```", 0))
    return NewPage(path, noun, pieces)


def _part(contents: Contents, part: Part) -> Iterator[NewPage]:
    """Give the page of a part of a journal, and the pages of its long sections."""
    folder = f"{contents.folder}/{contents.journal.name}-{part.number:02}/"
    names = contents.names
    first, *more = part.sections
    # What was used comes last: the list of all technologies reads it there.
    sections = sorted([*first.parts, *more], key=lambda s: topics.of(s.words) is Topic.TECHNOLOGIES)
    page = NewPage(f"{folder}index.md", new_pages.label(first.title))
    page.pieces = [Piece(first.title, first.line, 1, first), *new_pages.body(first)]
    pages: list[NewPage] = []
    for section in sections:
        page.pieces += _shortened(section, 2, folder, names, pages)
    last = sections[-1] if sections else None
    if last and topics.of(last.words) is Topic.TECHNOLOGIES and (used := technologies.named(last)):
        page.head = {"technologies": used}
    yield page
    yield from pages


def _shortened(
    section: Section, depth: int, folder: str, names: Names, pages: list[NewPage]
) -> Iterator[Piece]:
    """Give a section as pieces, with a link where it, or a part of it, is a page of its own."""
    long_parts = any(part.size >= _LONG_TOPIC for part in section.parts)
    if section.size < _LONG_TOPIC or topics.of(section.words) is Topic.TECHNOLOGIES:
        yield from new_pages.pieces(section, depth)
    elif long_parts:
        yield Piece(section.title, section.line, min(depth, 6), section)
        yield from new_pages.body(section)
        for part in section.parts:
            yield from _shortened(part, depth + 1, folder, names, pages)
    else:
        page = _page(names, folder, section)
        pages.append(page)
        name = page.path.rpartition("/")[2]
        label = new_pages.words(new_pages.label(section.title))
        yield Piece(f"[{label}]({name})", 0)


def _page(names: Names, folder: str, section: Section) -> NewPage:
    path = names.path(folder, section.title)
    return NewPage(path, new_pages.label(section.title), list(new_pages.pieces(section, 1)))


def _hub(contents: Contents, sections: list[Section], size: int) -> None:
    about: list[Section] = []
    used: list[Section] = []
    for section in sections:
        topic = topics.of(section.words)
        if size < _LONG_README or (topic is Topic.OBJECTIVE and section.size < _LONG_OBJECTIVE):
            contents.home.pieces += new_pages.pieces(section, 2)
        elif topic is Topic.TECHNOLOGIES:
            used.append(section)
        elif topic is Topic.ABOUT:
            about.append(section)
        elif topic is Topic.LEARNT or (topic is Topic.OTHER and section.size >= _LONG_SECTION):
            contents.others.append(_page(contents.names, "", section))
        elif topic is Topic.OTHER and contents.others:
            about.append(section)
        else:
            contents.home.pieces += new_pages.pieces(section, 2)
    _fixed(contents, TECHNOLOGIES, "Technologies", used)
    _fixed(contents, ABOUT, "About", about)


def _fixed(
    contents: Contents, path: str, title: str, sections: list[Section], fence: str = ""
) -> None:
    """Add the page of that name, if there is anything for it: sections, or a list of all weeks."""
    if not sections and not fence:
        return
    if len(sections) == 1 and not fence:
        pieces = list(new_pages.pieces(sections[0], 1))
    else:
        pieces = [Piece(title, 0, 1), Piece(fence, 0)]
        pieces += [piece for section in sections for piece in new_pages.pieces(section, 2)]
    # What was used comes before the other sections of a hub.
    place = len(contents.others) if path == ABOUT or contents.parts else 0
    own = contents.names.path("", title) if path in contents.names.site else path
    contents.others.insert(place, NewPage(own, title, pieces))


def _divide(contents: Contents) -> None:
    """Divide pages that are too long to open quickly."""
    names = contents.names
    home, *more = new_pages.divided(contents.home, names)
    contents.home = home
    contents.others = [*more, *_all_divided(contents.others, names)]
    contents.parts = [list(_all_divided(part, names)) for part in contents.parts]


def _all_divided(pages: Iterable[NewPage], names: Names) -> Iterator[NewPage]:
    for page in pages:
        yield from new_pages.divided(page, names)
