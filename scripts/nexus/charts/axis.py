"""An axis: what lies where between its ends, and which round numbers are written along it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, pairwise

from nexus.charts.table import signed
from nexus.core.font_metrics import width

# A phone shows this width at two thirds: the text is large enough to be read there, and there is
# room for it. The style sheet makes it smaller on wide screens.
WIDTH = 480.0
TEXT, SMALL = 17.0, 16.0
# Borders are drawn half outside their shapes.
EDGE = 1.0
PLOT = WIDTH - 2 * EDGE
_BETWEEN_LABELS = 14.0
# A number of more characters is written by its power of ten, where that is short.
_LONGEST, _SHORT = 11, 8


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale along `length` pixels from `start`, with its title and its ticks.

    A vertical axis has a negative length: its numbers rise, its pixels fall.
    """

    title: str
    low: float
    high: float
    ticks: tuple[float, ...]
    start: float = EDGE
    length: float = PLOT
    is_log: bool = False

    def at(self, value: float) -> float:
        """Return where a value lies, in pixels."""
        scale = math.log if self.is_log else float
        low, high, value = map(scale, (self.low, self.high, value))
        return self.start + self.length * (value - low) / (high - low)

    @property
    def labels(self) -> dict[float, str]:
        """Return what is written at each tick: numbers, or powers of ten if the numbers are long."""
        plain = {tick: signed(f"{tick:,.15g}") for tick in self.ticks}
        powers = {tick: _power(tick) for tick in self.ticks}
        is_long = any("e" in text or len(text) > _LONGEST for text in plain.values())
        return powers if is_long and max(map(len, powers.values())) < _SHORT else plain

    def anchor(self, tick: float) -> str:
        """Return the anchor of a tick's label: `middle`, or what keeps it inside at an end of the axis."""
        place = self.at(tick) - self.start
        return "start" if place < 0.5 else "end" if place > self.length - 0.5 else "middle"


def linear(title: str, low: float, high: float, start: float = EDGE, length: float = PLOT) -> Axis:
    """Return a linear axis whose ticks are round numbers, as many as have room for their labels."""
    high = high if high > low else low + 1
    axes = (
        Axis(title, low, high, _multiples(step, low, high), start, length)
        for step in round_steps((high - low) / 7)
    )
    return next(filter(None, map(_readable, axes)))


def logarithmic(title: str, least: float, most: float) -> Axis:
    """Return an axis from a power of ten below the least number, so that its bar is seen.

    It reaches to the largest number; every, every second or every third power is a tick, and so on.
    """
    low = math.ceil(math.log10(least)) - 1
    powers = tuple(10.0**power for power in range(low, math.floor(math.log10(most)) + 1))
    axes = (
        Axis(title, 10.0**low, most, powers[::step], is_log=True)
        for step in count(max(1, round(len(powers) / 5)))
    )
    return next(filter(None, map(_readable, axes)))


def round_steps(least: float) -> Iterator[float]:
    """Give 1, 2, 2.5, 5, 10, 20 and so on, and their tenths, from the first not below `least`."""
    for power in count(math.floor(math.log10(least))):
        yield from (step for step in (10.0**power * n for n in (1, 2, 2.5, 5)) if step >= least)


def _power(tick: float) -> str:
    """A number by its power of ten: 2.5e9."""
    digits, _, power = f"{tick:.14e}".partition("e")
    short = digits.rstrip("0").rstrip(".")
    return signed(f"{short}e{int(power)}" if int(power) else short)


def _multiples(step: float, low: float, high: float) -> tuple[float, ...]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(step * number for number in range(first, last + 1))


def _readable(axis: Axis) -> Axis | None:
    """The axis with the ticks whose labels it has room for; None where two labels would touch."""
    least, most = axis.start - 0.01, axis.start + axis.length + 0.01
    extents = {tick: _extent(axis, tick, text) for tick, text in axis.labels.items()}
    kept = {tick: ends for tick, ends in extents.items() if least <= ends[0] and ends[1] <= most}
    if any(after[0] - before[1] < _BETWEEN_LABELS for before, after in pairwise(kept.values())):
        return None
    return replace(axis, ticks=tuple(kept))


def _extent(axis: Axis, tick: float, text: str) -> tuple[float, float]:
    """Where a tick's label begins and where it ends."""
    across = width(text, SMALL)
    before = {"start": 0.0, "middle": across / 2, "end": across}[axis.anchor(tick)]
    left = axis.at(tick) - before
    return left, left + across
