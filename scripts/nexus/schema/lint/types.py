"""Rules about types that hold something other than what one means.

Several follow PostgreSQL's own list of what not to do: https://wiki.postgresql.org/wiki/Don%27t_Do_This
"""

import re
from collections.abc import Callable, Iterator

from nexus.schema.comparison.spelling import type_of
from nexus.schema.lint.rule import Find, Found, Rule, Subject
from nexus.schema.model import Column, Table

# What is money by its name, and what may be: an amount of flour is none.
_MONEY = re.compile(r"(?:.*_)?(?:price|salary|wage|fee|revenue)(?:_[a-z]{3}|_net|_gross|_total)?")
_MAYBE = re.compile(
    r"(?:.*_)?(?:amount|balance|budget|cost|discount|payment|tax|total)(?:_[a-z]{3}|_net|_gross|_paid|_due)?"
)
_TRADE = re.compile(
    r"(?:^|_)(?:account|bill|budget|charge|currency|donation|expense|invoice|ledger|order|payment|price"
    r"|purchase|refund|salary|salaries|sale|transaction|wallet)s?(?:_|$)"
)
_MONEYED = re.compile(r"(?:^|_)(?:currency|price|salary)(?:_|$)")
_FLOATS = {"real", "double precision"}
_LISTS = re.compile(r"(?:.*_)?ids")
_EXACT = {"char(1)", "char(32)", "char(36)"}
_VARCHAR = {"varchar(191)", "varchar(254)", "varchar(255)", "varchar(256)"}


def _of_type(is_wrong: Callable[[Column, str], bool], words: str) -> Find:
    """Give what finds columns by name and type; `{type}` in the words is the type."""

    def find(subject: Subject) -> Iterator[Found]:
        for table, column in subject.columns:
            if column.enum is not None or not is_wrong(column, type_of(column)):
                continue
            # A foreign key has the type of what it refers to.
            if not any(column.name in key.columns for key in table.foreign_keys):
                yield Found(table.id, column.name, words.format(type=column.type))

    return find


def _float_money(subject: Subject) -> Iterator[Found]:
    for table, column in subject.columns:
        name = column.name.lower()
        is_money = _MONEY.fullmatch(name) or (_MAYBE.fullmatch(name) and _is_trade(table, column))
        if type_of(column) in _FLOATS and is_money:
            yield Found(table.id, column.name, f"`{column.type}` holds no exact cents")


def _is_trade(table: Table, column: Column) -> bool:
    """Whether a table is about money by its name, or by a column that can be nothing else."""
    others = (other.name.lower() for other in table.columns if other is not column)
    return bool(_TRADE.search(table.name.lower())) or any(map(_MONEYED.search, others))


def _is_uuid(column: Column, kind: str) -> bool:
    name = column.name.lower().split("_")
    return not {"uuid", "guid"}.isdisjoint(name) and bool(
        re.fullmatch(r"(var)?char\((32|36)\)", kind)
    )


def _is_padded(_: Column, kind: str) -> bool:
    # One letter needs no spaces, and what is as long as a UUID is one.
    return bool(re.fullmatch(r"char\(\d+\)", kind)) and kind not in _EXACT


def _is_list(column: Column, kind: str) -> bool:
    numbers = ("integer[]", "bigint[]", "smallint[]", "uuid[]")
    return bool(_LISTS.fullmatch(column.name.lower())) and kind in numbers


RULES = (
    Rule(
        "money-as-float",
        "A floating-point number holds no exact cents: sums of prices come out wrong.",
        _float_money,
        wrong="CREATE TABLE line (id uuid PRIMARY KEY, price double precision NOT NULL);",
        right="CREATE TABLE line (id uuid PRIMARY KEY, price numeric(12, 2) NOT NULL);",
        then="INSERT INTO line VALUES (gen_random_uuid(), 0.10), (gen_random_uuid(), 0.20);\n"
        "SELECT sum(price) FROM line;",
        gives=("0.30000000000000004", "0.30"),
    ),
    Rule(
        "money-type",
        "The type money takes its currency and decimals from a server setting: if that changes, "
        "the rows mean something else.",
        _of_type(lambda _, kind: kind == "money", "its currency is a setting of the server"),
        wrong="CREATE TABLE line (id uuid PRIMARY KEY, price money NOT NULL);",
        right="CREATE TABLE line (id uuid PRIMARY KEY, price numeric(12, 3) NOT NULL);",
        then="INSERT INTO line VALUES (gen_random_uuid(), 12.345);\nSELECT price::numeric FROM line;",
        gives=("12.35", "12.345"),
        every=False,
    ),
    Rule(
        "timestamp-without-zone",
        "A timestamp without time zone does not say which moment it was: that depends on who "
        "wrote it.",
        _of_type(
            lambda _, kind: kind.startswith("timestamp without time zone"),
            "`{type}` does not say which moment it was",
        ),
        wrong="CREATE TABLE event (id uuid PRIMARY KEY, at timestamp NOT NULL);",
        right="CREATE TABLE event (id uuid PRIMARY KEY, at timestamptz NOT NULL);",
        then="INSERT INTO event VALUES (gen_random_uuid(), '2026-03-01 12:00+02');\n"
        "SELECT at = '2026-03-01 10:00+00' AS is_that_moment FROM event;",
        gives=("false", "true"),
        every=False,
    ),
    Rule(
        "time-with-zone",
        "A time with a zone has no date, and without one nobody knows whether it was summer time.",
        _of_type(
            lambda _, kind: kind.startswith("time with time zone"),
            "a time of day has no zone without a date",
        ),
        wrong="CREATE TABLE shop (id uuid PRIMARY KEY, opens timetz NOT NULL);",
        right="CREATE TABLE shop (id uuid PRIMARY KEY, opens time NOT NULL);",
        then="SET timezone TO 'Etc/GMT-2';\n"
        "INSERT INTO shop VALUES (gen_random_uuid(), '09:00');\n"
        "SET timezone TO 'UTC';\n"
        "SELECT opens = '09:00' AS is_nine FROM shop;",
        gives=("false", "true"),
        every=False,
    ),
    Rule(
        "rounded-timestamp",
        "A timestamp with fewer than six decimals is rounded, so it can be in the future.",
        _of_type(
            lambda _, kind: bool(re.fullmatch(r"timestamp with(out)? time zone\([0-5]\)", kind)),
            "`{type}` rounds, also upwards",
        ),
        wrong="CREATE TABLE event (id uuid PRIMARY KEY, at timestamptz(0) NOT NULL);",
        right="CREATE TABLE event (id uuid PRIMARY KEY, at timestamptz NOT NULL);",
        then="INSERT INTO event VALUES (gen_random_uuid(), '2026-12-31 23:59:59.5Z');\n"
        "SELECT extract(year FROM at AT TIME ZONE 'UTC') AS year FROM event;",
        gives=("2027", "2026"),
        every=False,
    ),
    Rule(
        "padded-text",
        "The type char(n) pads values with spaces, which count in some places and not in others.",
        _of_type(_is_padded, "`{type}` is filled up with spaces"),
        wrong="CREATE TABLE coin (id uuid PRIMARY KEY, code char(3) NOT NULL);",
        right="CREATE TABLE coin (id uuid PRIMARY KEY,\n"
        "  code text NOT NULL CHECK (length(code) <= 3));",
        then="INSERT INTO coin VALUES (gen_random_uuid(), 'A');\n"
        "SELECT code LIKE 'A' AS is_found FROM coin;",
        gives=("false", "true"),
        every=False,
    ),
    Rule(
        "uuid-as-text",
        "A UUID stored as text takes more than twice the space, and can be any text.",
        _of_type(_is_uuid, "`{type}` holds any text"),
        wrong="CREATE TABLE file (id bigint PRIMARY KEY, uuid varchar(36) NOT NULL);",
        right="CREATE TABLE file (id bigint PRIMARY KEY, uuid uuid NOT NULL);",
        then="INSERT INTO file VALUES (1, 'nobody');",
        gives=("done", 'refused: invalid input syntax for type uuid: "nobody"'),
        every=False,
    ),
    Rule(
        "json-type",
        "Values of the type json cannot be compared: DISTINCT, GROUP BY and UNION refuse them.",
        _of_type(lambda _, kind: kind == "json", "values of `{type}` cannot be compared"),
        wrong="CREATE TABLE mail (id uuid PRIMARY KEY, head json NOT NULL);",
        right="CREATE TABLE mail (id uuid PRIMARY KEY, head jsonb NOT NULL);",
        then="SELECT DISTINCT head FROM mail;",
        gives=("refused: could not identify an equality operator for type json", "no rows"),
        every=False,
    ),
    Rule(
        "list-of-keys",
        "Nothing keeps the numbers in a list valid: a foreign key cannot refer from inside a list.",
        _of_type(_is_list, "no foreign key can refer from within `{type}`"),
        wrong="CREATE TABLE tag (id integer PRIMARY KEY);\n"
        "CREATE TABLE post (id uuid PRIMARY KEY, tag_ids integer[] NOT NULL);",
        right="CREATE TABLE tag (id integer PRIMARY KEY);\n"
        "CREATE TABLE post (id uuid PRIMARY KEY);\n"
        "CREATE TABLE post_tag (post_id uuid REFERENCES post, tag_id integer REFERENCES tag,\n"
        "  PRIMARY KEY (post_id, tag_id));\n"
        "CREATE INDEX ON post_tag (tag_id);",
        then="ALTER TABLE post ADD FOREIGN KEY (tag_ids) REFERENCES tag;",
        gives=(
            'refused: foreign key constraint "post_tag_ids_fkey" cannot be implemented',
            'refused: column "tag_ids" referenced in foreign key constraint does not exist',
        ),
        every=False,
    ),
    Rule(
        "habitual-length",
        "A length such as 255 is a habit of other databases: PostgreSQL stores text of any length "
        "in the same way, and the length only rejects values.",
        _of_type(lambda _, kind: kind in _VARCHAR, "the length of `{type}` is a habit"),
        wrong="CREATE TABLE page (id uuid PRIMARY KEY, address varchar(255) NOT NULL);",
        right="CREATE TABLE page (id uuid PRIMARY KEY, address text NOT NULL);",
        then="INSERT INTO page VALUES (gen_random_uuid(), repeat('x', 256));",
        gives=("refused: value too long for type character varying(255)", "done"),
        usual=False,
        every=False,
    ),
    Rule(
        "serial-column",
        "A serial column takes its numbers from a sequence that an INSERT can bypass; an identity "
        "column prevents that.",
        _of_type(lambda c, _: c.is_serial, "it is serial, and no identity"),
        wrong="CREATE TABLE event (id bigserial PRIMARY KEY);",
        right="CREATE TABLE event (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
        then="INSERT INTO event VALUES (1);\nINSERT INTO event DEFAULT VALUES;",
        gives=(
            'refused: duplicate key value violates unique constraint "event_pkey"',
            'refused: cannot insert a non-DEFAULT value into column "id"',
        ),
        usual=False,
        every=False,
    ),
)
