"""The one figure that says most about a section, taken from what its examples gave."""

from collections.abc import Sequence

from nexus.charts import table
from nexus.core.errors import NexusError
from nexus.core.results import Rows, SqlError
from nexus.core.text import counted
from nexus.examples.example import Example
from nexus.pages import yaml
from nexus.pages.written import Written
from nexus.plans import change as plan_change
from nexus.proof.sections import Section

_ARROW = " \N{RIGHTWARDS ARROW} "


def forms(page: Written, section: Section) -> list[str]:
    """Return the normal forms that a section states; the build fails if one of them is wrong."""
    stated = (
        yaml.read(fence.body, str).get("expect")
        for fence in page.fences
        if fence.language == "nexus-normal-form" and section.line <= fence.line <= section.end
    )
    return [str(entry.value) for entry in stated if entry]


def headline(examples: Sequence[Example], forms: Sequence[str] = ()) -> str:
    """Return the figure of a section: of its plans, chart, normal forms, refusals or rows.

    `forms` are the normal forms that the section states and the build has computed. Raises
    NexusError if there is nothing to show.
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
        example.request.plan: example.plan
        for example in reversed(examples)
        if example.request.plan in {"before", "after"}
    }
    return plan_change.headline(pair["before"], pair["after"]) if len(pair) > 1 else ""


def _chart(examples: Sequence[Example]) -> str:
    """The first and the last number of the first chart."""
    for example in examples:
        chart, tables = example.request.chart, [t for t in example.kept.of(Rows) if t.rows]
        if chart and tables:
            return _lanes(tables[0]) if chart == "timeline" else _bars(tables[0])
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
    refusals = sum(len(example.kept.of(SqlError)) for example in examples)
    return f"{refusals} refused" if refusals else ""


def _rows(examples: Sequence[Example]) -> str:
    counts = [rows.count for example in examples for rows in example.kept.of(Rows)]
    return counted(counts[0], "row") if counts else ""
