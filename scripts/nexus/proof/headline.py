"""The one figure that says most about a section: in plain words, and exactly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nexus.charts import table
from nexus.core.errors import NexusError
from nexus.core.results import Plan, Rows, SqlError
from nexus.core.text import counted
from nexus.examples.example import Example
from nexus.pages import yaml
from nexus.pages.written import Written
from nexus.plans import change as plan_change
from nexus.proof import samples
from nexus.proof.sections import Section

_ARROW = " \N{RIGHTWARDS ARROW} "
_WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE")
_KIB = {"bytes": 1 / 1024, "KiB": 1, "MiB": 1024, "GiB": 1024**2}


@dataclass(frozen=True)
class Figure:
    """A figure in plain words; `exact` has its numbers where the words round them.

    `example` gave it, None where no example did.
    """

    words: str
    exact: str = ""
    example: Example | None = None


@dataclass(frozen=True)
class Form:
    """A normal form that a page states for a schema; the build fails if it is wrong."""

    schema: str
    name: str


def forms(page: Written, section: Section) -> list[Form]:
    """Return the normal forms that a section states, in order."""
    return list(_forms(page, section))


def _forms(page: Written, section: Section) -> Iterator[Form]:
    for fence in page.fences:
        if fence.language == "nexus-normal-form" and section.line <= fence.line <= section.end:
            entries = yaml.read(fence.body, str)
            if "schema" in entries and "expect" in entries:
                yield Form(str(entries["schema"].value), str(entries["expect"].value))


def headline(
    examples: Sequence[Example],
    stated: Sequence[Form] = (),
    tables: Mapping[str, int] | None = None,
) -> Figure:
    """Return the figure of a section: of its plans, chart, normal forms, refusals or rows.

    `stated` are its normal forms, and `tables` how many tables each schema has. Raises NexusError if
    there is nothing to show.
    """
    shown = samples.chief(examples)
    if stated and not (shown and (shown.request.shows or shown.request.chart)):
        return _normalized(stated, tables or {})
    words, exact = _words(shown, examples) if shown else ("", "")
    if not words:
        hint = "name a section with plans, a chart, refusals, normal forms or rows"
        raise NexusError("the section has no figure to show", hint=hint)
    return Figure(words, exact, shown)


def _normalized(stated: Sequence[Form], tables: Mapping[str, int]) -> Figure:
    """How many tables became how many, or from which form to which."""
    first, last = stated[0], stated[-1]
    change = _ARROW.join(dict.fromkeys((first.name, last.name)))
    if first.schema == last.schema or not {first.schema, last.schema} <= tables.keys():
        return Figure(change)
    counts = counted(tables[first.schema], "table"), f"{tables[last.schema]:,}"
    return Figure(_ARROW.join(counts), change)


def _words(shown: Example, examples: Sequence[Example]) -> tuple[str, str]:
    if shown.request.shows:
        return _plans(shown, examples)
    if shown.request.chart:
        return _chart(shown)
    if shown.kept.of(SqlError):
        return _refused(examples), ""
    rows = shown.kept.of(Rows)
    return (counted(rows[0].count, "row"), "") if rows else ("", "")


def _plans(shown: Example, examples: Sequence[Example]) -> tuple[str, str]:
    """The buffers of the first plan that is compared, and of the last."""
    name = shown.request.compare
    compared = [e for e in examples if e.request.compare == name and e.kept.of(Plan)]
    return plan_change.headline(compared[0].plan, shown.plan)


def _chart(shown: Example) -> tuple[str, str]:
    """The first and the last number of a chart."""
    tables = [rows for rows in shown.kept.of(Rows) if rows.rows]
    if not tables:
        return "", ""
    return _lanes(tables[0]) if shown.request.chart == "timeline" else _bars(tables[0])


def _bars(numbers: Rows) -> tuple[str, str]:
    unit = table.measure(numbers.columns[1].name).unit
    values = table.numbers(numbers, 1)
    first, last = values[0], values[-1]
    exact = f"{table.shown(first)}{_ARROW}{table.quantity(last, unit)}"
    if unit not in _KIB:
        return exact, ""
    return f"{_memory(first * _KIB[unit])}{_ARROW}{_memory(last * _KIB[unit])}", exact


def _memory(kib: float) -> str:
    """Memory in the unit that a person would say, without a fraction."""
    size, name = next(
        (pair for pair in ((1024**2, "GB"), (1024, "MB")) if kib >= pair[0]), (1, "KB")
    )
    return f"{max(round(kib / size), 1):,} {name}"


def _lanes(spans: Rows) -> tuple[str, str]:
    """How long the first lane took, and how long the last."""
    ends: dict[str, float] = {}
    lanes = table.texts(spans, table.index(spans, "lane"))
    for lane, end in zip(lanes, table.numbers(spans, table.index(spans, "end_ms")), strict=True):
        ends[lane] = max(end, ends.get(lane, 0))
    first, *_, last = [*ends.values(), *ends.values()]
    return f"{table.shown(first)}{_ARROW}{table.quantity(last, 'ms')}", ""


def _refused(examples: Sequence[Example]) -> str:
    """How many statements were refused; a statement that writes is a write."""
    refused = [example for example in examples if example.kept.of(SqlError)]
    writes = all(example.request.code.lstrip().upper().startswith(_WRITES) for example in refused)
    kind = "bad write" if writes else "bad statement"
    return f"{counted(sum(len(e.kept.of(SqlError)) for e in refused), kind)} refused"
