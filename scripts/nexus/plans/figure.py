"""A query plan as HTML that a person can read: a nested list, without a script.

Each node is an item: its name and what it reads, its share of the time as a bar with its text, its
conditions, and its figures. `comparison` sets several plans side by side. The styles are in `theme/assets/css/evidence-plans.css`.
"""

from collections.abc import Iterator
from html import escape

from nexus.core.text import counted
from nexus.plans.reading import BITMAPS, Node, QueryPlan, Trigger

PAGE_KB = 8  # of one buffer
MEASURED = "measured on the build machine"


def tree(plan: QueryPlan) -> str:
    """Return the plan as a tree, with its sums below it."""
    items = "".join(f"<li>{_called(trigger)}</li>" for trigger in plan.triggers)
    triggers = f'<ul class="plan-triggers">{items}</ul>' if items else ""
    nodes = f'<ul class="plan-tree">{_item(plan.root)}</ul>'
    return f'<div class="plan">{nodes}{triggers}{_sums(plan)}</div>'


def _item(node: Node) -> str:
    below = "".join(_item(child) for child in node.children)
    nested = f"<ul>{below}</ul>" if below else ""
    state = "" if node.executed else ' class="plan-idle"'
    return f"<li{state}>{_head(node)}{_details(node)}{nested}</li>"


def _head(node: Node) -> str:
    role = f'<span class="plan-role">{escape(node.subplan)}</span> ' if node.subplan else ""
    name = f"{role}<strong>{escape(node.kind)}</strong>{_target(node)}"
    never = '<span class="plan-share">never executed</span>'
    return _headed(name, _share(node.share) if node.executed else never)


def _headed(name: str, share: str) -> str:
    return f'<p class="plan-head"><span class="plan-name">{name}</span> {share}</p>'


def _target(node: Node) -> str:
    name = node.relation or node.source
    if not name:
        return ""
    preposition = "into" if node.kind == "Insert" else "on"
    alias = f" <code>{escape(node.alias)}</code>" if node.alias not in ("", name) else ""
    return f" {preposition} <code>{escape(name)}</code>{alias}"


def _share(share: float) -> str:
    return (
        f'<span class="plan-share" style="--share: {share:.1%}"><span class="plan-bar"></span>'
        f'<span class="plan-percent">{share * 100:.0f}&nbsp;%'
        '<span class="plan-said"> of the time</span></span></span>'
    )


def _details(node: Node) -> str:
    index = [("Index", node.index)] if node.index else []
    lines = [_line(name, text) for name, text in (*index, *node.conditions)]
    figures = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in _figures(node))
    conditions = f'<dl class="plan-conditions">{"".join(lines)}</dl>' if lines else ""
    return f'{conditions}<dl class="plan-figures">{figures}</dl>' if figures else conditions


def _line(name: str, text: str) -> str:
    return f"<div><dt>{name}</dt><dd><code>{escape(text)}</code></dd></div>"


def _figures(node: Node) -> Iterator[tuple[str, str]]:
    """The names and values of a node's figures, as HTML; nothing of one that never ran."""
    if not node.executed:
        return
    repeated = node.loops > 1
    yield "Rows per loop" if repeated else "Rows", _rows(node)
    if repeated:
        yield "Loops", f"{node.loops:,}"
    if node.removed_rows:
        yield "Removed", counted(node.removed_rows, "row")
    if node.buffers:
        yield "Buffers", f"{node.buffers:,}"
    yield from _means(node)


def _means(node: Node) -> Iterator[tuple[str, str]]:
    """What a node needed for its work: memory, files, workers."""
    if node.sort:
        where = "on disk" if node.sort.on_disk else "of memory"
        yield "Sort", f"{escape(node.sort.method)}, {_kilobytes(node.sort.kilobytes)} {where}"
    if node.spilled_pages:
        yield "Temporary file", _warning(f"{_kilobytes(node.spilled_pages * PAGE_KB)} written")
    if node.hash_batches > 1:
        yield "Hash", f"in {node.hash_batches:,} batches"
    if node.heap_fetches is not None:
        yield "Heap fetches", f"{node.heap_fetches:,}"
    planned, launched = node.workers
    if planned:
        yield "Workers", f"{launched} of {planned}"
    if node.pruned:
        yield "Pruned", counted(node.pruned, "partition")


def _rows(node: Node) -> str:
    if node.kind in BITMAPS:
        return f"{_number(node.estimated_rows)} estimated, not counted"
    text = f"{_number(node.estimated_rows)} estimated → {_number(node.actual_rows)} actual"
    if not node.misestimated:
        return text
    factor, direction = (node.error, "low") if node.error > 1 else (1 / node.error, "high")
    return f"{text} {_warning(f'estimate {factor:,.0f} times too {direction}')}"


def _called(trigger: Trigger) -> str:
    """A trigger, called as in EXPLAIN; a foreign key is checked by one."""
    name = f"<code>{escape(trigger.name)}</code> on <code>{escape(trigger.relation)}</code>"
    return _headed(f"<strong>Trigger</strong> {name}", _share(trigger.share)) + (
        f'<dl class="plan-figures"><div><dt>Calls</dt><dd>{trigger.calls:,}</dd></div></dl>'
    )


def _sums(plan: QueryPlan) -> str:
    return (
        f'<p class="plan-sums">{counted(plan.buffers, "buffer")} of {PAGE_KB}&nbsp;kB; execution '
        f"{milliseconds(plan.execution_ms)}, planning {milliseconds(plan.planning_ms)}, "
        f"{MEASURED}</p>"
    )


def _warning(text: str) -> str:
    return f'<span class="plan-warning">{text}</span>'


def _number(value: float) -> str:
    """An average of rows: whole where it is whole or large."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.2f}"


def _kilobytes(value: int) -> str:
    return f"{value:,}&nbsp;kB" if value < 1024 else f"{value / 1024:,.1f}&nbsp;MB"


def milliseconds(value: float) -> str:
    """Return a time with as many digits as tell something, as HTML."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}&nbsp;ms"
