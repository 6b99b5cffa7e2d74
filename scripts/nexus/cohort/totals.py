"""What several portfolios come to together: how many, their statements by kind, how fresh they are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from nexus.cohort.manifest import KINDS
from nexus.cohort.portfolio import Portfolio

_MONTHS = 6
_TECHNOLOGIES = 20


@dataclass(frozen=True)
class Reached:
    """How many portfolios have a week of that number, and their statements by kind in it."""

    number: int
    portfolios: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Totals:
    """The sums over some portfolios."""

    portfolios: Sequence[Portfolio]

    @cached_property
    def failed(self) -> list[Portfolio]:
        """Return those that could not be read."""
        return [each for each in self.portfolios if each.failure]

    @cached_property
    def facts(self) -> dict[str, int]:
        """Return the sums by name, as cohort.json has them."""
        sums = Counter(dict.fromkeys(("weeks", *KINDS), 0))
        for each in self.portfolios:
            sums.update({"weeks": each.weeks, **each.counts})
        read = len(self.portfolios) - len(self.failed)
        signed = sum(bool(each.signed) for each in self.portfolios)
        return {"portfolios": len(self.portfolios), "read": read, "signed": signed, **sums}

    @cached_property
    def ran(self) -> str:
        """Return the moment when something last ran in one of them, or an empty text."""
        return max((each.ran for each in self.portfolios), default="")

    @cached_property
    def months(self) -> list[tuple[str, int]]:
        """Return how many last ran in each of the newest months, then before, then never."""
        read = [each for each in self.portfolios if not each.failure]
        found = Counter(each.ran[:7] for each in read)
        never = found.pop("", 0)
        newest = sorted(found, reverse=True)[:_MONTHS]
        before = sum(found.values()) - sum(found[month] for month in newest)
        rest = [("before that", before), ("nothing ran", never)]
        return [*((month, found[month]) for month in newest), *(each for each in rest if each[1])]

    @cached_property
    def reached(self) -> list[Reached]:
        """Return each week by its number, with how many portfolios have it."""
        portfolios: Counter[int] = Counter()
        kinds: dict[int, Counter[str]] = {}
        for each in self.portfolios:
            weeks = each.manifest.weeks if each.manifest else ()
            portfolios.update({week.number for week in weeks})
            for week in weeks:
                kinds.setdefault(week.number, Counter(dict.fromkeys(KINDS, 0))).update(week.counts)
        return [Reached(n, portfolios[n], dict(kinds[n])) for n in sorted(portfolios)]

    @cached_property
    def technologies(self) -> list[tuple[str, int]]:
        """Return the technologies that most portfolios name, with how many do."""
        return _most(name for each in self.portfolios for name in each.technologies)


def _most(names: Iterable[str]) -> list[tuple[str, int]]:
    """The most frequent names, however their letters are written; of equals the first of the alphabet."""
    found: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for name in names:
        found[name.casefold()] += 1
        written.setdefault(name.casefold(), Counter())[name] += 1
    ranked = sorted(found, key=lambda name: (-found[name], name))[:_TECHNOLOGIES]
    return [(min(written[n], key=lambda w: (-written[n][w], w)), found[n]) for n in ranked]
