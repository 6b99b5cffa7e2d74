"""Whether a value is a secret that somebody uses, or only stands for one.

What stands for one refers to something else (`${PASSWORD}`, `<your password>`, a path), is made of
the words that people write for it (`changeme123`), or reads like words. What is left, if it is long
enough and mixes letters with digits or signs, was made by a program or for a password.
"""

import math
import re
from collections import Counter
from html import unescape

from nexus.gate import words

_LEAST, _MOST = 8, 400
# So many characters must be left of a value without words.
_REST = 5
# Where else a value is: a variable, a template, a path, an address, code.
_REFERENCE = re.compile(
    r"""
    \$\{.*\}.* | \$\(.*\).* | \$?\{\{.*\}\}.* | \{%.*%\} | (?-i:\$[A-Z_][A-Z0-9_]*|\$[a-z_][a-z0-9_]*) | %\([\w.]+\)s | %\w+%
    | <.*>.* | \{[\w.!:]*\} | \[.*\] | \(.*\) | (?-i:@[A-Z_]+@|@[a-z_]+@) | [*.•x]+ | \\?["'].*
    | (?:https?|file|urn|arn|secret|vault|op|ref)(?:\+\w+)?:(?://)?[^@\s]*
    | (?-i:[a-z_]{4,}=.+) | \(?\w{3,}=["'].* | .*(?:\.\.\.|…).*   # several settings; shortened
    | (?:self|this|os|process|settings|config|env|request|form|args|options|data|cls|app|user|ctx)
      (?:\.\w+)+
    | (?-i:[a-z_]\w*(?:\.[A-Za-z_]\w*)+[(\[].*)   # a method that is called
    | (?-i:[a-z_]{3,}(?:[|:,][a-z0-9_]+)*\|[a-z0-9_|:,]+)   # rules for what is entered
    | @?[A-Za-z][\w.-]*:[0-9]{2,5}/?   # a server and its port
    | \^.*(?:\$|\(\.[*+]\).*) | @[\w/-]+(?:\.[a-z]{2,5})+   # a pattern, a file
    | (?-i:eyJ[\w-]{15,}\.eyJ[\w-]{10,}\.[\w-]{20,})   # which `tokens` looks into
    # A digest of a password, as a database keeps it.
    | (?:md5|sha\d+|scram|pbkdf2|bcrypt|argon2|\$\d?[a-z]*\$|\$pbkdf2[\w-]*\$|\$argon|\{\w+\}).*
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_PATH = re.compile(r"(?:\.{0,2}|~|[A-Za-z]:)[/\\][\w.~ /\\-]*")
_LINK = re.compile(r"\[[^\[\]]*\]\(")
_CALL = re.compile(r"[A-Za-z_][\w.]*[(\[{]")
# Words between dashes, as names of things are written.
_NAME = re.compile(r"[A-Za-z]+[0-9]{0,4}(?:[_./:-]+(?:[A-Za-z]+[0-9]{0,2}|[0-9]{1,4}))+")
# Longest first, so that no half of a word is left.
_STANDIN = re.compile("|".join(sorted(words.STANDINS.split(), key=len, reverse=True)))
_LEET = str.maketrans({"@": "a", "$": "s", "0": "o", "3": "e", "1": "i", "5": "s", "4": "a"})
# Runs that a finger makes: 12345, 98765, abcdef, 0000.
_RUN = re.compile(
    r"0?1234?5?6?7?8?9?0?|987?6?5?4?3?2?1?0?|(.)\1{2,}|abcdef[g-z]*|ABCDEF[G-Z]*|qwertz?y?"
)
_LETTERS = re.compile("[A-Za-z]+")
_PAIRS = frozenset(words.PAIRS.split())
_WORDLIKE = 0.5
_RANDOM_LETTERS = 12
_MADE_BITS = 3.0
_STANDS_IN = re.compile(
    r"example|your|token|secret|sample|placeholder|redacted|dummy|xxx|123456789|abcdefghij|(.)\1{5}|\.\.\.",
    re.IGNORECASE,
)
_NOISE_LEAST, _NOISE_MOST = 30, 128
_PROGRAM = re.compile(r"\)\{|\(\)|=>|\b(?:function|return|this|self)\b")
_SIGNS = re.compile(r"[^\w.\-/ ]")
_APP_PASSWORD = re.compile(r"(?:[a-z]{4} ){3}[a-z]{4}")
_NO_VOWEL = re.compile(r"\b[^aeiouy\s]{4}\b")


def is_made(value: str, *, is_code: bool = False) -> bool:
    """Tell whether a value is a secret that somebody uses; `is_code`: it may be a name in code."""
    value = unescape(value.strip()).removeprefix("django-insecure-")  # as HTML writes it
    if _APP_PASSWORD.fullmatch(value):
        return bool(_NO_VOWEL.search(value))
    if (
        value in words.WELL_KNOWN
        or "example" in value.lower()
        or not _LEAST <= len(value) <= _MOST
        or re.search(r"\s", value)
        or _LINK.match(value)
    ):
        return False
    if not _is_noise(value) and _refers(value):
        return False
    return _is_mixed(_without_standins(value), value, is_code=is_code)


def _is_mixed(rest: str, value: str, *, is_code: bool) -> bool:
    """Tell whether what is left of a value is no name, and too mixed to be a word."""
    if len(rest) < _REST or len(set(rest)) < _REST - 1:
        return False
    has_sign, has_digit = bool(_SIGNS.search(rest)), bool(re.search("[0-9]", rest))
    letters = re.sub("[^A-Za-z]", "", rest)
    if letters and has_digit:
        may_be_name = not has_sign and (is_code or bool(_NAME.fullmatch(value)))
        return not (may_be_name and _reads(value))
    if has_sign:
        return has_digit or (bool(letters) and not _reads(value))
    return len(letters) >= _RANDOM_LETTERS and not _reads(value)


def is_random(body: str) -> bool:
    """Tell whether what follows the beginning of a token was made by a program."""
    if is_made(body) and bits(body) > _MADE_BITS:
        return True
    is_mixed = re.search("[0-9]", body) and re.search("[A-Za-z]", body)
    return bool(is_mixed) and bits(body) > 1.5 and not (_STANDS_IN.search(body) or _reads(body))


def bits(value: str) -> float:
    """Return the entropy of a text in bits for each of its characters."""
    counts = Counter(value).values()
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts)


def _refers(value: str) -> bool:
    """Tell whether a value is where another is: a variable, a path, code that is called."""
    if _PATH.fullmatch(value):
        return len(value) < 20 or _reads(value)
    call = _CALL.match(value)
    return bool(_REFERENCE.fullmatch(value) or (call and _reads(call[0])))


def _is_noise(value: str) -> bool:
    """Tell whether a value is too long and too mixed to refer to anything, and is no program."""
    is_long = _NOISE_LEAST <= len(value) <= _NOISE_MOST and not _PROGRAM.search(value)
    return is_long and len(set(_SIGNS.findall(value))) >= 5 and bits(value) > 4


def _without_standins(value: str) -> str:
    """What is left of a value without the words that stand for a secret, and without runs."""
    plain = value.lower()
    spelt = plain.translate(_LEET)
    # Letters that are digits or signs are read as letters only where they make such a word.
    kept = [True] * len(value)
    for text in (plain, spelt):
        for found in _STANDIN.finditer(text):
            if len(found[0]) >= 4 or _stands_alone(text, *found.span()):
                kept[found.start() : found.end()] = [False] * len(found[0])
    left = "".join(letter if keep else " " for letter, keep in zip(value, kept, strict=True))
    return re.sub(r"[\s_.-]", "", _RUN.sub("", left))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a short word has no letter on either side of it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not before.isalpha() and not after.isalpha()


def _reads(value: str) -> bool:
    """Tell whether the letters of a value are words, as in the name of something."""
    parts = _LETTERS.findall(re.sub("([a-z])([A-Z])", r"\1 \2", value))
    if sum(len(part) < 3 for part in parts) > 1:
        return False
    pairs = [part[i : i + 2].lower() for part in parts for i in range(len(part) - 1)]
    return bool(pairs) and sum(pair in _PAIRS for pair in pairs) / len(pairs) >= _WORDLIKE
