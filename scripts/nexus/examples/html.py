"""The HTML of an example's results: tables, refusals, plans and printed text.

Everything that a program or a database said is escaped here, on its way into the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from nexus import plans
from nexus.core.results import Column, Done, Plan, Printed, Result, Rows, SqlError
from nexus.core.text import counted, visible
from nexus.examples.example import Example
from nexus.plans import comparison
from nexus.plans import figure as plan_figure

_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision", "money")
_LONGEST_CELL = 240
# Code of a file with more lines than this folds away.
_FOLDED = 24


@dataclass(frozen=True)
class Context:
    """What a figure cannot know by itself.

    `chart` is the SVG of the numbers, `document` and `viewer` are the addresses of the plan's JSON
    and of the page that opens it, `compared` are the examples whose plans it shows side by side,
    `run` is the HTML by which a reader runs it.
    """

    chart: str = ""
    document: str = ""
    viewer: str = ""
    compared: tuple[Example, ...] = ()
    run: str = ""


def figure(example: Example, context: Context) -> str:
    """Return the results of an example as one HTML figure."""
    if example.kept.is_pending:
        told = escape(example.kept.ran.by)
        return told and f'<figure class="nx-evidence"><p class="nx-note">{told}.</p></figure>'
    if context.compared:
        plans_by_label = [(other.request.plan, other.plan) for other in context.compared]
        body = comparison.figure(plans_by_label)
    elif example.request.compare:
        body = (
            '<p class="nx-note">Its plan is shown below, next to the one it is compared with.</p>'
        )
    else:
        label = example.request.markup.get("title") or f"Result of example {example.number}"
        body = "".join(_result(result, label) for result in example.kept.results)
    if context.chart:
        numbers = f"<details><summary>The numbers</summary>{body}</details>"
        title = example.request.markup.get("title", "")
        head = f'<p class="nx-title">{escape(title)}</p>' if title else ""
        body = f'<div class="nx-chart">{head}{context.chart}</div>{numbers}'
    inside = f"{context.run}{body}{_plan(context)}"
    return f'<figure class="nx-evidence" data-search-exclude="">{inside}</figure>'


def merged(example: Example, code: str, results: str) -> str:
    """Join an example's code and its results, both HTML; long code of a file folds away.

    What of it one is led to has its id: a comparison of plans, or else the whole.
    """
    request = example.request
    place = f'id="example-{example.number}"'
    if request.shows:
        results = results.replace("<figure", f"<figure {place}", 1)
    count = request.code.count("\n") + 1
    whole = f"{code}{results}"
    if request.file and count > _FOLDED:
        title = f"{escape(request.file)}, {count} lines"
        whole = f'{results}<details class="example"><summary>{title}</summary>{code}</details>'
    return whole if request.shows else f'<div class="nx-example" {place}>{whole}</div>'


def _result(result: Result, label: str) -> str:
    match result:
        case Rows():
            return _rows(result, label)
        case Done():
            return f'<p class="nx-note"><code>{_text(result.tag)}</code></p>'
        case SqlError():
            return _refusal(result)
        case Plan():
            return plan_figure.tree(plans.read(result.document))
        case Printed():
            # A parser of HTML drops a line break that comes first. Without an element `code` in it:
            # Material would make it a block to copy from.
            first = "\n" if result.text.startswith("\n") else ""
            return (
                f'<pre class="nx-output" tabindex="0" role="region" aria-label="{escape(label)}">'
                f"{first}{_text(result.text)}</pre>"
            )


def _text(text: str) -> str:
    """What ran said, as HTML; a symbol stands for each character that no page can hold."""
    return escape(visible(text))


def _rows(result: Rows, label: str) -> str:
    """A result as a table: names and types above, and below how many rows there are."""
    heads = "".join(
        f'<th scope="col"{_align(column)}>{_text(column.name)} <small>{_text(column.type)}</small>'
        "</th>"
        for column in result.columns
    )
    lines = "".join(f"<tr>{_cells(result.columns, row)}</tr>" for row in result.rows)
    return (
        f'<div class="nx-rows" role="region" tabindex="0" aria-label="{escape(label)}">'
        f'<table class="nx-table"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'
        f'</div><p class="nx-note">{_count(result)}</p>'
    )


def _align(column: Column) -> str:
    return ' class="nx-number"' if column.type.startswith(_NUMBERS) else ""


def _cells(columns: Iterable[Column], row: Iterable[str | None]) -> str:
    return "".join(
        '<td class="nx-null">NULL</td>'
        if value is None
        else f"<td{_align(column)}>{_text(_short(value))}</td>"
        for column, value in zip(columns, row, strict=True)
    )


def _short(value: str) -> str:
    is_long = len(value) > _LONGEST_CELL
    return f"{value[:_LONGEST_CELL]}\N{HORIZONTAL ELLIPSIS}" if is_long else value


def _count(result: Rows) -> str:
    if len(result.rows) < result.count:
        return f"The first {len(result.rows)} of {result.count:,} rows."
    return f"{counted(result.count, 'row')}." if result.count else "No rows."


def _refusal(refusal: SqlError) -> str:
    told = {"DETAIL": refusal.detail, "HINT": refusal.hint}
    more = "".join(f"\n{word}: {_text(text)}" for word, text in told.items() if text)
    name = f" {escape(refusal.condition)}" if refusal.condition else ""
    return (
        '<div class="nx-refusal"><p>Refused: SQLSTATE '
        f"<code>{escape(refusal.sqlstate)}</code>{name}</p>"
        f'<pre tabindex="0">ERROR: {_text(refusal.message)}{more}</pre></div>'
    )


def _plan(context: Context) -> str:
    """The links to the plan, for those who want more of it than the page shows."""
    links = {"Open this plan in pev2": context.viewer, "Plan as JSON": context.document}
    shown = [f'<a href="{escape(to)}">{words}</a>' for words, to in links.items() if to]
    return f'<figcaption class="nx-note">{", ".join(shown)}</figcaption>' if shown else ""
