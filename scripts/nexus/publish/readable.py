"""Markdown as a person writes it, from Markdown that is written so that nothing in it is markup.

Code is between ticks, signs are themselves where they mean nothing, and what only a browser needs is
left out: attributes of headings, and elements around Markdown. What it says stays the same.
"""

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

# What stays (code, tags, which may hold anything in their attributes), what becomes code, and signs
# that mean nothing where they are: after another sign, but for a number that would begin a list, the
# end of a label, and what would become an address.
_PARTS = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r'|<code(?: dir="auto")?>(?P<code>[^<>`\n]+)</code>'
    r"|<[A-Za-z/!][^<>]*>"
    r"|(?:(?<=\S)|(?<=\S ))(?<!\])(?<!^\d)(?<!^\d\d)(?<![-*+>] \d)(?<!www)(?!&#58;(?:/|&#47;))"
    r"(?P<sign>&#(?:34|39|40|41|44|46|47|58|59|61|62|63);|(?<=\w)&#45;(?=\w))",
    re.DOTALL | re.MULTILINE,
)
_HEADING = re.compile(r"^( {0,3}#{1,6}[ \t].*?)[ \t]*\{:?[ ]*[.#][^{}`\n]*\}[ \t]*$", re.MULTILINE)
# A line that opens or closes an element, and what says that Markdown is in it.
_TAG = re.compile(r"[ \t]*<(?P<end>/?)(?P<name>[a-z]+)(?P<attributes>(?:[ \t][^<>]*)?)>[ \t]*")
_MARKDOWN = re.compile(r"\bmarkdown\b")
# On a narrow screen this takes the place of what is said already.
_INSTEAD = re.compile(r"\bnx-narrow\b")


class _Element(NamedTuple):
    """An element that is open: whether it is around Markdown, and whether it repeats something."""

    name: str
    is_wrapper: bool
    is_instead: bool

    @classmethod
    def of(cls, name: str, attributes: str, **_: str) -> "_Element":
        is_wrapper = bool(_MARKDOWN.search(attributes))
        return cls(name, is_wrapper, is_wrapper and bool(_INSTEAD.search(attributes)))


def words(text: str) -> str:
    """Return Markdown that is no block of code with its code and its signs as one writes them."""
    return _HEADING.sub(r"\1", _PARTS.sub(_written, text))


def _written(part: re.Match[str]) -> str:
    if part["code"] is None:
        return unescape(part["sign"]) if part["sign"] else part[0]
    code = unescape(part["code"])
    is_plain = code == code.strip() and not {"`", "|", "\n"} & set(code)
    return f"`{code}`" if is_plain else part[0]


def kept(lines: Sequence[str], are_code: Sequence[bool]) -> list[bool]:
    """Tell of each line whether a person needs it: not the tags of an element around Markdown.

    Nor what is there for narrow screens only, in the place of something else on the page.
    """
    found, around = [], list[_Element]()
    for line, is_code in zip(lines, are_code, strict=True):
        tag = None if is_code else _TAG.fullmatch(line)
        is_wrapper = False
        if tag and not tag["end"]:
            around.append(_Element.of(**tag.groupdict()))
            is_wrapper = around[-1].is_wrapper
        is_left_out = any(element.is_instead for element in around)
        if tag and tag["end"]:
            names = [element.name for element in around]
            if tag["name"] in names:
                at = len(names) - 1 - names[::-1].index(tag["name"])
                is_wrapper = around[at].is_wrapper
                del around[at:]
        found.append(not (is_wrapper or is_left_out))
    return found
