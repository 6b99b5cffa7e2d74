"""What a portfolio says of itself, its nexus.json, checked: a stranger wrote it, and may mean ill.

Only what its form knows is taken (publish/record.py, nexus.schema.json), numbers and texts within
bounds. Statements are counted here: whatever a manifest says of their number is passed over.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, get_args
from unicodedata import category

import msgspec
from msgspec import Meta

from nexus.core.errors import NexusError
from nexus.core.text import printable

NAME = "nexus.json"
MOST_BYTES = 5_000_000
Kind = Literal["example", "diagram", "account"]
KINDS: tuple[str, ...] = get_args(Kind)

_FORMAT = 1
_LONGEST = 160
_MOST_TECHNOLOGIES = 40
_LONGEST_NAME = 40
# As it is written: publish/record.py.
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z", re.ASCII)
_Number = Annotated[int, Meta(ge=0, le=9999)]
# Of letters by themselves: marks, and what only tells how others are joined or that nothing is there.
_MARKS, _MOST_MARKS = {"Mn", "Me"}, 4
_UNSEEN = {"Cf", "Zs", *_MARKS}
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
_HINT = "build the site with a current project-nexus"


class _Proof(msgspec.Struct):
    kind: Kind
    ran: str = ""


class _Statement(msgspec.Struct):
    kind: Kind
    proofs: list[_Proof] = []


class _Week(msgspec.Struct):
    number: _Number
    title: str
    url: str = ""
    technologies: list[str] = []
    statements: list[_Statement] = []


class _Site(msgspec.Struct):
    name: str
    url: str = ""
    author: str = ""


class _Example(msgspec.Struct):
    ran: str = ""


class _Generator(msgspec.Struct):
    name: Literal["project-nexus"]


class _Form(msgspec.Struct):
    format: int


class _Whole(_Form):
    generator: _Generator
    site: _Site
    weeks: Annotated[list[_Week], Meta(max_length=1000)]
    examples: list[_Example] = []


class Week(msgspec.Struct, frozen=True):
    """A week: its address as the manifest has it, its statements by kind, when it last ran."""

    number: int
    title: str
    url: str
    technologies: tuple[str, ...]
    counts: dict[str, int]
    ran: str


class Manifest(msgspec.Struct, frozen=True):
    """A portfolio in its own words: texts of one line that can be shown, and moments in UTC."""

    name: str
    author: str
    url: str
    weeks: tuple[Week, ...]
    ran: str

    @property
    def counts(self) -> dict[str, int]:
        """Return its statements by kind."""
        return {kind: sum(week.counts[kind] for week in self.weeks) for kind in KINDS}

    @property
    def technologies(self) -> tuple[str, ...]:
        """Return the technologies of its weeks, those of the first week first."""
        return _known(name for week in self.weeks for name in week.technologies)


def read(content: bytes, now: datetime) -> Manifest:
    """Return what a manifest says; raises NexusError where it is none, or says what cannot be.

    A moment more than a day after `now` counts as none.
    """
    try:
        form = msgspec.json.decode(content, type=_Form)
        if form.format != _FORMAT:
            raise NexusError(f"its format is {form.format}, and not {_FORMAT}", hint=_HINT)
        whole = msgspec.json.decode(content, type=_Whole)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise NexusError(f"it is no manifest: {_said(error)}", hint=_HINT) from None
    if not text(whole.site.name):
        raise NexusError("it is no manifest: its site has no name", hint=_HINT)
    limit = (now + timedelta(days=1)).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    ran = _latest((example.ran for example in whole.examples), limit)
    weeks = tuple(_week(week, limit) for week in sorted(whole.weeks, key=_number))
    return Manifest(
        text(whole.site.name),
        text(whole.site.author),
        whole.site.url,
        weeks,
        max([ran, *(week.ran for week in weeks)]),
    )


def text(value: str, longest: int = _LONGEST) -> str:
    """Return a text of one line that can be shown, and that is not longer than it needs to be.

    It is empty where nobody would see anything of it, and no letter has marks without end.
    """
    # No more is looked at than could be shown.
    given = " ".join(value.strip()[: longest * 4].split())
    if all(category(letter) in _UNSEEN or letter in _BLANKS for letter in given):
        return ""
    shown = printable("".join(_with_few_marks(given)))
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"


def _with_few_marks(text: str) -> Iterator[str]:
    """A text, of marks that stand over one another no more than a language has."""
    marks = 0
    for letter in text:
        marks = marks + 1 if category(letter) in _MARKS else 0
        if marks <= _MOST_MARKS:
            yield letter


def _said(error: BaseException) -> str:
    return text(str(error)) or type(error).__name__


def _number(week: _Week) -> int:
    return week.number


def _week(week: _Week, limit: str) -> Week:
    counted = Counter(statement.kind for statement in week.statements)
    ran = (proof.ran for statement in week.statements for proof in statement.proofs)
    return Week(
        week.number,
        text(week.title) or f"Week {week.number}",
        week.url,
        _known(week.technologies),
        {kind: counted[kind] for kind in get_args(Kind)},
        _latest(ran, limit),
    )


def _known(names: Iterable[str]) -> tuple[str, ...]:
    """The names of technologies, each once, and not more than somebody could have used."""
    found: dict[str, str] = {}
    for name in names:
        if len(found) == _MOST_TECHNOLOGIES:
            break
        if shown := text(name, _LONGEST_NAME):
            found.setdefault(shown.casefold(), shown)
    return tuple(found.values())


def _latest(moments: Iterable[str], limit: str) -> str:
    """The last of some moments up to a limit; empty if there is none. Raises NexusError for what is none."""
    return max(_checked(moments, limit), default="")


def _checked(moments: Iterable[str], limit: str) -> Iterator[str]:
    for moment in filter(None, set(moments)):
        if not _is_moment(moment):
            raise NexusError(f"it names no moment: {text(moment, 40)}")
        # A clock was wrong, or somebody wants to come first for ever.
        if moment <= limit:
            yield moment


def _is_moment(text: str) -> bool:
    try:
        return bool(_MOMENT.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False
