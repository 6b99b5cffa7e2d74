"""The risks that somebody has accepted, each with a reason, as a file of TOML says it.

    [[accepted]]
    risk = "drop-column"
    where = "booking.note"
    reason = "nothing has written it since March"

`*` in `where` stands for any letters.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from nexus.core.errors import UsageError
from nexus.schema.comparison.change import Change, Comparison
from nexus.schema.comparison.harms import RISKS, Risk
from nexus.schema.comparison.risks import of_change

_FORM = "write [[accepted]] with risk, where and reason"


class Acceptance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One accepted risk: its id, where it is (a place, with `*` for any letters), and why."""

    risk: str
    where: str
    reason: str

    def meets(self, risk: Risk, change: Change) -> bool:
        """Tell whether it accepts a risk of a change."""
        pattern = ".*".join(map(re.escape, self.where.split("*")))
        return self.risk == risk.id and bool(re.fullmatch(pattern, change.place, re.DOTALL))


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    accepted: tuple[Acceptance, ...] = ()


@dataclass(frozen=True, slots=True)
class Danger:
    """A risk of a change, and the reason for which it was accepted, or None."""

    risk: Risk
    accepted: str | None = None


@dataclass(frozen=True)
class Judged:
    """A comparison with the dangers of each of its changes, and what was accepted in vain."""

    comparison: Comparison
    dangers: tuple[tuple[Danger, ...], ...]
    unused: tuple[Acceptance, ...] = field(default=())

    @property
    def rows(self) -> Iterator[tuple[Change, tuple[Danger, ...]]]:
        """Each change with its dangers."""
        return zip(self.comparison.changes, self.dangers, strict=True)

    @property
    def refused(self) -> int:
        """How many risks nobody has accepted."""
        return sum(danger.accepted is None for each in self.dangers for danger in each)


def read(text: str, name: str) -> tuple[Acceptance, ...]:
    """Return what a file accepts; raises UsageError, with its name, for a text that says it wrongly."""
    try:
        found = msgspec.convert(tomllib.loads(text), _File).accepted
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(str(error), name, _FORM) from None
    for each in found:
        if each.risk not in RISKS:
            offered = f"choose from: {', '.join(RISKS)}"
            raise UsageError(f"there is no risk called {each.risk!r}", name, offered)
        if not each.reason.strip():
            what = f"no reason is given for {each.risk} of {each.where}"
            raise UsageError(what, name, "say why it is accepted")
    return found


def judged(comparison: Comparison, accepted: Iterable[Acceptance] = ()) -> Judged:
    """Return the comparison with its dangers, and those that were accepted."""
    given, used = tuple(accepted), set[Acceptance]()

    def danger(risk: Risk, change: Change) -> Danger:
        meant = next((each for each in given if each.meets(risk, change)), None)
        if meant is None:
            return Danger(risk)
        used.add(meant)
        return Danger(risk, meant.reason)

    dangers = tuple(
        tuple(danger(risk, change) for risk in of_change(change, comparison))
        for change in comparison.changes
    )
    return Judged(comparison, dangers, tuple(each for each in given if each not in used))
