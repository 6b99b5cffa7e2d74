"""Text as a person can see it, whatever it holds, and numbers of things in words."""

import re

# Characters that are not seen, and change the direction of those that are (Unicode, UAX #9).
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# What a terminal takes for an order in one character, as it does ESC and `[`; and DEL.
EIGHT_BIT_CONTROLS = "".join(map(chr, range(0x7F, 0xA0)))
# All that is in a text and is not seen, but for ends of lines and tabs.
UNSEEN = "".join(map(chr, {*range(32)} - {9, 10, 13})) + BIDI_CONTROLS + EIGHT_BIT_CONTROLS
# How words begin that are spoken with a vowel first: `hour` is, and `user`, `unit` and `euro` are not.
_VOWEL = re.compile(
    r"(?!eu|ewe|one(?![a-z])|once)[aeio]|u(?!ni(?!n)|s[aeu]|t[ei]|ri|rl|uid)|hour|honou?r|heir",
    re.IGNORECASE,
)


def printable(text: str) -> str:
    """Return the text with a symbol for each character that cannot be shown, or that XML forbids."""
    if text.isprintable() and text.strip():
        return text
    shown = "".join(_symbol(character) for character in text)
    return shown if shown.strip() else "\N{OPEN BOX}" * max(len(shown), 1)


def visible(text: str) -> str:
    """Return a text of several lines with a symbol for each character that cannot be shown."""
    lines = text.expandtabs().split("\n")
    return "\n".join(printable(line) if line.strip(" ") else line for line in lines)


def _symbol(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    is_control = 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF)
    return "\N{REPLACEMENT CHARACTER}" if is_control or character in BIDI_CONTROLS else character


def number(value: float) -> str:
    """Return a number for SVG: with two decimals at most, and never with an exponent."""
    return f"{round(value, 2) + 0:g}" if abs(value) < 1e5 else f"{value:.0f}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number of things in words: `1 table`, `1,200 tables`.

    `many` is the plural, if that is not `one` with an s.
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def times(factor: float) -> str:
    """Return a factor in words that never says too much: `500 times` for 513, `2.4 times` for 2.49."""
    if factor >= 100:
        step = 10 ** (len(str(int(factor))) - 1)
        return f"{int(factor // step * step):,} times"
    return f"{int(factor)} times" if factor >= 10 else f"{int(factor * 10) / 10:g} times"


def article(noun: str, shown: str = "") -> str:
    """Return a noun, as it is `shown`, with the article that its first sound asks for: `an order`."""
    return f"{'an' if _VOWEL.match(noun) else 'a'} {shown or noun}"
