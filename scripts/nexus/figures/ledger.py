"""The `nexus-ledger` fence: what is proved and how, in three figures, then claim by claim.

On top the counts of all weeks and what ran for them; below, for each week, a table of its claims
under the headings of its page.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from nexus.core.errors import Errors
from nexus.figures import marks
from nexus.figures.figure import Address, Figure
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.proof.ledger import Entry, Runs, Week, errors
from nexus.proof.sections import Kind

_HEADS = ("Claim", "Proof", "Last ran")


class LedgerFigure(Figure):
    """The ledger of a site's journal."""

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the ledger as HTML; raises Errors for proofs that are not there."""
        ledger = self.facts.ledger
        weeks = "".join(_week(week, address) for week in ledger.weeks)
        counts = _counts(ledger.counts, "Claims of all weeks")
        return f'<div class="nx-ledger">{counts}{_runs(ledger.runs)}{weeks}</div>'

    def check(self, fence: Fence, page: Written) -> None:
        """Raise Errors for proofs that are not there, without drawing the ledger."""
        if found := list(errors(self.facts.journal)):
            raise Errors(found)


def _counts(counts: Counter[Kind], label: str) -> str:
    """How many claims there are of each kind: a figure, a word and what it means."""
    figures = "".join(
        f'<div class="nx-count nx-kind--{kind}"><dt>{marks.WORDS[kind]}</dt>'
        f"<dd><strong>{counts[kind]}</strong> {marks.MEANINGS[kind]}</dd></div>"
        for kind in Kind
    )
    return f'<dl class="nx-counts" aria-label="{escape(label)}">{figures}</dl>{_bar(counts)}'


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
        _number(runs.refusals, "refusal that was expected", "refusals that were expected"),
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
        f"{''.join(_bodies(week.entries, address))}</table></section>"
    )


def _summary(counts: Counter[Kind]) -> str:
    """The counts of a week in one line."""
    kinds = (f"{counts[kind]} {marks.WORDS[kind]}" for kind in Kind if counts[kind])
    return f"{counts.total()} claims: {', '.join(kinds)}."


def _bodies(entries: Iterable[Entry], address: Address) -> Iterator[str]:
    """The rows of each heading, below a row with that heading."""
    for headings, group in groupby(entries, key=lambda entry: entry.claim.headings):
        title = escape(": ".join(headings))
        rows = "".join(_row(entry, address) for entry in group)
        head = f'<tr><th scope="rowgroup" colspan="{len(_HEADS)}">{title}</th></tr>'
        yield f"<tbody>{head}{rows}</tbody>"


def _row(entry: Entry, address: Address) -> str:
    cells = (escape(entry.claim.text), marks.links(entry, address), marks.ran(entry))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
