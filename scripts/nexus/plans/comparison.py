"""Plans side by side, each under its own label, below a table of what differs.

In each row of the table the lowest value is bold, with its factor, unless all are about as high.
"""

from collections.abc import Callable, Sequence
from html import escape

from nexus.core.text import times
from nexus.plans.change import changes
from nexus.plans.figure import MEASURED, milliseconds, tree
from nexus.plans.reading import QueryPlan

Labelled = tuple[str, QueryPlan]
# Times differ from run to run; counts do not. Less than this factor is no difference.
_COUNTS, _TIMES = 1.05, 1.5
_ROWS: tuple[tuple[str, Callable[[QueryPlan], float], str], ...] = (
    ("Buffers", lambda plan: plan.buffers, "fewer"),
    ("Rows read", lambda plan: plan.rows_read, "fewer"),
    ("Rows removed by filters", lambda plan: plan.rows_removed, "fewer"),
)


def figure(plans: Sequence[Labelled]) -> str:
    """Return two or more plans side by side; above them, what differs in figures and in words."""
    (_, first), *_, (_, last) = plans
    told = changes(first, last) if len(plans) == 2 else ()
    words = "".join(f"<li>{escape(change)}</li>" for change in told)
    listed = f'<ul class="plan-changes">{words}</ul>' if words else ""
    sides = "".join(
        f'<figure class="plan-side"><figcaption>{escape(label)}</figcaption>{tree(plan)}</figure>'
        for label, plan in plans
    )
    return (
        f'<div class="plan-pair">{_differences(plans)}{listed}'
        f'<div class="plan-sides">{sides}</div></div>'
    )


def _differences(plans: Sequence[Labelled]) -> str:
    heads = "".join(f'<th scope="col">{escape(label)}</th>' for label, _ in plans)
    rows = [
        _row(name, [value(plan) for _, plan in plans], "{:,}".format, less, _COUNTS)
        for name, value, less in _ROWS
    ]
    spent = [plan.execution_ms for _, plan in plans]
    name = f"Execution time <small>{MEASURED}</small>"
    rows.append(_row(name, spent, milliseconds, "less", _TIMES))
    return (
        f'<table class="plan-differences"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(
    name: str, values: Sequence[float], shown: Callable[[float], str], less: str, least: float
) -> str:
    """One row of the table: its lowest value is bold if it differs enough from the highest."""
    low, high = min(values), max(values)
    differs = high > low * least

    def cell(value: float) -> str:
        if not differs or value > low:
            return f"<td>{shown(value)}</td>"
        factor = f" <small>{times(high / low)} {less}</small>" if low else ""
        return f"<td><strong>{shown(value)}</strong>{factor}</td>"

    return f'<tr><th scope="row">{name}</th>{"".join(map(cell, values))}</tr>'
