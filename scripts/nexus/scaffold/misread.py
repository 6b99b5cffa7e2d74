"""Text that was read in a wrong encoding as a whole: in which one, and its letters without that.

One broken letter may be a word of some language. Where several places become dashes, quotes or emoji
once they are read as UTF-8, the text was UTF-8 and read as something else, and so was whatever else
of it reads that way. Some texts went that way more than once.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

import ftfy.bad_codecs  # noqa: F401  (registers the encodings called sloppy, which know every byte)

RUN = re.compile(r"[^\x00-\x7f]+")
_NAMES = (
    *("sloppy-windows-1252", "sloppy-windows-1254", "sloppy-windows-1250", "sloppy-windows-1251"),
    *("sloppy-windows-1253", "sloppy-windows-1257", "latin-1", "iso8859-15", "macroman"),
    *("cp437", "cp850", "cp866"),
)
# Dashes, quotes, bullets, signs, arrows, emoji: no three letters of a language become one by chance.
_SIGN = re.compile(
    "[\u2010-\u2027\u2030-\u205e\u20ac\u2116\u2122\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]"
)
_ENOUGH, _MOST_TIMES = 2, 3
# Letters with accents, and those of near alphabets, have two bytes; signs have more.
_ACCENTED = 2
_LOST = "\N{REPLACEMENT CHARACTER}"
# With these begin letters of three and four bytes; of others two are rarely both there by chance.
_FIRST = re.compile(rb"[\xe2\xef\xf0][\x80-\xff?]")


def encodings(lines: Iterable[str]) -> list[str]:
    """Return the encodings that lines were read in by mistake, the last one first; mostly none."""
    runs = Counter(run for line in lines if not line.isascii() for run in RUN.findall(line))
    found: list[str] = []
    while len(found) < _MOST_TIMES:
        name = max(_NAMES, key=lambda each: _evidence(runs, each))
        if _evidence(runs, name) < _ENOUGH or not _is_most(runs, name):
            break
        found.append(name)
        known, runs = runs, Counter()
        for run, count in known.items():
            runs[undone(run, name)] += count
    return found


def _evidence(runs: Counter[str], name: str) -> int:
    """Count the places that become a sign, perhaps by the same way once more."""
    return sum(count for run, count in runs.items() if _is_sign(run, name))


def _is_sign(run: str, name: str) -> bool:
    once = undone(run, name)
    letters = [*_letters(name).finditer(run), *_letters(name).finditer(once)]
    return any(len(piece[0]) > _ACCENTED and _SIGN.match(_meant(piece, name)) for piece in letters)


def _is_most(runs: Counter[str], name: str) -> bool:
    """Tell whether letters of that encoding are UTF-8 more often than not, each of them."""
    known = {run: count for run, count in runs.items() if len(run) > 1 and _LOST not in run}
    good = sum(count for run, count in known.items() if not _letters(name).sub("", run))
    return 2 * good >= sum(known.values())


def undone(text: str, name: str) -> str:
    """Return letters beyond ASCII as they were before they were read in an encoding."""
    return _letters(name).sub(lambda piece: _meant(piece, name), text)


@cache
def _letters(name: str) -> re.Pattern[str]:
    """Find what looks like a letter of UTF-8 that was read in an encoding."""

    def of(first: int, last: int) -> str:
        return f"[{re.escape(bytes(range(first, last + 1)).decode(name))}]"

    more = of(0x80, 0xBF)
    two, three, four = of(0xC2, 0xDF), of(0xE0, 0xEF), of(0xF0, 0xF4)
    return re.compile(f"{two}{more}|{three}{more}{{2}}|{four}{more}{{3}}")


def _meant(piece: re.Match[str], name: str) -> str:
    try:
        return piece[0].encode(name).decode()
    except UnicodeError:
        return piece[0]


def rest(text: str, name: str) -> str:
    """Return what is left of a letter at the start of a text, a byte of which is lost."""
    run = RUN.match(text)
    known = run[0].replace(_LOST, "?").encode(name, "replace") if run else b""
    return run[0] if run and _FIRST.match(known) and len(known) == len(run[0]) else ""
