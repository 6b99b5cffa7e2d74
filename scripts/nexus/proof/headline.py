"""The one figure that tells most of a section's evidence, taken from what its examples gave."""

from collections.abc import Sequence

from nexus import plans
from nexus.charts import table
from nexus.core.errors import NexusError
from nexus.core.results import Plan, Rows, SqlError
from nexus.core.text import counted
from nexus.examples.example import Example
from nexus.plans import QueryPlan
from nexus.plans import change as plan_change

_ARROW = " \N{RIGHTWARDS ARROW} "


def headline(examples: Sequence[Example], forms: Sequence[str] = ()) -> str:
    """The figure of a section: of its plans, its charts, its normal forms, its refusals, its rows.

    `forms` are the normal forms that the section states and the build has computed. Raises
    NexusError where there is nothing to tell.
    """
    change = _ARROW.join(dict.fromkeys((*forms[:1], *forms[-1:])))
    found = _plans(examples) or _chart(examples) or change or _refused(examples) or _rows(examples)
    if not found:
        hint = "name a section with plans, a chart, refusals, normal forms or rows"
        raise NexusError("the section has no figure to show", hint=hint)
    return found


def _plans(examples: Sequence[Example]) -> str:
    """The buffers of the first plan before a change, and of the plan after it."""
    pair = {
        example.request.plan: _plan(example)
        for example in reversed(examples)
        if example.request.plan in {"before", "after"}
    }
    return plan_change.headline(pair["before"], pair["after"]) if len(pair) > 1 else ""


def _plan(example: Example) -> QueryPlan:
    return next(plans.read(r.document) for r in example.kept.results if isinstance(r, Plan))


def _chart(examples: Sequence[Example]) -> str:
    """The first and the last number of the first chart."""
    for example in examples:
        for result in example.kept.results:
            if example.request.chart and isinstance(result, Rows) and result.rows:
                is_timeline = example.request.chart == "timeline"
                return _lanes(result) if is_timeline else _bars(result)
    return ""


def _bars(numbers: Rows) -> str:
    measure = table.measure(numbers.columns[1].name)
    values = table.numbers(numbers, 1)
    return f"{table.shown(values[0])}{_ARROW}{table.quantity(values[-1], measure.unit)}"


def _lanes(spans: Rows) -> str:
    """How long the first lane took, and how long the last."""
    ends: dict[str, float] = {}
    lanes = table.texts(spans, table.index(spans, "lane"))
    for lane, end in zip(lanes, table.numbers(spans, table.index(spans, "end_ms")), strict=True):
        ends[lane] = max(end, ends.get(lane, 0))
    first, *_, last = [*ends.values(), *ends.values()]
    return f"{table.shown(first)}{_ARROW}{table.quantity(last, 'ms')}"


def _refused(examples: Sequence[Example]) -> str:
    refusals = sum(isinstance(r, SqlError) for e in examples for r in e.kept.results)
    return f"{refusals} refused" if refusals else ""


def _rows(examples: Sequence[Example]) -> str:
    counts = [r.count for e in examples for r in e.kept.results if isinstance(r, Rows)]
    return counted(counts[0], "row") if counts else ""
