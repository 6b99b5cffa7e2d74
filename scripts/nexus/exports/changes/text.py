"""What changed, for a terminal: a line for each change, its risks below it.

`+`, `-`, `~` and `>` stand for added, removed, changed and renamed; `!` is a risk, `=` one that was
accepted. What no terminal can show is told by a symbol.
"""

from collections.abc import Iterator

from nexus.core.text import counted, printable
from nexus.exports.changes.words import words
from nexus.schema.comparison.accepted import Danger, Judged
from nexus.schema.comparison.change import SIGNS, Change


def text(judged: Judged) -> str:
    """Return all changes with their risks, and how many there are, each on a line."""
    return "".join(f"{line}\n" for line in lines(judged))


def lines(judged: Judged) -> Iterator[str]:
    """Yield the lines of that text."""
    owner = None
    for change, dangers in judged.rows:
        if change.owner != owner:
            owner = change.owner
            yield _shown(owner) or "the whole schema"
        yield f"  {_change(change)}"
        yield from (f"      {_danger(danger)}" for danger in dangers)
    yield judged.comparison.summary
    if any(judged.dangers):
        yield f"{counted(sum(map(len, judged.dangers)), 'risk')}, {judged.refused} not accepted"


def _change(change: Change) -> str:
    said = words(change)
    parts = [SIGNS[change.action], said.what, _shown(change.name)]
    values = [_shown(value) for value in (said.old, said.new)]
    if change.action in {"changed", "renamed"}:
        parts.append(" -> ".join(value or "nothing" for value in values))
    else:
        parts.append("".join(values))
    if said.note:
        parts.append(f"({said.note})")
    return " ".join(filter(None, parts))


def _danger(danger: Danger) -> str:
    risk = danger.risk
    if danger.accepted is None:
        return f"! {risk.id} ({risk.harm}): {risk.reason}"
    return f"= {risk.id} ({risk.harm}), accepted: {_shown(danger.accepted)}"


def _shown(value: str) -> str:
    return printable(" ".join(value.split()) or value) if value else ""
