"""A page's Markdown as its words: without what a program reads, and without marks."""

import re
from html import unescape
from itertools import chain, zip_longest

from nexus.pages import fences

_CODE = re.compile(r"(`+)[ ]?(.+?)[ ]?\1")
_STAND_IN = "\uf8ff"
_MARKS = (
    (re.compile(r"(?:(?<=\S)[ \t]*|^)\{:?[ \t]*(?:[.#]|[\w-]+=)[^{}\n]*\}"), ""),
    (re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"(?<!\w)(~~|==|\^\^)(?=[^\s~=^])(.+?)(?<=[^\s~=^])\1(?!\w)"), r"\2"),
    (re.compile(r"(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*])\1"), r"\2"),
    (re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])(.+?)(?<=[^\s_])\1(?!\w)"), r"\2"),
    (re.compile(r"\\([^\w\s])"), r"\1"),
)


def prose(text: str) -> list[str]:
    """Return the lines of a page; those of its front matter and of its fences are empty."""
    lines = text.split("\n")
    if lines[0] == "---" and "---" in lines[1:]:
        end = lines.index("---", 1) + 1
        lines[:end] = [""] * end
    for fence in fences.find(text):
        lines[fence.line - 1 : fence.end] = [""] * (fence.end - fence.line + 1)
    return lines


def plain(markdown: str) -> str:
    """Return a piece of Markdown as one line of words: the label of a link, the code of code."""
    codes = [code[2] for code in _CODE.finditer(markdown)]
    # Marks may stand around code, but none in it means anything.
    words = _CODE.sub(_STAND_IN, markdown)
    for mark, kept in _MARKS:
        words = mark.sub(kept, words)
    parts = unescape(words).split(_STAND_IN)
    return " ".join("".join(chain(*zip_longest(parts, codes, fillvalue=""))).split())
