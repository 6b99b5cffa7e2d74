"""What a rule is about, for a terminal: why it is one, and its examples with what they give."""

from collections.abc import Iterator

from nexus.schema.lint.rule import Rule
from nexus.schema.lint.rules import RULES, check


def listed() -> str:
    """Return all rules, a line each."""
    width = max(map(len, RULES))
    return "".join(f"{rule.id:{width}}  {rule.why}{_taste(rule)}\n" for rule in RULES.values())


def _taste(rule: Rule) -> str:
    return "" if rule.usual else " (optional: --select)"


def page(name: str) -> str:
    """Return what there is to say of a rule; raises UsageError where there is none of that id."""
    check([name])
    return "\n".join(_lines(RULES[name])) + "\n"


def _lines(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.why}{_taste(rule)}"
    examples = (
        ("wrong", rule.wrong, rule.then),
        ("right", rule.right, rule.then_right or rule.then),
    )
    for (word, tables, then), given in zip(examples, rule.gives, strict=True):
        yield from ("", f"-- {word}", tables, then)
        yield from (f"--> {line}" for line in given.splitlines())
