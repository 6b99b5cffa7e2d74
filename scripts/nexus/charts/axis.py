"""An axis: what lies where between its ends, and which round numbers are written along it."""

import math
from dataclasses import dataclass

from nexus.core.font_metrics import width

# A phone shows this width at two thirds: the text is large enough to be read there, and there is
# room for it. The style sheet makes it smaller on wide screens.
WIDTH = 480.0
TEXT, SMALL = 17.0, 16.0
_BETWEEN_LABELS = 18.0


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale with its title and its ticks."""

    title: str
    low: float
    high: float
    ticks: tuple[float, ...]
    is_log: bool = False

    def share(self, value: float) -> float:
        """Where a value lies between the low end (0) and the high end (1)."""
        low, high, value = map(self._even, (self.low, self.high, value))
        return (value - low) / (high - low)

    def at(self, share: float) -> float:
        """The value that lies at a share of the axis."""
        low, high = map(self._even, (self.low, self.high))
        even = low + share * (high - low)
        return math.exp(even) if self.is_log else even

    def _even(self, value: float) -> float:
        return math.log(value) if self.is_log else value


def linear(title: str, low: float, high: float, room: float = WIDTH) -> Axis:
    """A linear axis whose ticks are round numbers, with space between their labels in `room`."""
    high = high if high > low else low + 1
    step = round_step((high - low) / 7)
    while True:
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        axis = Axis(title, low, high, tuple(step * n for n in range(first, last + 1)))
        widest = max((_label_width(tick) for tick in axis.ticks), default=0.0)
        if (last - first + 1) * (widest + _BETWEEN_LABELS) <= room:
            kept = [tick for tick in axis.ticks if _has_room(axis, tick, room)]
            return Axis(title, low, high, tuple(kept))
        step = round_step(step * 1.01)


def round_step(least: float) -> float:
    """The next of 1, 2, 2.5, 5, 10, 20 and so on, and of their tenths."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= least)


def _label_width(tick: float) -> float:
    return width(f"{tick:,.12g}", SMALL)


def _has_room(axis: Axis, tick: float, room: float) -> bool:
    """At the ends of the axis a label turns inwards; just before the end it would be cut."""
    end = axis.share(tick) * room
    return end >= room - 0.5 or end + _label_width(tick) / 2 <= room
