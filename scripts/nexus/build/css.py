"""One style sheet in place of the many that a page names, without the rules that no page can use.

A browser paints nothing before it has every style sheet of a page, and holds every rule against
every element. So the sheets of a page are put into one file, in their order. Left out are the
selectors that ask for a class, or a value of an attribute, which no page has and no script of the
site ever writes; and those of tabs behind the last that a page has. The sheets themselves stay where
they are.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import tinycss2

from nexus.core.cache import Cache
from nexus.core.errors import NexusError

# Where the words of classes may be, beside the pages.
_SCRIPTS = {".js", ".mjs"}
# A sheet for every medium, whatever the order of its attributes: a plugin may write pages anew.
_LINK = re.compile(
    r'<link\b(?=[^>]*\srel="stylesheet")(?![^>]*\smedia=)[^>]*?\shref="([^"]+)"[^>]*>\s*'
)
_VALUE = re.compile(r"""=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_TAB = re.compile(r'id="__tabbed_\d+_(\d+)"')
_WORD = re.compile(r"[\w-]+")
# The end of a word that a script completes: `tabbed-control--${side}`, "is-" + state.
_COMPLETED = re.compile(r"""-(?=\$\{|["']\s*\+)""")
_LONGEST = 200
_RELATIVE = re.compile(r"""url\(\s*(["']?)(?!data:|https?:|[/#])([^"')]+)\1\s*\)""")
# What holds rules; everything else with an @, such as @font-face, is kept as it is.
_GROUPS = {"container", "layer", "media", "supports"}
# The theme has rules for each of twenty tabs, and tries them on every element of a page.
_PLACE = re.compile(r"\.tabbed-set\b.*:nth-child\((\d+)\)")
# The theme's guard against transitions while the palette changes: a rule for every element, so that
# each page that opens is styled twice more, since opening it counts as a change.
_SWITCHING = "[data-md-color-switching]"


@dataclass(frozen=True)
class Used:
    """What a selector may ask for.

    Classes and other words, how words begin that scripts put together, the most tabs side by side.
    """

    words: frozenset[str]
    starts: tuple[str, ...] = ()
    tabs: int = 0

    @classmethod
    def read(cls, pages: Iterable[str], scripts: Iterable[str]) -> "Used":
        """Gather the words in the attributes of pages, those of scripts, and the tabs of pages."""
        words: set[str] = set()
        starts: set[str] = set()
        tabs = 0
        for html in pages:
            values = {value for values in _VALUE.findall(html) for value in values}
            words.update(word for value in values for word in value.split())
            tabs = max(tabs, *map(int, _TAB.findall(html)), 0)
        for script in scripts:
            words.update(_WORD.findall(script))
            starts.update(_starts(script))
        return cls(frozenset(words), tuple(sorted(starts)), tabs)

    def allows(self, selector: list[Any]) -> bool:
        """Tell whether a selector, given as its tokens, may match an element of a page.

        What is inside a function, such as `:not(.title)`, is passed over.
        """
        text = _text(selector)
        if _SWITCHING in text or any(int(place) > self.tabs for place in _PLACE.findall(text)):
            return False
        asked = [after.value for dot, after in pairwise(selector) if dot == "."]
        asked += [value for part in selector if part.type == "[] block" for value in _equal(part)]
        return all(word in self.words or word.startswith(self.starts) for word in asked)


def _starts(script: str) -> Iterator[str]:
    """How the words begin that a script completes."""
    for end in (found.end() for found in _COMPLETED.finditer(script)):
        start = _WORD.findall(script, max(0, end - _LONGEST), end)[-1]
        if start.strip("-"):
            yield start


def _equal(attribute: Any) -> list[str]:
    """The word to which a selector's attribute must be equal, if it is one."""
    tokens = [part for part in attribute.content if part.type != "whitespace"]
    is_word = len(tokens) == 3 and tokens[1] == "=" and _WORD.fullmatch(tokens[2].value)
    return [tokens[2].value] if is_word else []


@dataclass(frozen=True)
class _Page:
    """A built page: its style sheets as paths below the site, and what it puts before them.

    Its text is read anew where it is needed: a site may have more than fits into memory.
    """

    file: Path
    base: str
    sheets: tuple[str, ...]

    @classmethod
    def read(cls, file: Path, html: str, site: Path, mount: str) -> "_Page":
        """Return a page with that text; without sheets where one of them is not of the site."""
        addresses = _LINK.findall(html)
        is_anywhere = any(address.startswith("/") for address in addresses)
        base = mount if is_anywhere else "../" * len(file.relative_to(site).parts[1:])
        sheets = tuple(address.removeprefix(base) for address in addresses)
        files = [(site / sheet).resolve() for sheet in sheets]
        own = all(path.is_file() and path.is_relative_to(site.resolve()) for path in files)
        return cls(file, base, sheets if own else ())

    def linked(self, sheet: str) -> str:
        """Return the HTML with one style sheet in the place of the first."""
        links = iter([f'<link rel="stylesheet" href="{self.base}{sheet}">\n'])
        return _LINK.sub(lambda _: next(links, ""), self.file.read_bytes().decode())


def merge(site: Path, mount: str, cache: Cache) -> None:
    """Put the style sheets of each page of a built site into one, named by its digest.

    `mount` is the path at which the site is served: 404.html begins its addresses with it. Raises
    NexusError, with nothing written, for a sheet that imports another or is not UTF-8.
    """
    # A page called node.js.md makes a folder of such a name.
    files = [path for path in sorted(site.rglob("*")) if path.is_file()]
    pages: list[_Page] = []

    def texts() -> Iterator[str]:
        for file in files:
            if file.suffix == ".html":
                html = file.read_bytes().decode()
                pages.append(_Page.read(file, html, site, mount))
                yield html

    scripts = (file for file in files if file.suffix in _SCRIPTS)
    # Only the words of a script are of interest, whatever its encoding.
    words = (file.read_bytes().decode(errors="ignore") for file in scripts)
    used = Used.read(texts(), words)
    several = sorted({page.sheets for page in pages if len(page.sheets) > 1})
    made = {sheets: _merged(site, sheets, used, cache) for sheets in several}
    for sheets, content in made.items():
        name = f"assets/styles.{hashlib.sha256(content).hexdigest()[:8]}.css"
        (site / name).write_bytes(content)
        for page in (page for page in pages if page.sheets == sheets):
            page.file.write_bytes(page.linked(name).encode())


def _merged(site: Path, sheets: Iterable[str], used: Used, cache: Cache) -> bytes:
    texts = [(sheet, _read(site / sheet, sheet)) for sheet in sheets]

    def make() -> bytes:
        return "\n".join(pruned(_moved(text, at), used, at) for at, text in texts).encode()

    return cache.get_or_make(["styles", texts, sorted(used.words), used.starts, used.tabs], make)


def _read(file: Path, where: str) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NexusError("a style sheet that is not UTF-8", where, "save it as UTF-8") from None


def _moved(css: str, sheet: str) -> str:
    """A sheet whose relative addresses hold in the folder of all assets."""

    def address(found: re.Match[str]) -> str:
        target = posixpath.join(posixpath.dirname(sheet), found[2])
        return f'url("{posixpath.relpath(target, "assets")}")'

    return _RELATIVE.sub(address, css)


def pruned(css: str, used: Used, where: str = "") -> str:
    """Return a style sheet without the selectors that no page can use.

    Raises NexusError, placed at `where`, if the sheet imports another.
    """
    return "\n".join(_kept(_parsed(css), used, where))


@lru_cache(maxsize=16)
def _parsed(css: str) -> list[Any]:
    """The rules of a style sheet; a preview asks for the same ones at each of its builds."""
    return list(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def _kept(rules: Iterable[Any], used: Used, where: str) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [tokens for tokens in _selectors(rule.prelude) if used.allows(tokens)]
            if selectors:
                yield f"{','.join(map(_text, selectors))}{{{_text(rule.content)}}}"
        elif rule.type != "at-rule":
            continue  # what a browser cannot read either
        elif rule.lower_at_keyword == "import":
            hint = "name the other sheet under extra_css in mkdocs.yml"
            raise NexusError("a style sheet imports another", f"{where}:{rule.source_line}", hint)
        elif rule.lower_at_keyword in _GROUPS and rule.content:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := "".join(_kept(inner, used, where)):
                yield f"@{rule.at_keyword} {_text(rule.prelude)}{{{body}}}"
        else:
            yield rule.serialize()


def _selectors(prelude: Iterable[Any]) -> list[list[Any]]:
    """The selectors of a rule, each as its tokens."""
    selectors: list[list[Any]] = [[]]
    for part in prelude:
        if part == ",":
            selectors.append([])
        else:
            selectors[-1].append(part)
    return selectors


def _text(tokens: Iterable[Any]) -> str:
    return str(tinycss2.serialize([part for part in tokens if part.type != "comment"])).strip()
