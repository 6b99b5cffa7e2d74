"""Rules about foreign keys: what they need, and what a DELETE does with them."""

import re
from collections.abc import Iterator

from nexus.schema.comparison.spelling import type_of
from nexus.schema.joins.deletes import Deletes, columns_set
from nexus.schema.joins.shape import circles
from nexus.schema.lint.rule import Found, Rule, Subject, one, quoted
from nexus.schema.model import Column, ForeignKey, Index, Table

_WIDTH = {"smallint": 1, "integer": 2, "bigint": 3}
_LENGTH = re.compile(r"varchar\((\d+)\)")
# The column that all rows of a partial index have, and what an exclusion of all rows begins with.
_FILLED = re.compile(r"\(*\"?(.+?)\"? is not null\)*", re.IGNORECASE)
_EXCLUDED = re.compile(
    r"^\s*EXCLUDE\s+(?:USING\s+\w+\s+)?\(\s*(\"(?:[^\"]|\"\")+\"|\w+)\s(?!.*\)\s*WHERE\s*\()",
    re.IGNORECASE | re.DOTALL,
)


def _keys(subject: Subject) -> Iterator[tuple[Table, ForeignKey]]:
    return ((table, key) for table in subject.tables for key in table.foreign_keys)


def _called(key: ForeignKey) -> str:
    return key.name or key.columns[0]


def _unindexed(subject: Subject) -> Iterator[Found]:
    for table, key in _keys(subject):
        if not any(_serves(first, key) for first in _firsts(table)):
            reads = f"each DELETE of {one(key.target)} reads all of `{table.id}`"
            words = f"no index begins with {quoted(key.columns)}: {reads}"
            yield Found(table.id, key.columns[0], words)


def _firsts(table: Table) -> Iterator[tuple[str, ...]]:
    """What each index that can find rows begins with."""
    yield table.primary_key.columns
    yield from (key.columns for key in table.uniques)
    for index in table.indexes:
        if index.method in {None, "btree", "hash"} and _is_whole(index):
            yield index.columns or index.parts
    yield from (tuple(_EXCLUDED.findall(rule.expression)) for rule in table.exclusions)


def _is_whole(index: Index) -> bool:
    """Whether an index has all rows with a value: those without refer to nothing."""
    if index.predicate is None:
        return True
    found = _FILLED.fullmatch(index.predicate.strip())
    return found is not None and _is_of(index.parts[0].lower(), found[1].lower())


def _is_of(part: str, name: str) -> bool:
    """Whether a part of an index is that column, with or without quotes, an order or a class."""
    quoted_name = '"' + name.replace('"', '""') + '"'
    return part in {name, quoted_name} or part.startswith((f"{name} ", f"{quoted_name} "))


def _serves(first: tuple[str, ...], key: ForeignKey) -> bool:
    # Of a key of several columns, one may be enough to find few rows.
    return first[:1] != () and any(_is_of(first[0], name) for name in key.columns)


def _narrow(subject: Subject) -> Iterator[Found]:
    for table, key in _keys(subject):
        target = subject.schema.by_id.get(key.target)
        known = {column.name: column for column in target.columns} if target else {}
        for name, other in zip(key.columns, key.target_columns, strict=True):
            if other in known and _is_narrower(table.column(name), known[other]):
                types = (
                    f"`{table.column(name).type}`, and `{key.target}.{other}` `{known[other].type}`"
                )
                yield Found(table.id, name, f"it is {types}: it cannot hold all values")


def _is_narrower(column: Column, target: Column) -> bool:
    own, other = type_of(column), type_of(target)
    if own in _WIDTH and other in _WIDTH:
        return _WIDTH[own] < _WIDTH[other]
    short, long = _LENGTH.fullmatch(own), _LENGTH.fullmatch(other)
    if short and long:
        return int(short[1]) < int(long[1])
    return bool(short) and other in {"text", "varchar"}


def _twice(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        seen: set[object] = set()
        for key in table.foreign_keys:
            pairs = frozenset(zip(key.columns, key.target_columns, strict=True))
            if (key.target, pairs) in seen:
                words = f"{quoted(key.columns)} refers to `{key.target}` in another key already"
                yield Found(table.id, _called(key), words)
            seen.add((key.target, pairs))


def _set_null(subject: Subject) -> Iterator[Found]:
    for table, key in _keys(subject):
        for action, verb in ((key.on_delete, "DELETE"), (key.on_update, "UPDATE of the key")):
            holes = _set(key, action, "SET NULL")
            required = [name for name in holes if not table.column(name).nullable]
            if required:
                words = f"{quoted(required)} is NOT NULL, so each {verb} of {one(key.target)} with such rows fails"
                yield Found(table.id, _called(key), words)


def _set_default(subject: Subject) -> Iterator[Found]:
    for table, key in _keys(subject):
        for name in _set(key, key.on_delete, "SET DEFAULT"):
            column = table.column(name)
            if column.server_default is None and not column.nullable:
                words = f"`{name}` has no default and is NOT NULL, so a DELETE of {one(key.target)} with such rows fails"
                yield Found(table.id, _called(key), words)


def _set(key: ForeignKey, action: str | None, kind: str) -> tuple[str, ...]:
    """The columns that an action sets, if it is of that kind."""
    said = (action or "").partition("(")[0]
    return columns_set(key, action) if said.strip().upper() == kind else ()


def _cycles(subject: Subject) -> Iterator[Found]:
    needs: dict[str, set[str]] = {}
    own = {table.id for table in subject.tables}
    for table, key in _keys(subject):
        optional = any(table.column(name).nullable for name in key.columns)
        if key.target in own and key.target != table.id and not optional and not key.deferrable:
            needs.setdefault(table.id, set()).add(key.target)
    for circle in circles(subject.schema.by_id, needs):
        way = " needs ".join(f"`{name}`" for name in (*circle, circle[0]))
        words = f"{way}: no INSERT into one of them alone can be the first"
        yield Found(circle[0], "", words)


def _halted(subject: Subject) -> Iterator[Found]:
    own, known = {table.id for table in subject.tables}, Deletes(subject.schema)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for table in subject.schema.by_id:
        for effect in known.of(table):
            relation = effect.relation
            place = relation.child, relation.foreign_key.columns
            is_deeper = relation.parent != table and effect.is_refused
            if is_deeper and not effect.spared and relation.child in own and place not in seen:
                seen.add(place)
                words = (
                    f"a DELETE of {one(table)}, which deletes `{relation.parent}` rows, is refused while "
                    f"there are `{relation.child}` rows that refer to these"
                )
                yield Found(relation.child, _called(relation.foreign_key), words)


RULES = (
    Rule(
        "foreign-key-without-index",
        "PostgreSQL creates no index for a foreign key. Without one it reads the whole table for "
        "each row deleted on the other side, and for each join from there.",
        _unindexed,
        wrong="CREATE TABLE author (id uuid PRIMARY KEY);\n"
        "CREATE TABLE book (id uuid PRIMARY KEY, author_id uuid REFERENCES author);",
        right="CREATE TABLE author (id uuid PRIMARY KEY);\n"
        "CREATE TABLE book (id uuid PRIMARY KEY, author_id uuid REFERENCES author);\n"
        "CREATE INDEX book_of_author ON book (author_id);",
        then="INSERT INTO author SELECT gen_random_uuid() FROM generate_series(1, 5000);\n"
        "INSERT INTO book SELECT gen_random_uuid(), id FROM author;\n"
        "ANALYZE;\n"
        "EXPLAIN (COSTS OFF) SELECT id FROM book WHERE author_id = '00000000-0000-4000-8000-000000000000';",
        gives=(
            "Seq Scan on book\n  Filter: (author_id = '00000000-0000-4000-8000-000000000000'::uuid)",
            (
                "Index Scan using book_of_author on book\n"
                "  Index Cond: (author_id = '00000000-0000-4000-8000-000000000000'::uuid)"
            ),
        ),
        unlike=("mysql", "mariadb"),
    ),
    Rule(
        "narrow-foreign-key",
        "A column that refers to a wider one cannot hold every value of that column.",
        _narrow,
        wrong="CREATE TABLE page (id bigint PRIMARY KEY);\n"
        "CREATE TABLE visit (id uuid PRIMARY KEY, page_id integer REFERENCES page);\n"
        "CREATE INDEX ON visit (page_id);",
        right="CREATE TABLE page (id bigint PRIMARY KEY);\n"
        "CREATE TABLE visit (id uuid PRIMARY KEY, page_id bigint REFERENCES page);\n"
        "CREATE INDEX ON visit (page_id);",
        then="INSERT INTO page VALUES (3000000000);\n"
        "INSERT INTO visit SELECT gen_random_uuid(), id FROM page;",
        gives=("refused: integer out of range", "done"),
    ),
    Rule(
        "duplicate-foreign-key",
        "Two foreign keys that say the same are both checked on every write.",
        _twice,
        wrong="CREATE TABLE shelf (id uuid PRIMARY KEY);\n"
        "CREATE TABLE item (id uuid PRIMARY KEY, shelf_id uuid REFERENCES shelf,\n"
        "  FOREIGN KEY (shelf_id) REFERENCES shelf (id));\n"
        "CREATE INDEX ON item (shelf_id);",
        right="CREATE TABLE shelf (id uuid PRIMARY KEY);\n"
        "CREATE TABLE item (id uuid PRIMARY KEY, shelf_id uuid REFERENCES shelf);\n"
        "CREATE INDEX ON item (shelf_id);",
        then="SELECT count(*) AS checks FROM pg_trigger WHERE tgrelid = 'item'::regclass;",
        gives=("4", "2"),
    ),
    Rule(
        "required-cycle",
        "If tables need each other's rows, and no key may be null or is deferred to the end of the "
        "transaction, a first row can only be inserted with the others, in one statement.",
        _cycles,
        wrong="CREATE TABLE team (id uuid PRIMARY KEY, captain_id uuid NOT NULL UNIQUE);\n"
        "CREATE TABLE player (id uuid PRIMARY KEY, team_id uuid NOT NULL REFERENCES team);\n"
        "CREATE INDEX ON player (team_id);\n"
        "ALTER TABLE team ADD FOREIGN KEY (captain_id) REFERENCES player;",
        right="CREATE TABLE team (id uuid PRIMARY KEY, captain_id uuid NOT NULL UNIQUE);\n"
        "CREATE TABLE player (id uuid PRIMARY KEY, team_id uuid NOT NULL REFERENCES team);\n"
        "CREATE INDEX ON player (team_id);\n"
        "ALTER TABLE team ADD FOREIGN KEY (captain_id) REFERENCES player\n"
        "  DEFERRABLE INITIALLY DEFERRED;",
        then="BEGIN;\n"
        "INSERT INTO team VALUES (repeat('1', 32)::uuid, repeat('2', 32)::uuid);\n"
        "INSERT INTO player VALUES (repeat('2', 32)::uuid, repeat('1', 32)::uuid);\n"
        "COMMIT;",
        gives=(
            (
                'refused: insert or update on table "team" violates foreign key constraint '
                '"team_captain_id_fkey"'
            ),
            "done",
        ),
    ),
    Rule(
        "set-null-on-required",
        "ON DELETE SET NULL on a column that is NOT NULL makes the DELETE fail, and nothing warns "
        "you before.",
        _set_null,
        wrong="CREATE TABLE room (id uuid PRIMARY KEY);\n"
        "CREATE TABLE desk (id uuid PRIMARY KEY,\n"
        "  room_id uuid NOT NULL REFERENCES room ON DELETE SET NULL);\n"
        "CREATE INDEX ON desk (room_id);",
        right="CREATE TABLE room (id uuid PRIMARY KEY);\n"
        "CREATE TABLE desk (id uuid PRIMARY KEY,\n"
        "  room_id uuid REFERENCES room ON DELETE SET NULL);\n"
        "CREATE INDEX ON desk (room_id);",
        then="INSERT INTO room VALUES (gen_random_uuid());\n"
        "INSERT INTO desk SELECT gen_random_uuid(), id FROM room;\n"
        "DELETE FROM room;",
        gives=(
            'refused: null value in column "room_id" of relation "desk" violates not-null constraint',
            "done",
        ),
    ),
    Rule(
        "set-default-without-default",
        "ON DELETE SET DEFAULT on a column without a default sets it to NULL, which NOT NULL "
        "rejects.",
        _set_default,
        wrong="CREATE TABLE room (id integer PRIMARY KEY);\n"
        "CREATE TABLE desk (id uuid PRIMARY KEY,\n"
        "  room_id integer NOT NULL REFERENCES room ON DELETE SET DEFAULT);\n"
        "CREATE INDEX ON desk (room_id);",
        right="CREATE TABLE room (id integer PRIMARY KEY);\n"
        "CREATE TABLE desk (id uuid PRIMARY KEY,\n"
        "  room_id integer NOT NULL DEFAULT 0 REFERENCES room ON DELETE SET DEFAULT);\n"
        "CREATE INDEX ON desk (room_id);",
        then="INSERT INTO room VALUES (0), (1);\n"
        "INSERT INTO desk VALUES (gen_random_uuid(), 1);\n"
        "DELETE FROM room WHERE id = 1;",
        gives=(
            'refused: null value in column "room_id" of relation "desk" violates not-null constraint',
            "done",
        ),
    ),
    Rule(
        "halted-cascade",
        "An ON DELETE CASCADE that reaches a key without CASCADE makes the whole DELETE fail as "
        "soon as there are such rows.",
        _halted,
        wrong="CREATE TABLE film (id integer PRIMARY KEY);\n"
        "CREATE TABLE tape (id uuid PRIMARY KEY, film_id integer REFERENCES film ON DELETE CASCADE);\n"
        "CREATE TABLE loan (id uuid PRIMARY KEY, tape_id uuid REFERENCES tape);\n"
        "CREATE INDEX ON tape (film_id); CREATE INDEX ON loan (tape_id);",
        right="CREATE TABLE film (id integer PRIMARY KEY);\n"
        "CREATE TABLE tape (id uuid PRIMARY KEY, film_id integer REFERENCES film ON DELETE CASCADE);\n"
        "CREATE TABLE loan (id uuid PRIMARY KEY, tape_id uuid REFERENCES tape ON DELETE SET NULL);\n"
        "CREATE INDEX ON tape (film_id); CREATE INDEX ON loan (tape_id);",
        then="INSERT INTO film VALUES (1);\n"
        "INSERT INTO tape VALUES (gen_random_uuid(), 1);\n"
        "INSERT INTO loan SELECT gen_random_uuid(), id FROM tape;\n"
        "DELETE FROM film;",
        gives=(
            (
                'refused: update or delete on table "tape" violates foreign key constraint '
                '"loan_tape_id_fkey" on table "loan"'
            ),
            "done",
        ),
    ),
)
