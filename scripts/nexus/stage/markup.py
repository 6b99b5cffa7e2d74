"""HTML in Markdown, written so that no engine changes it: one line, in a block of its own.

Python-Markdown takes a line of HTML as it is only where nothing is indented. Within tabs, lists,
admonitions and quotes it is the block `/// html` of pymdown-extensions, which does so anywhere:
https://facelessuser.github.io/pymdown-extensions/extensions/blocks/plugins/html/
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

EXTENSION = "pymdownx.blocks.html"
_PIECE = re.compile(
    r"(?P<raw><!--.*?-->|<(?P<name>script|style)\b.*?</(?P=name)\s*>)"
    r"""|(?P<tag></?[a-z!](?:"[^"]*"|'[^']*'|[^"'>])*>)""",
    re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_NAMES = (
    r"(?:address|article|aside|blockquote|details|div|dl|figure|footer|form|h[1-6]|header|"
    r"main|nav|ol|p|pre|section|table|ul)\b"
)
# Where Python-Markdown begins a block of HTML.
_BLOCK = re.compile(rf"\s*<(?:{_NAMES}|(?:hr|script|style)\b)", re.IGNORECASE)
_EDGE = re.compile(rf"<(?:(?P<opens>{_NAMES})|(?P<closes>/{_NAMES})|hr\b)", re.IGNORECASE)
_BREAK = "&#10;"
_HEADING = re.compile(r"<h(?P<level>[1-6])(?P<given>[^>]*)>(?P<words>.*?)</h(?P=level)>", re.DOTALL)
_LINK = re.compile(r'(?<=\s)(href|src)="([^"]*)"')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"\\\n]*)"')


def line(html: str) -> str:
    """Return HTML as one line that a browser reads as the same."""
    made, last = [], 0
    for piece in _PIECE.finditer(html):
        made.append(_broken(html[last : piece.start()]))
        tag = piece["tag"]
        if tag is None:
            made.append(piece[0].replace("\n", " "))
        else:
            made.append(_QUOTED.sub(lambda value: _broken(value[0]), tag).replace("\n", " "))
        last = piece.end()
    return "".join((*made, _broken(html[last:])))


def _broken(text: str) -> str:
    return text.replace("\n", _BREAK)


def unbroken(html: str) -> str:
    """Return a built page with the lines that `line` joined."""
    return html.replace(_BREAK, "\n")


def block(html: str, indent: str = "") -> list[str]:
    """Return the lines of Markdown that show HTML; each begins with `indent`."""
    if not html.strip():
        return [indent.rstrip()]
    shown = line(html.strip())
    if indent:
        lines = ["", "/// html | div", "    markdown: html", "", shown, "///", ""]
        return [f"{indent}{each}".rstrip() for each in lines]
    return ["", shown if _BLOCK.match(shown) else f"<div>{shown}</div>", ""]


def relinked(html: str, led: Callable[[str], str]) -> str:
    """Return HTML with its links changed by `led`; what looks like one in a text is none."""

    def tag(piece: re.Match[str]) -> str:
        return _LINK.sub(link, piece[0]) if piece["tag"] else piece[0]

    def link(found: re.Match[str]) -> str:
        return f'{found[1]}="{escape(led(unescape(found[2])))}"'

    return _PIECE.sub(tag, html)


def page(html: str) -> str:
    """Return Markdown that shows the HTML of a page; its headings are some of Markdown's, for menus.

    No extension of Markdown but `EXTENSION` is needed to read it.
    """
    return "\n".join(each for part in _parts(html) for each in _heading(part) or block(part))


def _parts(html: str) -> Iterator[str]:
    """Give the blocks of a page, each whole."""
    depth = last = 0
    for piece in _PIECE.finditer(html):
        edge = _EDGE.match(piece["tag"] or "")
        if edge is None:
            continue
        depth += bool(edge["opens"]) - bool(edge["closes"])
        if depth == 0:
            yield html[last : piece.end()].strip()
            last = piece.end()
    yield html[last:].strip()


def _heading(html: str) -> list[str]:
    """Give the lines of a heading; none where it is no plain one."""
    found = _HEADING.fullmatch(html)
    if found is None:
        return []
    named = [f'{name}="{unescape(value)}"' for name, value in _ATTRIBUTE.findall(found["given"])]
    if _ATTRIBUTE.sub("", found["given"]) or any(each.count('"') > 2 for each in named):
        return []
    tag = f"h{found['level']}[{' '.join(named)}]" if named else f"h{found['level']}"
    return ["", f"/// html | {tag}", "    markdown: html", "", line(found["words"]), "///", ""]
