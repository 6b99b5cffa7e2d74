"""Passwords, tokens and keys in what a site publishes, found by the detectors of detect-secrets.

The texts of the pages are read as their Markdown copies and in the search index, which hold no
markup. Left out are the detectors of random-looking text, as identifiers and checksums are random
too, and that of public IP addresses.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nexus.errors import EnvironmentFault, NexusError
from nexus.gate.files import files, shown

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

_READ = {".md", ".py", ".sql", ".sh", ".txt", ".json", ".yaml", ".yml", ".toml", ".csv", ".xml"}
_LEFT_OUT = {"Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector"}
# These two guess from the words around a value: their guess counts if it looks made, not written.
_GUESSES = {"BasicAuthDetector", "KeywordDetector"}
_MADE = re.compile(r"(?=\S*[0-9])(?=\S*[A-Za-z])[^\s<>{}$%]{8,}")
_WORDS = re.compile(r"pass|pwd|secret|key|token|auth|cred|://", re.IGNORECASE)
# No person wrote a longer line; what looks for words in it takes seconds.
_LONG = 10_000


def faults(site: Path) -> Iterator[NexusError]:
    """A fault for each line of a site that seems to hold a secret; the secret is not told.

    Raises EnvironmentFault where detect-secrets is not installed.
    """
    for file in files(site):
        if file.suffix in _READ and not file.is_symlink():
            yield from _file(file, shown(file, site))


def _file(file: Path, where: str) -> Iterator[NexusError]:
    for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), start=1):
        for kind in sorted(_kinds(line, file.name)):
            hint = "take it out and make it void, as it may be known; write a placeholder instead"
            yield NexusError(f"this looks like a secret ({kind})", f"{where}:{number}", hint)


def _kinds(line: str, name: str) -> set[str]:
    """The kinds of secrets that a line seems to hold."""
    is_worded = len(line) < _LONG and _WORDS.search(line) is not None
    found = set()
    for plugin in _plugins():
        is_guess = type(plugin).__name__ in _GUESSES
        if is_guess and not is_worded:
            continue
        for secret in plugin.analyze_line(filename=name, line=line):
            if not is_guess or _MADE.fullmatch(secret.secret_value or ""):
                found.add(secret.type)
    return found


@cache
def _plugins() -> "tuple[BasePlugin, ...]":
    try:
        from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    except ImportError:
        hint = "install it: pip install detect-secrets"
        raise EnvironmentFault("detect-secrets is not installed", hint=hint) from None

    classes: list[Any] = list(get_mapping_from_secret_type_to_class().values())
    return tuple(plugin() for plugin in classes if plugin.__name__ not in _LEFT_OUT)
