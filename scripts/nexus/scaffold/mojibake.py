"""Broken letters: UTF-8 that was read as Windows-1252 or the like, and saved again.

ftfy knows what such letters stood for. Its answer counts if writing it the wrong way again gives
exactly what was found: then no byte was lost, and nothing else can have been meant. Where the text as
a whole was read in a wrong encoding, that says more than each place. Where a byte is lost, the rest of
the letter is dropped if it stands at the start of a heading, and kept elsewhere.
"""

import re
from collections.abc import Iterator

from ftfy import fix_encoding

from nexus.scaffold import misread
from nexus.scaffold.misread import RUN
from nexus.scaffold.notes import Notes

_WRONG = (
    *("sloppy-windows-1252", "sloppy-windows-1254", "sloppy-windows-1250", "sloppy-windows-1251"),
    *("latin-1", "macroman", "cp437"),
)
# What is left of a letter of several bytes: its first byte and some of the others, as Windows-1252
# and Windows-1254 show them. Few words of any language look like that.
_REST = re.compile(
    "(?:[\u00f0\u011f]\u0178|\u00e2[\u20ac\u0153\u0161\u017e\u2020-\u2022\u2039\u203a\u2026\u02c6]"
    "|\u00ef\u00b8|\u00c2(?=[\u00a0-\u00bf]))[\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a"
    "\u20ac\u2122\u017e\u017d\ufffd]*"
)
_HEADING = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*(?:#{1,6}[ \t]+|<h[1-6][^>]*>\s*)")
_OPEN, _CLOSE = "\u201c", "\u201d"
_LOST_CLOSE = re.compile("\u00e2\u20ac(?:[\ufffd\u009d]|(?![^\x00-\x7f]))")
# What is left of a mark that no one sees, which asks for an emoji in colour.
_LOST_MARK = re.compile("(?<=[\u2190-\u2bff\U0001f000-\U0001faff])\u00ef\u00b8[\ufffd\u008f]?")
_LOST = "\N{REPLACEMENT CHARACTER}"
_GOOD = re.compile(rf"[^\w\s{_LOST}]*\s*")
_RESTS = re.compile(rf"(?:(?:{_REST.pattern})|{_LOST})+")


def repaired(lines: list[str], notes: Notes) -> list[str]:
    """Return lines with whatever is certain repaired; `notes` gets each place."""
    names = misread.encodings(lines)
    return [
        line if line.isascii() else _line(line, number, notes, names, _is_heading(lines, number))
        for number, line in enumerate(lines, start=1)
    ]


def _is_heading(lines: list[str], number: int) -> bool:
    below = lines[number].strip() if number < len(lines) else ""
    underlined = bool(re.fullmatch(r"=+|-{2,}", below)) and bool(lines[number - 1].strip())
    return underlined or bool(_HEADING.match(lines[number - 1]))


def _line(line: str, number: int, notes: Notes, names: list[str], is_heading: bool) -> str:  # noqa: FBT001
    fixed = line
    for name in names:
        fixed = misread.undone(fixed, name)
    fixed = RUN.sub(lambda run: "".join(_pieces(run[0])), fixed)
    fixed = _closed(_LOST_MARK.sub("", fixed))
    for old, new in _changed(line, fixed):
        notes.add(number, f"{old!r} is repaired to {new!r}")
    if is_heading:
        start = _HEADING.match(fixed)
        begin = start.end() if start else 0
        rest, words = _split_start(fixed[begin:], names)
        if rest:
            notes.add(number, f"{rest!r} is what is left of a lost letter, and is left out")
            fixed = fixed[:begin] + words
    return _kept(fixed, number, notes)


def _pieces(run: str) -> Iterator[str]:
    """Give a run of letters beyond ASCII, each part that is certain repaired."""
    whole = _certain(run)
    if whole is not None:
        yield whole
        return
    place = 0
    while place < len(run):
        # The longest letter first: one of four bytes looks like shorter ones to some encodings.
        for length in (4, 3, 2):
            piece = run[place : place + length]
            found = _letter(piece) if len(piece) == length else None
            if found:
                yield found
                place += length
                break
        else:
            yield run[place]
            place += 1


def _certain(text: str) -> str | None:
    """What broken letters stand for, all of them, or None where that is not certain."""
    meant = fix_encoding(text)
    if meant == text:
        return None
    return meant if any(_again(meant, name) == text for name in _WRONG) else None


def _letter(piece: str) -> str | None:
    """The one letter that some broken ones stand for; only those that ftfy takes for broken too."""
    for name in _WRONG[:2]:
        try:
            meant = piece.encode(name).decode()
        except UnicodeError:
            continue
        if len(meant) == 1 and (len(piece) > 2 or fix_encoding(piece) == meant):
            return meant
    return None


def _again(text: str, name: str) -> str:
    try:
        return text.encode().decode(name)
    except UnicodeError:
        return ""


def _closed(line: str) -> str:
    """Give a line whose closing quotes, of which every program loses a byte, are whole again.

    That is certain only behind an opening one.
    """
    parts = _LOST_CLOSE.split(line)
    shown = parts[0]
    for part in parts[1:]:
        is_open = shown.count(_OPEN) > shown.count(_CLOSE)
        shown += (_CLOSE if is_open else "\u00e2\u20ac" + _LOST) + part
    return shown


def _changed(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Give the words of a line that were changed, before and after."""
    if old == new:
        return
    before, after = old.split(" "), new.split(" ")
    if len(before) != len(after):
        yield old.strip(), new.strip()
        return
    yield from ((one, other) for one, other in zip(before, after, strict=True) if one != other)


def _split_start(text: str, names: list[str]) -> tuple[str, str]:
    """What is left of lost letters at the start of a heading, and its words.

    A repaired letter before them stays.
    """
    good = _GOOD.match(text)
    begin, rest = 0, misread.rest(text, names[-1]) if names else ""
    if not rest and good:
        begin = good.end()
        found = _RESTS.match(text, begin)
        rest = found[0] if found else misread.rest(text[begin:], names[-1]) if names else ""
    if not rest:
        return "", text
    return rest, f"{text[:begin].rstrip()} {text[begin + len(rest) :].lstrip()}".lstrip()


def _kept(line: str, number: int, notes: Notes) -> str:
    """Give a line with a mark where a letter is lost for good, which no page may hold by itself."""
    for found in _REST.finditer(line):
        notes.add(number, f"{found[0]!r} seems to be what is left of a lost letter, and stays")
    if _LOST in line:
        notes.add(number, "a letter is lost here; ? stands for it")
    return line.replace(_LOST, "?")
