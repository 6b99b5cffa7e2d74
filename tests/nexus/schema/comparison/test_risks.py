"""Each risk, done on a PostgreSQL with rows in the table: what is said of it is what happens."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from nexus.examples.postgres import server
from nexus.schema.comparison import compare
from nexus.schema.comparison.harms import RISKS, TABLES, Risk
from nexus.schema.comparison.risks import of_change
from nexus.schema.model import Schema
from nexus.sources.database import catalog

Session = psycopg.Connection[Any]
T = "CREATE TABLE t (id integer PRIMARY KEY, a integer, b varchar(9));"
ROWS = "INSERT INTO t VALUES (1, 7, 'x'), (2, 7, NULL);"
MOOD = "CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE TABLE t (id integer, m mood);"


@dataclass(frozen=True)
class Case:
    """A schema with rows, what is done to it, the risks of it, and what is seen.

    `refused` is the SQLSTATE of PostgreSQL's answer, or empty; `seen` are words of what it says at
    work (`rewriting`, `verifying`); `lock` is the lock on the table until the end of the transaction;
    `lost` is a query that answered before and has no answer, or another one, now. `using` is what
    the change lacks.
    """

    risks: str
    change: str
    before: str = T
    rows: str = ROWS
    refused: str = ""
    seen: str = ""
    lock: str = ""
    lost: str = ""
    using: str = ""


ONE = "CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql {} AS $$BEGIN RETURN 1; END$$"
EXCLUDE = "EXCLUDE USING gist (int4range(id, a + 1) WITH &&)"
CASES = [
    Case("drop-table", "DROP TABLE t", lost="SELECT count(*) FROM t"),
    Case("drop-column", "ALTER TABLE t DROP a", lost="SELECT sum(a) FROM t"),
    Case(
        "drop-column column-rewrites-table",
        "ALTER TABLE t DROP a, ADD a integer GENERATED ALWAYS AS (id + 1) STORED",
        seen="rewriting",
        lost="SELECT sum(a) FROM t",
    ),
    Case(
        "narrower-type type-rewrites-table",
        "ALTER TABLE t ALTER n TYPE numeric(9,0)",
        before="CREATE TABLE t (id integer, n numeric(10,2))",
        rows="INSERT INTO t VALUES (1, 2.75)",
        seen="rewriting",
        lost="SELECT n FROM t",
    ),
    Case(
        "narrower-type type-rewrites-table",
        "ALTER TABLE t ALTER b TYPE varchar(2)",
        rows="INSERT INTO t VALUES (1, 2, 'longer')",
        refused="22001",
    ),
    Case(
        "remove-enum-value type-rewrites-table",
        "ALTER TYPE mood RENAME TO was; CREATE TYPE mood AS ENUM ('ok');"
        "ALTER TABLE t ALTER m TYPE mood USING m::text::mood; DROP TYPE was",
        before=MOOD,
        rows="INSERT INTO t VALUES (1, 'sad')",
        refused="22P02",
    ),
    Case("add-required-column", "ALTER TABLE t ADD c integer NOT NULL", refused="23502"),
    Case(
        "set-not-null constraint-scans-table", "ALTER TABLE t ALTER b SET NOT NULL", refused="23502"
    ),
    Case("add-unique key-blocks-table", "ALTER TABLE t ADD UNIQUE (a)", refused="23505"),
    Case("add-unique index-blocks-writes", "CREATE UNIQUE INDEX i ON t (a)", refused="23505"),
    Case(
        "add-primary-key key-blocks-table set-not-null constraint-scans-table",
        "ALTER TABLE t ADD PRIMARY KEY (a)",
        before="CREATE TABLE t (id integer, a integer)",
        rows="INSERT INTO t VALUES (1, 7), (2, 7)",
        refused="23505",
    ),
    Case("add-check constraint-scans-table", "ALTER TABLE t ADD CHECK (a > 7)", refused="23514"),
    Case("add-exclusion key-blocks-table", f"ALTER TABLE t ADD {EXCLUDE}", refused="23P01"),
    Case(
        "add-foreign-key constraint-scans-table",
        "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t",
        refused="23503",
    ),
    Case(
        "type-needs-using type-rewrites-table",
        "ALTER TABLE t ALTER b TYPE integer",
        refused="42804",
        using=" USING b::integer",
    ),
    Case("index-blocks-writes", "CREATE INDEX i ON t (a)", lock="ShareLock"),
    Case(
        "type-rewrites-table",
        "ALTER TABLE t ALTER a TYPE bigint",
        seen="rewriting",
        lock="AccessExclusiveLock",
    ),
    Case(
        "column-rewrites-table",
        "ALTER TABLE t ADD c uuid DEFAULT gen_random_uuid()",
        seen="rewriting",
        lock="AccessExclusiveLock",
    ),
    Case("column-rewrites-table", "ALTER TABLE t ADD c serial", seen="rewriting"),
    Case(
        "column-rewrites-table",
        "ALTER TABLE t ADD c integer GENERATED ALWAYS AS (a + 1) STORED",
        seen="rewriting",
    ),
    Case(
        "add-check constraint-scans-table",
        "ALTER TABLE t ADD CHECK (a > 0)",
        seen="verifying",
        lock="AccessExclusiveLock",
    ),
    Case(
        "constraint-scans-table",
        "ALTER TABLE t DROP CONSTRAINT f, ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t"
        " ON DELETE CASCADE",
        before=T + "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t",
        rows="INSERT INTO t VALUES (1, 1)",
        seen="validating",
        lock="ShareRowExclusiveLock",
    ),
    Case(
        "key-blocks-table",
        "ALTER TABLE t ADD UNIQUE (id, a)",
        lock="AccessExclusiveLock",
    ),
    Case("rename-table", "ALTER TABLE t RENAME TO ts", lost="SELECT count(*) FROM t"),
    Case("rename-column", "ALTER TABLE t RENAME a TO aa", lost="SELECT sum(a) FROM t"),
    Case(
        "drop-view",
        "DROP VIEW v",
        before=T + "CREATE VIEW v AS SELECT id FROM t",
        lost="SELECT count(*) FROM v",
    ),
    Case(
        "type-needs-using type-rewrites-table",
        "ALTER TYPE mood RENAME TO was; CREATE TYPE mood AS ENUM ('sad', 'ok');"
        "ALTER TABLE t ALTER m TYPE mood",
        before=MOOD,
        rows="INSERT INTO t VALUES (1, 'sad')",
        refused="42804",
        using=" USING m::text::mood; DROP TYPE was",
    ),
    Case(
        "rename-type",
        "ALTER TYPE mood RENAME TO moods",
        before=MOOD,
        rows="INSERT INTO t VALUES (1, 'ok')",
        lost="SELECT 'ok'::mood",
    ),
    Case(
        "rename-enum-value",
        "ALTER TYPE mood RENAME VALUE 'sad' TO 'sadly'",
        before=MOOD,
        rows="INSERT INTO t VALUES (1, 'sad')",
        lost="SELECT count(*) FROM t WHERE m = 'sad'",
    ),
    Case(
        "narrower-view",
        "DROP VIEW v; CREATE VIEW v AS SELECT id FROM t",
        before=T + "CREATE VIEW v AS SELECT id, a FROM t",
        lost="SELECT sum(a) FROM v",
    ),
    Case(
        "divide-table",
        "DROP TABLE t; CREATE TABLE t (a integer) PARTITION BY RANGE (a)",
        before="CREATE TABLE t (a integer)",
        rows="INSERT INTO t VALUES (1)",
        lost="SELECT count(*) FROM t",
    ),
    Case(
        "add-check",
        "ALTER TABLE t VALIDATE CONSTRAINT c",
        before=T + "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 7) NOT VALID",
        rows=ROWS.join(
            (
                "ALTER TABLE t DROP CONSTRAINT c;",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 7) NOT VALID",
            )
        ),
        refused="23514",
    ),
    Case(
        "add-foreign-key",
        "ALTER TABLE t VALIDATE CONSTRAINT f",
        before=T + "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t NOT VALID",
        rows=ROWS.join(
            (
                "ALTER TABLE t DROP CONSTRAINT f;",
                "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t NOT VALID",
            )
        ),
        refused="23503",
    ),
    Case(
        "add-foreign-key constraint-scans-table",
        "ALTER TABLE t DROP CONSTRAINT f,"
        " ADD CONSTRAINT f FOREIGN KEY (a, c) REFERENCES u MATCH FULL",
        before="CREATE TABLE u (x integer, y integer, PRIMARY KEY (x, y)); CREATE TABLE t ("
        "a integer, c integer, CONSTRAINT f FOREIGN KEY (a, c) REFERENCES u)",
        rows="INSERT INTO t VALUES (1, NULL)",
        refused="23503",
    ),
    Case(
        "key-blocks-table",
        'ALTER TABLE t ALTER b TYPE varchar(9) COLLATE "C"',
        before=T + "CREATE INDEX i ON t (b)",
        seen='building index "i"',
        lock="AccessExclusiveLock",
    ),
    Case(
        "add-check constraint-scans-table",
        "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE <> '')",
        before="CREATE DOMAIN d AS text; CREATE TABLE t (a d)",
        rows="INSERT INTO t VALUES ('')",
        refused="23514",
    ),
    Case(
        "set-not-null constraint-scans-table",
        "ALTER DOMAIN d SET NOT NULL",
        before="CREATE DOMAIN d AS text; CREATE TABLE t (a d)",
        rows="INSERT INTO t VALUES (NULL)",
        refused="23502",
    ),
    Case(
        "add-check type-rewrites-table",
        "ALTER TABLE t ALTER b TYPE d",
        before=f"{T} CREATE DOMAIN d AS varchar(9) CHECK (VALUE <> 'x')",
        refused="23514",
    ),
    Case("constraint-scans-table", "ALTER TABLE t ADD c integer CHECK (c > 0)", seen="verifying"),
    Case(
        "add-check constraint-scans-table",
        'ALTER TABLE t ADD c integer, ADD CHECK ("a price" > 9 AND c > 0)',
        before='CREATE TABLE t (id integer, "a price" integer)',
        rows="INSERT INTO t VALUES (1, 7)",
        refused="23514",
    ),
    *(
        Case(
            "add-check constraint-scans-table",
            f"ALTER TABLE t ADD c date, ADD d date, ADD CHECK ({rule})",
            refused="23514",
        )
        for rule in (
            "concat(c, d) <> ''",
            "c NOTNULL",
            "NOT upper_inf(daterange(c, d))",
            "jsonb_build_array(c) = '[]'",
        )
    ),
    Case(
        "add-required-column column-rewrites-table",
        "ALTER TABLE t ADD c d",
        before=f"{T} CREATE DOMAIN d AS text NOT NULL",
        refused="23502",
    ),
    Case(
        "add-check column-rewrites-table",
        "ALTER TABLE t ADD c d",
        before=f"{T} CREATE DOMAIN d AS text CHECK (VALUE IS NOT NULL)",
        refused="23514",
    ),
    *(
        Case(
            "column-rewrites-table",
            "ALTER TABLE t ADD c d",
            before=f"{T} CREATE DOMAIN d AS {domain}",
            seen="rewriting",
        )
        for domain in (
            "integer CHECK (VALUE > 0)",
            "integer DEFAULT 1 NOT NULL CHECK (VALUE > 0)",
            "uuid DEFAULT gen_random_uuid()",
        )
    ),
    Case(
        "column-rewrites-table",
        "ALTER TABLE t ADD c integer DEFAULT f()",
        before=T + ONE.format(""),
        seen="rewriting",
    ),
    Case(
        "key-blocks-table",
        'ALTER TABLE t ALTER b TYPE varchar(9) COLLATE "C"',
        before=T + "CREATE INDEX i ON t (lower(b))",
        seen='building index "i"',
    ),
    *(
        Case(
            "key-blocks-table",
            "ALTER TABLE t ALTER b TYPE varchar(20)",
            before=T + f"CREATE INDEX i ON t {index}",
            seen='building index "i"',
        )
        for index in ("((b || 'x'))", "(a) WHERE b <> 'y'")
    ),
    Case(
        "constraint-scans-table",
        "ALTER TABLE t ALTER b TYPE varchar(20)",
        before=T + "ALTER TABLE t ADD CHECK (b <> 'y')",
        seen="verifying",
    ),
    # What does none of it.
    Case("", "ALTER TABLE t ALTER b TYPE d", before=f"{T} CREATE DOMAIN d AS varchar(9)"),
    Case("", "ALTER TABLE t ADD CHECK (a > 7) NOT VALID"),
    Case("", "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t NOT VALID"),
    Case(
        "",
        "ALTER TABLE t ALTER CONSTRAINT f DEFERRABLE INITIALLY DEFERRED",
        before=T + "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t",
        rows="INSERT INTO t VALUES (1, 1)",
    ),
    Case(
        "",
        "ALTER TABLE t ALTER a SET NOT NULL",
        before=f"{T} ALTER TABLE t ADD CHECK (a IS NOT NULL)",
    ),
    Case(
        "",
        "ALTER TABLE t ALTER c SET EXPRESSION AS (a + 2)",
        before=T + "ALTER TABLE t ADD c integer GENERATED ALWAYS AS (a + 1) VIRTUAL",
        rows="INSERT INTO t VALUES (1, 7, 'x')",
    ),
    Case("", "ALTER TABLE t ADD c integer"),
    Case("", "ALTER TABLE t ADD c integer NOT NULL DEFAULT 5"),
    Case("", "ALTER TABLE t ADD c timestamptz NOT NULL DEFAULT now()"),
    Case("", "ALTER TABLE t ADD c integer GENERATED ALWAYS AS (a + 1) VIRTUAL"),
    Case("", "ALTER TABLE t ALTER b TYPE varchar(20)"),
    Case(
        "",
        "ALTER TABLE t ALTER b TYPE text",
        before=T + "CREATE INDEX i ON t (b DESC); CREATE INDEX j ON t ((a + 1))",
    ),
    Case("", "ALTER TABLE t ADD c integer DEFAULT f()", before=T + ONE.format("STABLE")),
    Case("", "ALTER TABLE t ADD c d", before=f"{T} CREATE DOMAIN d AS integer DEFAULT 1"),
    Case("", "ALTER TABLE t ALTER a SET DEFAULT 3"),
    Case("", "ALTER TABLE t ALTER id SET DEFAULT 3; COMMENT ON COLUMN t.a IS 'an age'"),
    Case("", "ALTER TYPE mood ADD VALUE 'new'", before=MOOD, rows="INSERT INTO t VALUES (1, 'ok')"),
    Case(
        "",
        "ALTER TABLE t DROP CONSTRAINT u",
        before=T + "ALTER TABLE t ADD CONSTRAINT u UNIQUE (id, a)",
    ),
    Case("key-blocks-table", "ALTER TABLE t ADD c integer, ADD UNIQUE (c)"),
    Case(
        "column-rewrites-table key-blocks-table",
        "ALTER TABLE t ADD c serial PRIMARY KEY",
        before="CREATE TABLE t (id integer, a integer)",
        rows="INSERT INTO t VALUES (1, 7), (2, 7)",
        seen="rewriting",
    ),
    Case(
        "column-rewrites-table key-blocks-table",
        "ALTER TABLE t ADD c bigint GENERATED ALWAYS AS IDENTITY UNIQUE",
        seen="rewriting",
    ),
    Case("constraint-scans-table", "ALTER TABLE t ADD c integer REFERENCES t"),
    Case("", "CREATE TABLE s (id integer PRIMARY KEY, t integer REFERENCES t)"),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """A connection to a server that all cases share."""
    with server.embedded() as running, psycopg.connect(running.dsn(), autocommit=True) as opened:
        opened.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        yield opened


def remade(session: Session, *statements: str) -> Schema:
    """The schema that the statements make, in an empty database."""
    session.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    for each in statements:
        session.execute(each)
    return catalog.read(session, "shop")


def said(session: Session, case: Case) -> set[str]:
    """The risks of a case, from the two schemas alone."""
    old = remade(session, case.before)
    comparison = compare(old, remade(session, case.before, case.change + case.using))
    return {risk.id for each in comparison.changes for risk in of_change(each, comparison)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.change[:60])
def test_a_risk_is_what_happens(session: Session, case: Case) -> None:
    """With rows that bring it about; and what has no risk is done to the same rows in peace."""
    assert said(session, case) == set(case.risks.split())
    remade(session, case.before, case.rows)
    before = session.execute(case.lost).fetchall() if case.lost else []
    told: list[str] = []

    def hear(notice: psycopg.errors.Diagnostic) -> None:
        told.append(str(notice.message_primary))

    session.add_notice_handler(hear)
    session.execute("SET client_min_messages = debug1")
    try:
        state, locks = done(session, case.change)
    finally:
        session.execute("RESET client_min_messages")
        session.remove_notice_handler(hear)
    assert state == case.refused
    assert case.seen in " ".join(told)
    assert case.risks or not any(word in " ".join(told) for word in ("rewriting", "verifying"))
    assert not case.lock or case.lock in locks
    assert not case.lost or answer(session, case.lost) != before


def done(session: Session, change: str) -> tuple[str, set[str]]:
    """Do it: the SQLSTATE where it is refused, and the locks on the table while it lasts."""
    locks = "SELECT mode FROM pg_locks WHERE relation = to_regclass('t') AND pid = pg_backend_pid()"
    try:
        with session.transaction():
            session.execute(change)
            return "", {str(row[0]) for row in session.execute(locks)}
    except psycopg.Error as error:
        return str(error.sqlstate), set()


def answer(session: Session, query: str) -> Any:
    """What a reader gets who knows nothing of the change."""
    try:
        return session.execute(query).fetchall()
    except psycopg.Error as error:
        return error.sqlstate


def test_every_risk_is_proved() -> None:
    """One that nobody has seen happen is none to tell."""
    assert {name for case in CASES for name in case.risks.split()} == RISKS.keys()


@pytest.mark.parametrize("risk", RISKS.values(), ids=lambda risk: risk.id)
def test_an_example_is_one(session: Session, risk: Risk) -> None:
    """What its page shows has the risk."""
    old = remade(session, TABLES)
    found = compare(old, remade(session, TABLES, risk.change))
    assert risk in {each for change in found.changes for each in of_change(change, found)}


def test_a_reason_is_one_sentence() -> None:
    """It ends with a full stop, and has no other; so is what to do instead."""
    told = [text for risk in RISKS.values() for text in (risk.reason, risk.instead)]
    assert all(text.count(". ") == 0 and text[-1] == "." for text in told)
