"""The words of a block, within its lines: tags, links, and what other Markdown would read anew.

A README is written for GitHub. What GitHub shows as it is, and Python-Markdown or an extension of
the new site takes for markup, is escaped here; nothing else of the words is changed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from nexus.scaffold import markup

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_TAG = re.compile(
    r"(?<=\]\()<[^<>\n]*>|<!--.*?-->|<(?:https?://|mailto:)[^<>\s]+>|<[\w.+-]+@[\w.-]+\.\w+>|</?(?P<name>[A-Za-z][\w:-]*)(?P<rest>(?:\s[^<>]*|/)?)>|<(?=[A-Za-z/!?])",
    re.DOTALL,
)
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]+>|<[\w.+-]+@[\w.-]+\.\w+>")
_BACKSLASH_BREAK = re.compile(r"\\\n")
_STARTS = re.compile(r"^(?=#|!!!|\?\?\?|===|:::|/{3}|\[TOC\]|~{3}|`{3}(?!.*`))", re.MULTILINE)
_BRACE = re.compile(r"(?<!\\)\{")


@dataclass(frozen=True)
class Link:
    """A link or a picture in a text: its place, its label, its address, its title."""

    start: int
    end: int
    is_picture: bool
    label: str
    address: str
    title: str = ""


def cleaned(text: str) -> str:
    """Return the words of a block with its HTML as Markdown, and with nothing that reads anew."""
    lines = "\n".join(line.strip(" \t") if n else line for n, line in enumerate(text.split("\n")))
    hard = _BACKSLASH_BREAK.sub("  \n", _with_breaks(text, lines))
    return _STARTS.sub(r"\\", _outside_code(hard, _tags)).rstrip()


def _with_breaks(text: str, lines: str) -> str:
    """Give lines with the two blanks behind those that have them in the text."""
    pairs = zip(text.split("\n"), lines.split("\n"), strict=True)
    return "\n".join(f"{new}  " if old.endswith("  ") and new else new for old, new in pairs)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [change(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, change(text[end:])])


def _tags(text: str) -> str:
    """Give text without HTML but for elements that only mark words."""
    kept = _balanced(text)
    targets: list[str] = []

    def tag(found: re.Match[str]) -> str:
        name = (found["name"] or "").lower()
        is_target = text[: found.start()].endswith("](")
        if is_target or found[0].startswith("<!--") or _AUTOLINK.fullmatch(found[0]):
            return found[0]
        if name in {"a", "img", "br"}:
            return _said(name, found, targets)
        if name in markup.INLINE:
            return f"<{'/' * found[0].startswith('</')}{name}>" if name in kept else ""
        return "" if name in markup.DROPPED else escape(found[0], quote=False)

    return _braces(_TAG.sub(tag, text))


def _balanced(text: str) -> set[str]:
    """The names of elements that begin as often as they end."""
    counts: dict[str, int] = {}
    for found in _TAG.finditer(text):
        if name := (found["name"] or "").lower():
            counts[name] = counts.get(name, 0) + (-1 if found[0].startswith("</") else 1)
    return {name for name, count in counts.items() if not count}


_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def _said(name: str, found: re.Match[str], targets: list[str]) -> str:
    """Give a picture, a line break, or the beginning or the end of a link as Markdown."""
    if name == "br":
        return "  " if found.string[found.end() : found.end() + 1] == "\n" else "  \n"
    rest = found["rest"] or ""
    known = {a[1].lower(): a[2] or a[3] or a[4] or "" for a in _ATTRIBUTE.finditer(rest)}
    if name == "img":
        label = known.get("alt", "").replace("[", "").replace("]", "")
        return f"![{label}]({markup.address(known.get('src', ''))})"
    return _anchor(found[0].startswith("</"), known.get("href", ""), targets)


def _anchor(is_end: bool, target: str, targets: list[str]) -> str:  # noqa: FBT001
    if not is_end:
        targets.append(target)
        return "[" if target else ""
    begun = targets.pop() if targets else ""
    return f"]({markup.address(begun)})" if begun else ""


def _braces(text: str) -> str:
    """Escape braces, which give attributes to what stands before them, but in addresses."""
    parts, end = [], 0
    for link in links(text, {}):
        target = text.rfind("](", link.start, link.end)
        begin = target if target >= 0 else link.start
        parts += [_BRACE.sub(r"\\{", text[end:begin]), text[begin : link.end]]
        end = link.end
    return "".join([*parts, _BRACE.sub(r"\\{", text[end:])])


def links(text: str, defined: Mapping[str, tuple[str, str]]) -> list[Link]:
    """Return the outermost links and pictures of a text, in order; `defined` are those by name."""
    codes = [range(code.start(), code.end()) for code in _CODE.finditer(text)]
    found: list[Link] = []
    place = 0
    while (place := text.find("[", place)) >= 0:
        inside = next((code for code in codes if place in code), None)
        if inside is not None:
            place = inside.stop
            continue
        link = _link(text, place, defined) if not _is_escaped(text, place) else None
        if link:
            found.append(link)
        place = link.end if link else place + 1
    return found


def _is_escaped(text: str, place: int) -> bool:
    before = text[:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


_TARGET = re.compile(
    r"""\(\s*(?:<(?P<angle>[^<>\n]*)>|(?P<plain>(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))"""
    r"""(?:\s+(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|\((?P<round>[^()]*)\)))?\s*\)"""
)
_NAMED = re.compile(r"\[([^\[\]]*)\]")


def _link(text: str, place: int, defined: Mapping[str, tuple[str, str]]) -> Link | None:
    """The link whose label begins at a bracket, or None."""
    end = _label_end(text, place)
    if end < 0:
        return None
    label, is_picture = text[place + 1 : end], text[place - 1 : place] == "!" and place > 0
    start = place - is_picture
    if target := _TARGET.match(text, end + 1):
        address = target["angle"] if target["angle"] is not None else target["plain"]
        title = target["double"] or target["single"] or target["round"] or ""
        return Link(start, target.end(), is_picture, label, address, title)
    named = _NAMED.match(text, end + 1)
    name = (named[1] if named else "") or label
    known = defined.get(" ".join(name.casefold().split()))
    if known is None:
        return None
    return Link(start, named.end() if named else end + 1, is_picture, label, *known)


def _label_end(text: str, place: int) -> int:
    """The place of the bracket that ends a label, or -1."""
    depth, code = 0, _CODE
    position = place
    while position < len(text):
        if text[position] == "\\":
            position += 2
            continue
        if text[position] == "`" and (span := code.match(text, position)):
            position = span.end()
            continue
        depth += {"[": 1, "]": -1}.get(text[position], 0)
        if not depth:
            return position
        if text.startswith("\n\n", position):
            return -1
        position += 1
    return -1
