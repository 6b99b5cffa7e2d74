"""The lines of tables that refer to themselves: loops on the right of their card."""

from collections.abc import Sequence

from nexus.erd.corners import rounded
from nexus.erd.ends import STUB
from nexus.erd.layout import Path

_LANE = 9.0
_FIRST = 6.0


def margin(count: int) -> int:
    """Return how much room so many loops take beside a card."""
    # Of whole points, and even: the middle of the card and its loops is where Graphviz says.
    return 2 * round((STUB + _FIRST + _LANE * (count - 1)) / 2 + 1) if count else 0


def lanes(spans: Sequence[tuple[float, float]]) -> list[float]:
    """Return how far out each loop turns, by its two heights: a shorter one inside a longer one."""
    order = sorted(range(len(spans)), key=lambda n: (abs(spans[n][0] - spans[n][1]), n))
    found = [0.0] * len(spans)
    for lane, number in enumerate(order):
        found[number] = STUB + _FIRST + _LANE * lane
    return found


def loop(border: float, start: float, end: float, out: float) -> Path:
    """Return the path of a loop from one height of a card's right border to another."""
    x = border + out
    return rounded([(border, start), (x, start), (x, end), (border, end)])
