"""What was found: against which rule, where, whether it is accepted, and what is said by comments."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from nexus.schema.lint.choices import DEFAULT, Acceptance, Choices
from nexus.schema.lint.rule import Found, Rule, Subject
from nexus.schema.lint.rules import wanted
from nexus.schema.model import Schema, Source


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is against a rule; `accepted` is the reason for which somebody accepts it.

    `table` is an id, `name` that of a column, constraint or index, or empty; `known` says that an
    earlier report had it.
    """

    rule: Rule
    table: str
    name: str
    words: str
    source: Source | None = None
    accepted: str | None = None
    known: bool = False

    @property
    def place(self) -> str:
        """Return where it is: `booking.user_id`, or a table's id."""
        return f"{self.table}.{self.name}" if self.name else self.table

    @property
    def is_open(self) -> bool:
        """Tell whether it is new, and nobody accepts it."""
        return self.accepted is None and not self.known


@dataclass(frozen=True)
class Report:
    """All findings about a schema, in the order of its tables, and what was accepted in vain.

    `unknown` are tables that the choices name and the schema lacks, `described` of `describable`
    tables and columns have a comment or a description, and `looked_at` counts the tables that the
    rules are about.
    """

    schema: Schema
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    described: int
    describable: int
    unused: tuple[Acceptance, ...] = field(default=())
    unknown: tuple[str, ...] = ()
    looked_at: int = 0

    @property
    def open(self) -> tuple[Finding, ...]:
        """Return what is new and accepted by nobody."""
        return tuple(each for each in self.findings if each.is_open)


# The rule and the place of each finding of an earlier report.
Known = Collection[tuple[str, str]]


def lint(schema: Schema, choices: Choices = DEFAULT, known: Known = ()) -> Report:
    """Return what of a schema is against the rules that are wanted.

    Raises UsageError for a rule that does not exist, NexusError for choices about what the schema
    does not have.
    """
    subject, used = Subject(schema, choices), set[Acceptance]()
    rules = tuple(rule for rule in wanted(choices) if rule.suits(schema))
    found = [_finding(schema, rule, each) for rule in rules for each in rule.find(subject)]
    found = [_accepted(each, choices, used) for each in found]
    order = {rule.id: place for place, rule in enumerate(rules)}
    found.sort(key=lambda each: (schema.order[each.table], order[each.rule.id]))
    seen = set(known)
    parts = [said for t in subject.tables for said in (t.about, *(c.about for c in t.columns))]
    return Report(
        schema,
        rules,
        tuple(replace(each, known=(each.rule.id, each.place) in seen) for each in found),
        sum(map(bool, parts)),
        len(parts),
        tuple(each for each in choices.accepted if each not in used),
        tuple(name for name in choices.dependencies if subject.named(name) is None),
        looked_at=len(subject.tables),
    )


def joined(reports: Sequence[Report]) -> Report:
    """Return one report of several, about all of their tables; what one of them used, all did."""
    if len(reports) == 1:
        return reports[0]
    unused = set.intersection(*({*each.unused} for each in reports))
    unknown = set.intersection(*({*each.unknown} for each in reports))
    rules = dict.fromkeys(rule for each in reports for rule in each.rules)
    return Report(
        Schema(", ".join(each.schema.name for each in reports)),
        tuple(rules),
        tuple(finding for each in reports for finding in each.findings),
        sum(each.described for each in reports),
        sum(each.describable for each in reports),
        tuple(each for each in reports[0].unused if each in unused),
        tuple(each for each in reports[0].unknown if each in unknown),
        sum(each.looked_at for each in reports),
    )


def _finding(schema: Schema, rule: Rule, found: Found) -> Finding:
    source = schema.by_id[found.table].source
    return Finding(rule, found.table, found.name, found.words, source)


def _accepted(finding: Finding, choices: Choices, used: set[Acceptance]) -> Finding:
    for each in choices.accepted:
        if each.meets(finding.rule.id, finding.place):
            used.add(each)
            return replace(finding, accepted=each.reason)
    return finding
