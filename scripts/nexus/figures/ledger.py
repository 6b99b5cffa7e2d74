"""The `nexus-ledger` fence: how many statements have what behind them, then each statement.

On top the counts of all weeks and what ran for them; below, for each week, a table of its
statements under the headings of its page.
"""

from collections import Counter
from collections.abc import Iterator
from html import escape
from itertools import groupby

from nexus.core.errors import Errors
from nexus.core.text import counted
from nexus.figures import marks, statements
from nexus.figures.figure import Address, Figure
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.proof.ledger import Entry, Runs, Week, errors
from nexus.proof.sections import Kind

_HEADS = ("Statement", "What backs it", "Last run")
_MEANINGS = {
    Kind.EXAMPLE: ("has a runnable example", "have a runnable example"),
    Kind.DIAGRAM: ("has a diagram", "have a diagram"),
    Kind.ACCOUNT: ("is my own account", "are my own account"),
}


class LedgerFigure(Figure):
    """The ledger of a site's journal."""

    does = "Lists each statement of the weeks with what backs it."

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the ledger as HTML; raises Errors for links that lead nowhere."""
        ledger = self.facts.ledger
        weeks = "".join(_week(week, address) for week in ledger.weeks)
        counts = _counts(ledger.counts)
        return f'<div class="nx-ledger">{counts}{_runs(ledger.runs)}{weeks}</div>'

    def check(self, fence: Fence, page: Written) -> None:
        """Raise Errors for links that lead nowhere, without drawing the ledger."""
        if found := list(errors(self.facts.journal)):
            raise Errors(found)


def _counts(counts: Counter[Kind]) -> str:
    """How many statements there are of each kind: a figure, a word and what it means."""
    figures = "".join(
        f'<div class="nx-count nx-kind--{kind}"><dt>{marks.WORDS[kind]}</dt>'
        f"<dd><strong>{counts[kind]}</strong> of {counts.total()} statements "
        f"{_MEANINGS[kind][counts[kind] != 1]}</dd></div>"
        for kind in Kind
    )
    return (
        f'<dl class="nx-counts" aria-label="Statements of all weeks">{figures}</dl>{_bar(counts)}'
    )


def _bar(counts: Counter[Kind]) -> str:
    """The shares of the kinds as one bar; the figures say the same in words."""
    parts = "".join(
        f'<span class="nx-kind--{kind}" style="flex-grow:{counts[kind]}"></span>'
        for kind in Kind
        if counts[kind]
    )
    return f'<div class="nx-shares" aria-hidden="true">{parts}</div>'


def _runs(runs: Runs) -> str:
    if not runs.examples:
        return ""
    parts = [
        _number(runs.examples, "example", "examples"),
        _number(
            runs.refusals,
            "statement that PostgreSQL was expected to reject",
            "statements that PostgreSQL was expected to reject",
        ),
        _number(runs.plans, "query plan", "query plans"),
        _number(runs.charts, "chart", "charts"),
    ]
    programs = " and ".join(escape(program) for program in runs.programs)
    return f'<p class="nx-runs">{", ".join(filter(None, parts))}; run by {programs}.</p>'


def _number(count: int, one: str, many: str) -> str:
    return f"<strong>{count}</strong> {one if count == 1 else many}" if count else ""


def _week(week: Week, address: Address) -> str:
    anchor = f"week-{week.number}"
    title = f'<a href="{escape(address(week.page))}">{escape(week.title)}</a>'
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    return (
        f'<section aria-labelledby="{anchor}"><h2 id="{anchor}">{title}</h2>'
        f"<p>{_summary(week.counts)}</p>"
        f'<table class="nx-claims"><thead><tr>{heads}</tr></thead>'
        f"{''.join(_bodies(week, address))}</table></section>"
    )


def _summary(counts: Counter[Kind]) -> str:
    """The counts of a week in one line."""
    kinds = (
        f"{counts[kind]} {_MEANINGS[kind][counts[kind] != 1]}" for kind in Kind if counts[kind]
    )
    return f"{counted(counts.total(), 'statement')}: {', '.join(kinds)}."


def _bodies(week: Week, address: Address) -> Iterator[str]:
    """The rows of each heading, below a row with that heading."""
    named = zip(week.entries, statements.anchors(week.entries), strict=True)
    for headings, group in groupby(named, key=lambda pair: pair[0].claim.headings):
        title = escape(": ".join(headings))
        rows = "".join(
            _row(entry, f"{address(week.page)}#{anchor}", address) for entry, anchor in group
        )
        head = f'<tr><th scope="rowgroup" colspan="{len(_HEADS)}">{title}</th></tr>'
        yield f"<tbody>{head}{rows}</tbody>"


def _row(entry: Entry, line: str, address: Address) -> str:
    statement = f'<a href="{escape(line)}">{escape(entry.claim.text)}</a>'
    cells = (statement, marks.links(entry, address), marks.ran(entry))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
