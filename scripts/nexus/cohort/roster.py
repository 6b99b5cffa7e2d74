"""Which portfolios belong to a cohort: the file that a programme keeps, in YAML.

It names programmes, and in each the places of its portfolios: a folder, or an https address. A
portfolio may also be named with its repository, whose workflow must then have signed its site.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from nexus.core import encoding, machine
from nexus.core.errors import NexusError, UsageError, place
from nexus.core.text import printable
from nexus.pages import yaml

_FORM = "write programmes: and below it the name of each, with a list of folders and addresses"
_KEYS = ("title", "url", "programmes")


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A portfolio: where it is, and OWNER/NAME of its repository if that is named."""

    site: str
    repository: str = ""


@dataclass(frozen=True)
class Roster:
    """The portfolios of each programme by its name; `folder` is that of the file.

    `url` is where the index will be published, or empty.
    """

    folder: Path
    title: str
    url: str
    programmes: dict[str, tuple[Member, ...]]

    @property
    def members(self) -> Iterator[tuple[str, Member]]:
        """Yield each portfolio with the name of its programme."""
        for name, members in self.programmes.items():
            for member in members:
                yield name, member


def read(file: Path) -> Roster:
    """Read the file of a cohort; raises UsageError where it is none."""
    try:
        entries = yaml.read(encoding.read(file), lambda line: place(file, line))
        facts = {key: entry.value for key, entry in entries.items()}
        for key in facts:
            if key not in _KEYS:
                raise entries.error(key, f"unknown key {key!r}", f"choose from: {', '.join(_KEYS)}")
    except OSError as error:
        told = machine.refusal(error)
        raise UsageError(told.what if told else str(error), place(file)) from None
    except NexusError as error:
        raise UsageError(error.what, error.where, error.hint) from None
    title = _text(facts.get("title", "Portfolios"), "title", file)
    url = _text(facts.get("url", ""), "url", file)
    if url and not url.startswith(("https://", "http://")):
        raise UsageError("url is no address", place(file), "begin it with https://")
    return Roster(file.parent, title, url, _programmes(facts.get("programmes"), file))


def _text(value: Any, key: str, file: Path) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{key} is no text", place(file), "quote it")
    return printable(" ".join(value.split())) if value.strip() else ""


def _programmes(value: Any, file: Path) -> dict[str, tuple[Member, ...]]:
    if not isinstance(value, dict) or not value:
        raise UsageError("no programmes are named", place(file), _FORM)
    found: dict[str, tuple[Member, ...]] = {}
    seen: dict[str, str] = {}
    for key, listed in value.items():
        name = _text(str(key), "a name", file)
        if not isinstance(listed, list) or not name or name in found:
            raise UsageError(f"the programme {key!r} has no list", place(file), _FORM)
        numbered = enumerate(listed, start=1)
        found[name] = tuple(_member(each, f"{name}, entry {n}", file) for n, each in numbered)
        _refuse_twins(found[name], name, seen, file)
    return found


def _member(value: Any, where: str, file: Path) -> Member:
    try:
        member = msgspec.convert({"site": value} if isinstance(value, str) else value, Member)
    except msgspec.ValidationError as error:
        what = f"{where}: this names no portfolio ({error})"
        hint = "give a folder or an address, or site: and repository:"
        raise UsageError(what, place(file), hint) from None
    site = member.site.strip()
    if not site or "\0" in site:
        raise UsageError(f"{where}: the place of the portfolio is empty", place(file))
    if member.repository and member.repository.count("/") != 1:
        raise UsageError(f"{where}: the repository is not OWNER/NAME", place(file))
    return Member(site, member.repository)


def _refuse_twins(members: tuple[Member, ...], name: str, seen: dict[str, str], file: Path) -> None:
    """Raise UsageError where a portfolio is named twice: it would count twice."""
    for member in members:
        site = member.site.rstrip("/")
        if site in seen:
            what = f"{member.site} is named twice, in {seen[site]} and in {name}"
            raise UsageError(what, place(file), "keep one of them")
        seen[site] = name
