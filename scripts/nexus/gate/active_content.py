"""Pictures and other XML files that would run something, or ask another server for something.

The policy is in the pages only: a browser that is led to an SVG runs its scripts as the site's own.
A file that a browser may read otherwise than this parser is an error as well.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from nexus.build import csp
from nexus.core.errors import NexusError
from nexus.gate import outside
from nexus.gate.files import files, shown

_PICTURE = ".svg"
_READ = {_PICTURE, ".xml", ".rss", ".atom", ".rdf", ".xsl", ".xslt"}
_HTML = "http://www.w3.org/1999/xhtml"
_SVG = "http://www.w3.org/2000/svg"
_MATHML = "http://www.w3.org/1998/Math/MathML"
# By which a site map names the translations of a page; it runs nothing.
_LINK = "link"
# What runs, or holds HTML, wherever it is in a picture.
_ACTIVE = {"script", "foreignobject", "handler", "listener", "iframe", "embed", "object"}
# Without entities of its own; programs that draw write it.
_DOCTYPE = "-//W3C//DTD SVG "
_W3C = ("http://www.w3.org/", "https://www.w3.org/")
_STYLE = "style"
# Elements that open what their address holds, or draw it as a part of the picture.
_OPENS = {"a", "use"}
_DATA = re.compile(r"[\0-\x20]*d\s*a\s*t\s*a\s*:", re.IGNORECASE)
_ENCODINGS = {"utf-8", "utf-16", "us-ascii"}
_HINT = "take it out of the file, or the file out of docs/"


def errors(site: Path) -> Iterator[NexusError]:
    """Give an error for each place in an XML file of a site that a browser would run."""
    for file in files(site):
        if file.suffix.lower() in _READ and not file.is_symlink():
            where = shown(file, site)
            for line, what in _Reader(is_picture=file.suffix.lower() == _PICTURE).read(file):
                yield NexusError(what, f"{where}:{line}", _HINT)


class _Refused(Exception):
    """The rest of a file need not be read."""


class _Reader:
    """Reads one file, noting what it would run by line; no entity is ever expanded."""

    def __init__(self, *, is_picture: bool) -> None:
        self._is_picture = is_picture
        self._found: list[tuple[int, str]] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.ProcessingInstructionHandler = self._instruction
        self._parser.StartElementHandler = self._element
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        # The text of a style sheet that is open, and the line of its beginning.
        self._style: list[str] | None = None

    def read(self, file: Path) -> list[tuple[int, str]]:
        """Return what a browser would run in a file, each with its line, from 1."""
        try:
            self._parser.Parse(file.read_bytes(), True)  # noqa: FBT003 (it takes no name)
        except _Refused:
            pass
        except (expat.ExpatError, ValueError, LookupError) as error:
            self._note(f"a file that is not valid XML ({error})")
        return self._found

    def _note(self, what: str) -> None:
        self._found.append((self._parser.CurrentLineNumber, what))

    def _declaration(self, _version: str, encoding: str | None, _alone: int) -> None:
        if (encoding or "utf-8").lower() not in _ENCODINGS:
            self._note(f"an XML file in {encoding}, not UTF-8")
            raise _Refused

    def _doctype(self, _name: str, system: str | None, public: str | None, subset: object) -> None:
        if system and _is_elsewhere(system):
            self._note(f"a DOCTYPE from another server, {system[:60]}")
        if subset or not self._is_picture or not (public or "").startswith(_DOCTYPE):
            self._note("a DOCTYPE, which may hide what runs")
            raise _Refused

    def _instruction(self, target: str, _text: str) -> None:
        if target.lower() == "xml-stylesheet":
            self._note("a style sheet that may write a page, xml-stylesheet")

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space == _HTML and (self._is_picture or local != _LINK):
            self._note(f"an element of HTML, <{local}>")
        elif self._is_picture and local.lower() in _ACTIVE:
            self._note(f"an element that runs or holds a page, <{local}>")
        elif not self._is_picture and space in {_SVG, _MATHML}:
            self._note(f"an element that is drawn, <{local}>, in a file that is no {_PICTURE}")
        for key, value in attributes.items() if self._is_picture or space == _HTML else ():
            attribute = key.rpartition(" ")[2].lower()
            if what := csp.running(attribute, value) or _within(local.lower(), attribute, value):
                self._note(f'{what}, {attribute}="{value[:40]}"')
        if self._is_picture:
            for address in outside.of_attributes(local.lower(), attributes):
                self._note(f"an address outside the picture, {address}")
            self._style = [] if local.lower() == _STYLE else self._style

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _end(self, name: str) -> None:
        if self._style is not None and name.rpartition(" ")[2].lower() == _STYLE:
            for address in outside.of_style("".join(self._style)):
                self._note(f"an address outside the picture, {address[:60]}")
            self._style = None


def _within(element: str, attribute: str, value: str) -> str:
    """What an attribute of a picture is that brings what runs with it; empty if it brings none."""
    if attribute == "attributename" and value.strip().lower().startswith("on"):
        return "an event handler that an animation sets"
    brings = attribute == "href" and _DATA.match(value)
    return "a document within an address" if brings and element in _OPENS else ""


def _is_elsewhere(system: str) -> bool:
    return outside.is_outside(system) and not system.startswith(_W3C)
