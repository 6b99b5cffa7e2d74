"""What was found, for a terminal: each table, and below it a line for each finding.

`!` is a finding, `=` one that is accepted, `.` one that an earlier report had. What no terminal can
show is told by a symbol.
"""

from collections.abc import Iterator
from pathlib import Path

from nexus.core.errors import place
from nexus.core.text import counted, printable
from nexus.schema.lint.report import Finding, Report


def text(report: Report, _models: str = "") -> str:
    """Return all findings, how many there are, and how much is described."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    table = None
    for finding in report.findings:
        if finding.known:
            continue
        if finding.table != table:
            table = finding.table
            yield _head(finding)
        yield f"  {_finding(finding)}"
    yield summary(report)


def _head(finding: Finding) -> str:
    if finding.source is None:
        return _shown(finding.table)
    where = place(Path(finding.source.file), finding.source.line)
    return f"{_shown(finding.table)} ({_shown(where)})"


def _finding(finding: Finding) -> str:
    name = f"{_shown(finding.name)}: " if finding.name else ""
    said = f"{finding.rule.id}: {name}{_shown(finding.words)}"
    if finding.accepted is not None:
        return f"= {said}, accepted: {_shown(finding.accepted)}"
    return f"! {said}"


def summary(report: Report) -> str:
    """Return in a line what was found, and how much of the schema is described."""
    accepted = sum(finding.accepted is not None for finding in report.findings)
    known = sum(finding.known for finding in report.findings)
    parts = [
        counted(len(report.open), "finding"),
        f"{accepted} accepted" if accepted else "",
        f"{known} known before" if known else "",
        f"{counted(len(report.rules), 'rule')} looked at {counted(report.looked_at, 'table')}",
    ]
    return f"{', '.join(filter(None, parts))}; {described(report)}"


def described(report: Report) -> str:
    """Return how many tables and columns have a comment or a description."""
    share = f" ({100 * report.described // report.describable} %)" if report.describable else ""
    total = f"{report.describable:,} tables and columns"
    return f"{report.described:,} of {total} are described{share}"


def _shown(value: str) -> str:
    return printable(" ".join(value.split()) or value) if value else ""
