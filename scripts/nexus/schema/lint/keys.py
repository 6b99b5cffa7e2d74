"""Rules about primary keys and unique ones."""

from collections.abc import Iterator

from nexus.schema.comparison.spelling import type_of
from nexus.schema.lint.rule import Found, Rule, Subject, quoted, unique_keys
from nexus.schema.model import Key, Table

_LAST = {"smallint": 32_767, "integer": 2_147_483_647}
_TEXTS = ("varchar", "text", "char", "citext")


def _no_primary_key(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        if table.columns and not table.primary_key.columns:
            yield Found(table.id, "", "the table has no primary key")


def _nullable_unique(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        nullable = {column.name for column in table.columns if column.nullable}
        for key in unique_keys(table):
            holes = [name for name in key.columns if name in nullable]
            # A lone column that may be null is meant so: whoever has a value has one of their own.
            is_open = holes and key.columns[1:] and not key.nulls_not_distinct
            if is_open and not (len(holes) == 1 and _is_filled(table, key, holes[0])):
                words = (
                    f"it is unique, and any number of rows may agree where {quoted(holes)} is null"
                )
                yield Found(table.id, _called(key), words)


def _is_filled(table: Table, key: Key, hole: str) -> bool:
    """Whether the other columns are unique where that one is null, by a partial index."""
    rest = set(key.columns) - {hole}
    return any(
        index.unique
        and index.columns
        and set(index.columns) <= rest
        and (index.predicate or "").strip("() ").lower().replace('"', "")
        == f"{hole.lower()} is null"
        for index in table.indexes
    )


def _called(key: Key) -> str:
    return key.name or key.columns[0]


def _redundant_unique(subject: Subject) -> Iterator[Found]:
    everywhere = (key for table in subject.schema.tables for key in table.foreign_keys)
    referred = {(key.target, frozenset(key.target_columns)) for key in everywhere}
    for table in subject.tables:
        keys = list(unique_keys(table))
        for wide in keys[1:] if table.primary_key.columns else keys:
            for narrow in keys:
                begins = wide.columns[: len(narrow.columns)]
                is_wider = len(wide.columns) > len(narrow.columns)
                if not is_wider or set(begins) != set(narrow.columns) or wide.nulls_not_distinct:
                    continue
                if (table.id, frozenset(wide.columns)) not in referred:
                    words = f"{quoted(narrow.columns)} is unique by itself already"
                    yield Found(table.id, _called(wide), words)
                    break


def _integer_key(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        for column in table.columns:
            is_counted = column.is_serial or column.identity is not None
            if (column.name,) != table.primary_key.columns or not is_counted:
                continue
            if last := _LAST.get(type_of(column)):
                yield Found(table.id, column.name, f"its numbers end at {last:,}")


def _natural_key(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        own = {name for key in table.foreign_keys for name in key.columns}
        for name in table.primary_key.columns:
            kind = type_of(table.column(name))
            if name not in own and kind.startswith(_TEXTS) and not _is_uuid(name, kind, table):
                yield Found(table.id, name, "the primary key is a text, which people may change")


def _is_uuid(name: str, kind: str, table: Table) -> bool:
    made = f"{name} {table.column(name).client_default or ''}".lower()
    return "uuid" in made or "guid" in made or kind in {"char(32)", "char(36)", "varchar(36)"}


RULES = (
    Rule(
        "no-primary-key",
        "Without a primary key two rows can be identical, and nothing can refer to just one of "
        "them.",
        _no_primary_key,
        wrong="CREATE TABLE visit (day date, page text);",
        right="CREATE TABLE visit (id uuid PRIMARY KEY, day date, page text);",
        then="CREATE TABLE note (visit uuid REFERENCES visit);",
        gives=('refused: there is no primary key for referenced table "visit"', "done"),
    ),
    Rule(
        "nullable-unique",
        "In PostgreSQL no NULL equals another, so a unique key of several columns allows "
        "duplicate rows if one of the columns is null.",
        _nullable_unique,
        wrong="CREATE TABLE seat (id uuid PRIMARY KEY, hall text, place integer, UNIQUE (hall, place));",
        right="CREATE TABLE seat (id uuid PRIMARY KEY, hall text, place integer,\n"
        "  UNIQUE NULLS NOT DISTINCT (hall, place));",
        then="INSERT INTO seat SELECT gen_random_uuid(), 'A', NULL FROM generate_series(1, 2);",
        gives=(
            "done",
            'refused: duplicate key value violates unique constraint "seat_hall_place_key"',
        ),
        unlike=("mssql", "oracle"),
    ),
    Rule(
        "redundant-unique",
        "A unique key that begins with another unique key forbids nothing more, and its index "
        "slows down every write.",
        _redundant_unique,
        wrong="CREATE TABLE badge (id uuid PRIMARY KEY, label text NOT NULL, UNIQUE (id, label));",
        right="CREATE TABLE badge (id uuid PRIMARY KEY, label text NOT NULL);",
        then="SELECT count(*) AS indexes FROM pg_indexes WHERE tablename = 'badge';",
        gives=("2", "1"),
    ),
    Rule(
        "integer-key",
        "A key of type integer runs out after 2,147,483,647 rows, including deleted ones.",
        _integer_key,
        wrong="CREATE TABLE event (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);",
        right="CREATE TABLE event (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);",
        then="SELECT setval('event_id_seq', 2147483647); INSERT INTO event DEFAULT VALUES;",
        gives=(
            'refused: nextval: reached maximum value of sequence "event_id_seq" (2147483647)',
            "done",
        ),
        every=False,
    ),
    Rule(
        "natural-key",
        "If a key has a meaning, changing it means changing every row that refers to it.",
        _natural_key,
        wrong="CREATE TABLE person (email text PRIMARY KEY);\n"
        "CREATE TABLE letter (id uuid PRIMARY KEY, email text REFERENCES person);\n"
        "CREATE INDEX ON letter (email);",
        right="CREATE TABLE person (id uuid PRIMARY KEY, email text UNIQUE);\n"
        "CREATE TABLE letter (id uuid PRIMARY KEY, person_id uuid REFERENCES person);\n"
        "CREATE INDEX ON letter (person_id);",
        then="INSERT INTO person (email) VALUES ('a@b.example');",
        gives=(
            "done",
            'refused: null value in column "id" of relation "person" violates not-null constraint',
        ),
        usual=False,
    ),
)
