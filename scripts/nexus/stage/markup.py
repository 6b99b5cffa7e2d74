"""HTML in Markdown, written so that no engine changes it: one line, in a block of its own.

Python-Markdown takes a line of HTML as it is only where nothing is indented. Within tabs, lists,
admonitions and quotes it is the block `/// html` of pymdown-extensions, which does so anywhere:
https://facelessuser.github.io/pymdown-extensions/extensions/blocks/plugins/html/
"""

import re

EXTENSION = "pymdownx.blocks.html"
_PIECE = re.compile(
    r"(?P<raw><!--.*?-->|<(?P<name>script|style)\b.*?</(?P=name)\s*>)"
    r"""|(?P<tag></?[a-z!](?:"[^"]*"|'[^']*'|[^"'>])*>)""",
    re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
# Where Python-Markdown begins a block of HTML.
_BLOCK = re.compile(
    r"\s*<(?:address|article|aside|blockquote|details|div|dl|figure|footer|form|h[1-6]|header|hr|"
    r"main|nav|ol|p|pre|section|script|style|table|ul)\b",
    re.IGNORECASE,
)
_BREAK = "&#10;"


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
