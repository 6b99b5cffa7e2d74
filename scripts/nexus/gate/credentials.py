"""Passwords, tokens and keys in what a site publishes, found by the detectors of detect-secrets.

Every file that is text is read, whatever its name; what has markup is read with it and without, as
colours of code stand between a name and its value. Left out are the detectors of random-looking
text, as identifiers and checksums are random too, and that of public IP addresses.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nexus.core.errors import MachineError, NexusError
from nexus.gate.files import files, shown

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

# Parts of a text, each with the number of its line.
_Pieces = Iterable[tuple[int, str]]

_LEFT_OUT = {"Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector"}
# These two guess from the words around a value: their guess counts if it looks made, not written.
_GUESSES = {"BasicAuthDetector", "KeywordDetector"}
_MADE = re.compile(r"(?=\S*[0-9])(?=\S*[A-Za-z])[^\s<>{}$%]{8,}")
# Detectors that are slow look around the places only where they may find something: these where one
# of the words has such a value behind it, others around what a regular expression finds at once.
_WORDED = {
    *("CloudantDetector", "IbmCloudIamDetector", "IbmCosHmacDetector"),
    *("KeywordDetector", "SoftlayerDetector"),
}
_WORDS = ("pass", "pwd", "secret", "key", "token")
_VALUED = re.compile(
    r"""
    [\w.-]{0,60} ["'`\])]{0,2} \s* [:=!>(]{0,3} \s* [@(\["'`]{0,3}
    (?=[^\s"'`]{0,99}[0-9]) (?=[^\s"'`]{0,99}[A-Za-z]) [^\s"'`<>{}$%]{8}
    """,
    re.VERBOSE,
)
_AROUND = {
    "ArtifactoryDetector": re.compile("AKC|AP[0-9A-F]"),
    "BasicAuthDetector": re.compile(r"://[^\s/{}]*:[^\s{}]*@"),
    "MailchimpDetector": re.compile("-us[0-9]"),
    "NpmDetector": re.compile(":_authToken"),
}
# That many characters around a place, of its line.
_REACH = 200
_MARKUP = {".html", ".svg", ".xml"}
_TAG = re.compile(r"<[^<>]*>")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What detect-secrets does not know.
_TOKENS = {
    "Anthropic Key": re.compile(r"sk-ant-[\w-]{20,}"),
    "Docker Token": re.compile(r"dckr_[a-z]+_[\w-]{20,}"),
    "Fine-Grained GitHub Token": re.compile(r"github_pat_\w{22,}"),
    "Google Key": re.compile(r"AIza[\w-]{35}"),
    "Google Client Secret": re.compile(r"GOCSPX-[\w-]{28}"),
    "Hugging Face Token": re.compile(r"hf_[A-Za-z]{34}\b"),
    "npm Token": re.compile(r"npm_[A-Za-z0-9]{36}\b"),
    "Encrypted Private Key": re.compile("BEGIN ENCRYPTED PRIVATE KEY"),
}
# A value behind a name, as in a .env file. The detector of keywords wants quotes around it, and knows
# no names of tokens.
_ASSIGNED = re.compile(
    r"""
    (?: (?<![a-z])(?:db)?pass | password | passwd | passphrase | pwd | secret | token
      | (?:api|access|account|auth|private)[_-]?key )
    (?:[0-9_.-][\w.-]*)? ["'\]]{0,2} \s* (?::=|=>|[:=]) \s* ["']?
    (?! [/.] | \w+:// )                                 # no path, no address
    ([^\s"'`<>{}$%()\[\],;|\\]{8,}) (?=[\s"'`<,;|] | $)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def errors(site: Path) -> Iterator[NexusError]:
    """Give an error for each line of a site that seems to hold a secret, which is not repeated.

    Raises MachineError where detect-secrets is not installed.
    """
    for file in files(site):
        for number, kind in sorted(set(_file(file))):
            hint = "take it out and make it void, as it may be known; write a placeholder instead"
            where = f"{shown(file, site)}:{number}"
            yield NexusError(f"this looks like a secret ({kind})", where, hint)


def _file(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that seem to hold secrets, each with the kind of the secret."""
    if file.is_symlink():
        return
    text = _text(file.read_bytes())
    yield from _found(text)
    if file.suffix.lower() in _MARKUP:
        yield from _found(_written(text))


def _text(content: bytes) -> str:
    """The text of a file; empty where it holds none, as a picture."""
    if content.startswith(_UTF_16):
        return content.decode("utf-16", "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return "" if b"\0" in content else content.decode("latin-1")


def _written(text: str) -> str:
    """What a text says without its tags, on the same lines."""
    return unescape(_TAG.sub(lambda tag: "\n" * tag[0].count("\n"), text))


def _found(text: str) -> Iterator[tuple[int, str]]:
    worded = list(_pieces(text, _places(text)))
    for plugin in _plugins():
        yield from _detected(plugin, text, worded)
    for kind, token in _TOKENS.items():
        for found in token.finditer(text):
            yield 1 + text.count("\n", 0, found.start()), kind
    for number, piece in worded:
        if any(_MADE.fullmatch(value) for value in _ASSIGNED.findall(piece)):
            yield number, "Secret Keyword"


def _detected(plugin: "BasePlugin", text: str, worded: _Pieces) -> Iterator[tuple[int, str]]:
    """What a detector finds; `worded` is what is around the words."""
    name = type(plugin).__name__
    pieces: _Pieces = [(1, text)]
    if name in _WORDED:
        pieces = worded
    elif around := _AROUND.get(name):
        pieces = _pieces(text, (found.start() for found in around.finditer(text)))
    for number, piece in pieces:
        for value in plugin.analyze_string(piece):
            if name not in _GUESSES or _MADE.fullmatch(value):
                yield number + piece.count("\n", 0, piece.find(value)), plugin.secret_type


def _places(text: str) -> list[int]:
    """Where a text has one of the words with a value behind it, in order."""
    # A regular expression that passes over the case of letters takes ten times as long.
    small = text.replace("\u0130", "I").lower()  # the one letter that becomes longer
    found = []
    for word in _WORDS:
        place = small.find(word)
        while place >= 0:
            if _VALUED.match(text, place):
                found.append(place)
            place = small.find(word, place + 1)
    return sorted(found)


def _pieces(text: str, places: Iterable[int]) -> _Pieces:
    """What is around places of a text, each piece with its line; no place is in two."""
    number, counted, done = 1, 0, -1
    for place in places:
        if place < done:
            continue
        start = max(text.rfind("\n", 0, place) + 1, place - _REACH)
        line_end = text.find("\n", place)
        end = min(line_end if line_end >= 0 else len(text), place + 2 * _REACH)
        number += text.count("\n", counted, start)
        counted = start
        # Behind the last place of a piece there is as much of the line as before its first.
        done = end if end == line_end else place + _REACH
        yield number, text[start:end]


@cache
def _plugins() -> "tuple[BasePlugin, ...]":
    try:
        from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    except ImportError:
        hint = "install it: pip install detect-secrets"
        raise MachineError("detect-secrets is not installed", hint=hint) from None

    classes: list[Any] = list(get_mapping_from_secret_type_to_class().values())
    return tuple(plugin() for plugin in classes if plugin.__name__ not in _LEFT_OUT)
