"""Each rule on a PostgreSQL: what is wrong is found, what is right is not, and both do what is said."""

from collections.abc import Iterator
from typing import Any

import msgspec
import psycopg
import pytest
from nexus.examples.postgres import server
from nexus.schema.lint.report import Finding, lint
from nexus.schema.lint.rule import Rule
from nexus.schema.lint.rules import RULES
from nexus.sources.database import catalog

from tests.helpers import Golden

Session = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """A connection to a server that all rules share."""
    with server.embedded() as running, psycopg.connect(running.dsn(), autocommit=True) as opened:
        yield opened


def found(session: Session, rule: Rule, tables: str) -> tuple[Finding, ...]:
    """What tables, which are made anew, are against, of the usual rules and this one."""
    session.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    session.execute(tables.encode())
    choices = msgspec.structs.replace(rule.setting, select=(rule.id,))
    return lint(catalog.read(session, "shop"), choices).findings


def rules(findings: tuple[Finding, ...]) -> set[str]:
    """The rules of findings."""
    return {each.rule.id for each in findings}


def given(session: Session, then: str) -> str:
    """What PostgreSQL answers to the last of these statements, or why it refuses one."""
    try:
        done = session.execute(then.encode())
    except psycopg.Error as error:
        session.execute("ROLLBACK")
        return f"refused: {error.diag.message_primary}"
    while done.nextset():
        pass
    if done.description is None:
        return "done"
    return "\n".join(", ".join(map(shown, row)) for row in done.fetchall()) or "no rows"


def shown(value: object) -> str:
    """A value as text."""
    if value is None:
        return "NULL"
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_is_proved(session: Session, rule: Rule) -> None:
    """Its wrong example is against it and no other usual rule, its right one against none."""
    assert rules(found(session, rule, rule.wrong)) == {rule.id}
    wrong = given(session, rule.then)
    assert rules(found(session, rule, rule.right)) == set()
    assert (wrong, given(session, rule.then_right or rule.then)) == rule.gives


def test_a_finding_says_what_is_wrong(session: Session, golden: Golden) -> None:
    """Of the wrong example of each rule."""
    findings = (each for rule in RULES.values() for each in found(session, rule, rule.wrong))
    told = [f"{each.rule.id}: {each.place}: {each.words}\n" for each in findings]
    golden.check("findings.txt", "".join(told))
