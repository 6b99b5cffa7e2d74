"""Links and pictures of a README in the pages that it became.

A link within the README leads to the page and section that its target is in now. One to a file
beside the README leads to the repository, where that is known. A picture that lies beside it comes
along; one of another host becomes a link, as a page of the site asks nobody else for anything. Of
every other link the words stay, and the report says so.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from nexus.scaffold import inline
from nexus.scaffold.beside import Beside
from nexus.scaffold.inline import Link
from nexus.scaffold.new_pages import NewPage, Piece
from nexus.scaffold.notes import Notes
from nexus.scaffold.outline import Section

_KEPT = {"http", "https", "mailto", "tel"}
_FENCE = re.compile(r"[ ]*(?:>[ ]?)*(`{3,})")
_BADGES = re.compile(
    r"shields\.io|badge|badgen|travis-ci|codecov|github\.com/.*/workflows/|star-history"
)


@dataclass
class Targets:
    """Where a link of a README may lead to.

    `anchors` are its sections by what GitHub calls them, `places` where each section is now, and
    `beside` what lies in its folder.
    """

    defined: Mapping[str, tuple[str, str]]
    anchors: Mapping[str, Section]
    beside: Beside
    places: dict[int, tuple[str, str]] = field(default_factory=dict)

    def section(self, fragment: str) -> tuple[str, str] | None:
        """Return the page and the anchor of what a fragment names, or None."""
        name = unquote(fragment).strip().lower()
        found = self.anchors.get(name) or self.anchors.get(_loose(name))
        return self.places.get(id(found)) if found else None


def anchors(sections: Sequence[Section], named: Mapping[str, int]) -> dict[str, Section]:
    """Return sections by the names that GitHub gives them, and by the same without its marks.

    `named` are the lines of anchors that were written as HTML.
    """
    found: dict[str, Section] = {}
    counts: dict[str, int] = {}
    for section in sections:
        name = _github(section.words)
        number = counts.get(name, 0)
        counts[name] = number + 1
        found.setdefault(f"{name}-{number}" if number else name, section)
    for section in sections:
        found.setdefault(_loose(_github(section.words)), section)
    for name, line in named.items():
        below = next((section for section in sections if section.line >= line), None)
        if below:
            found.setdefault(name.lower(), below)
    return found


def _github(words: str) -> str:
    kept = re.sub(r"[^\w\s\ufe0f-]", "", words.strip().lower())
    return re.sub(r"\s", "-", kept)


def _loose(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name).strip("-")


@dataclass
class Rewriter:
    """Rewrites the links of pages; `notes` gets each that cannot stay as it is."""

    targets: Targets
    notes: Notes

    def rewrite(self, page: NewPage) -> None:
        """Rewrite the links of a page."""
        page.pieces = [self._piece(piece, page.path) for piece in page.pieces]

    def _piece(self, piece: Piece, page: str) -> Piece:
        if not piece.line:
            return piece
        lines, out, ticks = piece.text.split("\n"), list[str](), ""
        prose: list[str] = []
        for line in lines:
            fence = _FENCE.match(line)
            if not ticks and not fence:
                prose.append(line)
                continue
            if prose:
                out.append(self._text("\n".join(prose), page, piece))
                prose = []
            out.append(line)
            if fence and not ticks:
                ticks = fence[1]
            elif fence and fence[1] == ticks:
                ticks = ""
        if prose:
            out.append(self._text("\n".join(prose), page, piece))
        return Piece("\n".join(out).strip(), piece.line, piece.depth, piece.section)

    def _text(self, text: str, page: str, piece: Piece) -> str:
        parts, end = [], 0
        for link in inline.links(text, self.targets.defined):
            line = piece.line + text.count("\n", 0, link.start)
            shown = self._link(link, page, line)
            parts += [text[end : link.start], shown]
            end = link.end
        return "".join([*parts, text[end:]])

    def _link(self, link: Link, page: str, line: int) -> str:
        if link.is_picture:
            return self._picture(link, page, line)
        label = self._text(link.label, page, Piece("", line)) if "[" in link.label else link.label
        address = self._address(link.address, page, line)
        if not address:
            return label
        if re.fullmatch(r"\[[^\[\]]*\]\([^()]*\)", label):
            # A picture of another host within a link has become a link itself.
            label = label[1 : label.index("]")]
        if not label.strip():
            return ""
        title = (
            f' "{link.title}"'.replace('""', '"') if link.title and '"' not in link.title else ""
        )
        return f"[{label}]({address}{title})"

    def _address(self, address: str, page: str, line: int) -> str:
        """The address that a link has in a page; empty where it leads nowhere."""
        if address.startswith("#"):
            found = self.targets.section(address[1:])
            if found is None and address.lower() in {"#", "#top", "#readme-top", "#readme"}:
                return _between(page, "index.md", "")
            if found is None:
                self.notes.add(line, f"there is no section {address}; the words of the link stay")
                return ""
            return _between(page, *found)
        scheme = _scheme(address)
        if scheme in _KEPT or address.startswith("//"):
            return inline_address(address)
        if scheme:
            self.notes.add(line, f"a link to {scheme}: stays as words")
            return ""
        return self._file(address, page, line)

    def _file(self, address: str, page: str, line: int) -> str:
        if path := self.targets.beside.page(address):
            return _between(page, path, "")
        found = self.targets.beside.file(address)
        if found:
            self.notes.add(line, f"the link to {address} leads to the repository now")
            return found
        what = f"the link to {address} leads to no page of the portfolio; its words stay"
        self.notes.add(line, what)
        return ""

    def _picture(self, link: Link, page: str, line: int) -> str:
        label, address = link.label.strip(), link.address
        scheme = _scheme(address)
        if scheme in {"http", "https"} or address.startswith("//"):
            if _BADGES.search(address):
                self.notes.add(line, f"a badge of {_host(address)} is shown by its words")
                return label
            self.notes.add(
                line, f"a picture of {_host(address)} is a link now: save it below docs/"
            )
            return f"[{label or 'Picture'}]({inline_address(address)})"
        if not scheme and (path := self.targets.beside.picture(address)):
            return f"![{label}]({_between(page, path, '')}){{ loading=lazy }}"
        shown = address if len(address) < 60 else f"{address[:60]}..."
        self.notes.add(line, f"the picture {shown} is not there; its words stay")
        return label


def _scheme(address: str) -> str:
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", address)
    return found[1].lower() if found else ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or "another host"
    except ValueError:
        return "another host"


def inline_address(address: str) -> str:
    """Return an address as a link of Markdown holds it."""
    return (
        quote(address, safe="%/:=&?~#+!$,;'@[]*.-_()") if re.search(r"[\s<>]", address) else address
    )


def _between(page: str, target: str, anchor: str) -> str:
    """The address of a page or file as another page links to it."""
    if page == target and anchor:
        return f"#{anchor}"
    way = posixpath.relpath(target, posixpath.dirname(page) or ".")
    return f"{way}#{anchor}" if anchor else way
