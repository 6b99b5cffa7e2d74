"""The one table of all rules, and which of them somebody wants."""

from collections.abc import Iterable, Mapping

from nexus.core.errors import UsageError
from nexus.schema.lint import columns, indexes, keys, names, references, structure, types
from nexus.schema.lint.choices import ALL, Choices
from nexus.schema.lint.rule import Rule

_ROOMS = (keys, references, indexes, types, columns, names, structure)
RULES: Mapping[str, Rule] = {rule.id: rule for room in _ROOMS for rule in room.RULES}


def wanted(choices: Choices, where: str = "") -> tuple[Rule, ...]:
    """Return the rules that the choices want; raises UsageError, at `where`, for an unknown one."""
    chosen = (each for each in choices.select if each != ALL)
    check((*chosen, *choices.ignore, *(a.rule for a in choices.accepted)), where)
    every = ALL in choices.select
    return tuple(
        rule
        for rule in RULES.values()
        if (every or rule.usual or rule.id in choices.select) and rule.id not in choices.ignore
    )


def check(ids: Iterable[str], where: str = "") -> None:
    """Raise UsageError for an id that no rule has."""
    for each in ids:
        if each not in RULES:
            offered = f"choose from: {', '.join(RULES)}"
            raise UsageError(f"there is no rule called {each!r}", where, offered)
