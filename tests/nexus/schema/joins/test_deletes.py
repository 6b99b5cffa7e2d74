"""What a DELETE does, done on a PostgreSQL: each effect with the rows that bring it about."""

import random
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

import psycopg
import pytest
from nexus import exports
from nexus.examples.postgres.server import Server
from nexus.schema.joins.deletes import Effect, columns_set, effects
from nexus.schema.lint.report import lint
from nexus.schema.model import Column, ForeignKey, Schema, Table

from tests.helpers import drawn, schema, table, to

Session = psycopg.Connection[Any]
ACTIONS = (None, "RESTRICT", "CASCADE", "CASCADE", "SET NULL", "SET DEFAULT")
# The values of the key of the row that is deleted, and of one that stays.
GOES, STAYS = 1, 7


@pytest.fixture(scope="module")
def session(server: Server) -> Iterator[Session]:
    """A database of its own."""
    with psycopg.connect(server.dsn(), autocommit=True) as opened:
        opened.execute("CREATE DATABASE deletes")
        with psycopg.connect(f"{server.dsn()} dbname=deletes", autocommit=True) as own:
            yield own
        opened.execute("DROP DATABASE deletes")


def acting(seed: int) -> Schema:
    """A schema whose keys do this and that on delete, some late, some to columns without null."""
    chance = random.Random(seed)

    def key(given: ForeignKey) -> ForeignKey:
        late = chance.random() < 0.2
        timing = {"deferrable": True, "initially": "DEFERRED"} if late else {}
        return replace(given, on_delete=chance.choice(ACTIONS), **timing)

    def column(given: Column) -> Column:
        default = str(STAYS) if chance.random() < 0.6 else None
        required = given.name == "id" or chance.random() < 0.3
        return replace(given, nullable=not required, server_default=default)

    return schema(
        *(
            replace(
                each,
                columns=tuple(map(column, each.columns)),
                foreign_keys=tuple(map(key, each.foreign_keys)),
            )
            for each in drawn(seed).tables
        )
    )


def chain(found: Schema, start: str, effect: Effect) -> list[Effect]:
    """The effects that lead to one: deletions, from the row itself."""
    led = {start: list[Effect]()}
    for each in effects(found, start):
        way = [*led[each.relation.parent], each]
        if each == effect:
            return way
        if each.consequence == "deleted":
            led.setdefault(each.relation.child, way)
    raise AssertionError(effect)


def row(made: Table, number: int, refers: dict[str, int]) -> str:
    """A row whose keys refer to a row that stays, but for those that are named."""
    own = [column.name for column in made.columns]
    values = [number if name == "id" else refers.get(name, STAYS) for name in own]
    return f"INSERT INTO {made.name} ({', '.join(own)}) VALUES ({', '.join(map(str, values))});"


def rows(found: Schema, start: str, way: list[Effect]) -> str:
    """A row that is to go, one after another that refers to it, and in each table one that stays."""
    texts = ["SET session_replication_role = replica;"]
    texts += [row(each, STAYS, {}) for each in found.tables]
    texts.append(row(found.by_id[start], GOES, {}))
    for number, effect in enumerate(way, GOES):
        (column,) = effect.relation.foreign_key.columns
        child = found.by_id[effect.relation.child]
        texts.append(row(child, number + 100, {column: GOES if number == GOES else number + 99}))
    return "\n".join([*texts, "SET session_replication_role = origin;"])


def happens(session: Session, found: Schema, start: str, way: list[Effect]) -> str:
    """Delete the row; say what became of the last of those that refer to each other."""
    (column,) = way[-1].relation.foreign_key.columns
    number = GOES + len(way) - 1 + 100
    session.execute(f"BEGIN; {rows(found, start, way)}".encode())
    try:
        session.execute(f"DELETE FROM {start} WHERE id = {GOES}".encode())
        at = f"SELECT {column} FROM {way[-1].relation.child} WHERE id = {number}"
        left = session.execute(at.encode()).fetchone()
        session.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.errors.IntegrityError:
        return "refused"
    finally:
        session.execute("ROLLBACK")
    if left is None:
        return "deleted"
    return {None: "set to null", STAYS: "set to its default"}[left[0]]


def test_every_effect_happens(session: Session) -> None:
    """In 100 schemas, from each table, with the rows of that effect and no others."""
    seen: dict[str, int] = {}
    for seed in range(100):
        found = acting(seed)
        session.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        session.execute(exports.export(found, "postgresql").encode())
        for start in found.by_id:
            for effect in effects(found, start):
                way = chain(found, start, effect)
                done = happens(session, found, start, way)
                assert done == effect.consequence, (seed, start, effect)
                seen[effect.consequence] = seen.get(effect.consequence, 0) + 1
    assert min(seen.values()) > 20
    assert seen.keys() == {"deleted", "refused", "set to null", "set to its default"}


def test_rows_that_go_as_well_are_no_reason_to_refuse(session: Session) -> None:
    """Where they refer to what is deleted with the row; without them going it is one."""
    cascade = {"on_delete": "CASCADE"}
    shop = schema(
        table("a"),
        table("b", Column("a", "integer"), foreign_keys=(to("a", "a", **cascade),)),
        table(
            "c",
            Column("a", "integer"),
            Column("b", "integer"),
            foreign_keys=(to("a", "a", **cascade), to("b", "b")),
        ),
    )
    found = effects(shop, "a")
    assert [(e.consequence, e.spared) for e in found] == [
        ("deleted", False),
        ("deleted", False),
        ("refused", True),
    ]
    assert found[2].words == (
        "is refused while there are `c` rows whose `b` refers to such a `b`, unless they go as well"
    )
    session.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    session.execute(exports.export(shop, "postgresql").encode())
    session.execute(
        "INSERT INTO a VALUES (1), (2); INSERT INTO b VALUES (1, 1), (2, 2);"
        "INSERT INTO c VALUES (1, 1, 1), (2, NULL, 2)"
    )
    session.execute("DELETE FROM a WHERE id = 1")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        session.execute("DELETE FROM a WHERE id = 2")


def test_a_tie_is_said_to_be_one(session: psycopg.Connection[Any]) -> None:
    """The same is told whatever the order of the keys, which decides what the database does."""
    cascade = {"on_delete": "CASCADE"}
    one = table("b", Column("a", "integer"), foreign_keys=(to("a", "a", **cascade),))
    other = table("d", Column("a", "integer"), foreign_keys=(to("a", "a", **cascade),))
    keys = (to("d", "d", **cascade), to("b", "b"))
    last = table("c", Column("d", "integer"), Column("b", "integer"), foreign_keys=keys)
    refused, words = [], set()
    for middle in ((one, other), (other, one)):
        shop = schema(table("a"), *middle, last)
        words |= {each.words for each in effects(shop, "a") if each.is_refused}
        session.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        session.execute(exports.export(shop, "postgresql").encode())
        session.execute("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1)")
        session.execute("INSERT INTO d VALUES (1, 1); INSERT INTO c VALUES (1, 1, 1)")
        try:
            session.execute("DELETE FROM a")
        except psycopg.errors.ForeignKeyViolation:
            refused.append(middle)
    assert refused == [(one, other)]
    (told,) = words
    assert told.endswith(
        "unless they go as well by then, which depends on the order in which the keys were made"
    )


def test_what_only_the_models_know_is_left() -> None:
    """Nothing in the database keeps it."""
    note = table("note", "about", links=(to("guest", "about"),))
    (effect,) = effects(schema(table("guest"), note), "guest")
    assert effect.consequence == "left"
    assert effect.words.endswith("refers to such a `guest`, which is then not there")


def test_a_table_that_deletes_its_own_rows_ends() -> None:
    """Each key is told once."""
    tree = schema(table("node", "up", foreign_keys=(to("node", "up", on_delete="CASCADE"),)))
    assert [effect.consequence for effect in effects(tree, "node")] == ["deleted"]


def test_rows_go_in_the_order_that_is_told(session: Session) -> None:
    """First those that refer to the row itself, then those that refer to these."""
    cascade = {"on_delete": "CASCADE"}
    shop = schema(
        table("a"),
        table("b", Column("a", "integer"), foreign_keys=(to("a", "a", **cascade),)),
        table("d", Column("b", "integer"), foreign_keys=(to("b", "b", **cascade),)),
        table("c", Column("a", "integer"), foreign_keys=(to("a", "a", **cascade),)),
    )
    session.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    session.execute(exports.export(shop, "postgresql").encode())
    session.execute(
        "CREATE TABLE log (at serial, what text); CREATE FUNCTION told() RETURNS trigger AS"
        " 'BEGIN INSERT INTO log (what) VALUES (TG_TABLE_NAME); RETURN OLD; END' LANGUAGE plpgsql;"
        "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1); INSERT INTO c VALUES (1, 1);"
        "INSERT INTO d VALUES (1, 1)"
    )
    for name in "bcd":
        trigger = f"CREATE TRIGGER t BEFORE DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION told()"
        session.execute(trigger.encode())
    session.execute("DELETE FROM a")
    gone = [str(name) for (name,) in session.execute("SELECT what FROM log ORDER BY at")]
    assert gone == [effect.relation.child for effect in effects(shop, "a")] == ["b", "c", "d"]


def test_rows_that_go_later_are_a_reason_to_refuse(session: Session) -> None:
    """PostgreSQL looks for those that refer to a row before it deletes what is further away."""
    cascade = {"on_delete": "CASCADE"}
    number = partial(Column, type="integer")

    def shop(**timing: Any) -> Schema:
        keys = (to("e", "e", **cascade), to("b", "b", **timing))
        return schema(
            table("a"),
            table("b", number("a"), foreign_keys=(to("a", "a", **cascade),)),
            table("d", number("a"), foreign_keys=(to("a", "a", **cascade),)),
            table("e", number("d"), foreign_keys=(to("d", "d", **cascade),)),
            table("c", number("e"), number("b"), foreign_keys=keys),
        )

    for found, is_spared in (
        (shop(), False),
        (shop(deferrable=True, initially="DEFERRED"), True),
    ):
        (refused,) = [each for each in effects(found, "a") if each.is_refused]
        assert refused.spared == is_spared
        halted = [e for e in lint(found).findings if e.rule.id == "halted-cascade"]
        assert [e.table for e in halted] == ([] if is_spared else ["c"])
        session.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        session.execute(exports.export(found, "postgresql").encode())
        rows = "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1); INSERT INTO d VALUES (1, 1);"
        session.execute(
            f"{rows} INSERT INTO e VALUES (1, 1); INSERT INTO c VALUES (1, 1, 1)".encode()
        )
        with nullcontext() if is_spared else pytest.raises(psycopg.errors.ForeignKeyViolation):
            session.execute("DELETE FROM a")


@pytest.mark.parametrize("listed", ['"owner id"', "owner id", '"owner id", nothing'])
def test_the_columns_that_are_set_are_those_of_the_key(listed: str) -> None:
    """Whatever else is named there."""
    key = ForeignKey(None, ("shop", "owner id"), "o", ("a", "b"), on_delete=f"SET NULL ({listed})")
    is_quoted = listed.startswith('"')
    assert columns_set(key, key.on_delete) == (("owner id",) if is_quoted else ("shop", "owner id"))
