"""Rules about what a column may hold: nulls, defaults and checks."""

import re
from collections.abc import Iterator

from nexus.schema.comparison.spelling import expression, type_of
from nexus.schema.lint.rule import Found, Rule, Subject

_TEXTS = ("varchar", "text", "char")
_NULL = re.compile(r"'null'(?:::.*)?", re.IGNORECASE)
# A cast by way of text is done anew for each row; the year 9999 is the end of time, and no moment.
_MOMENT = re.compile(
    r"'(?:now|today|yesterday|tomorrow"
    r"|(?!9999-)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d*[1-9]\d*[^']*)'"
    r"(?:::(?!text\b)[^:()]*(?:\(\d\)?[^:()]*)?)?",
    re.IGNORECASE,
)
_NOT_NULL = re.compile(r"\(*\"?([^\s()\"]+)\"? is not null\)*", re.IGNORECASE)
_VALUES = re.compile(
    r"\(*\"?(\w+)\"?\)*(?:::text)?\)* *(?:=any|in) *\(.*'.*", re.IGNORECASE | re.DOTALL
)


def _nullable_boolean(subject: Subject) -> Iterator[Found]:
    for table, column in subject.columns:
        if column.nullable and type_of(column) == "boolean" and column.computed is None:
            yield Found(table.id, column.name, "it is true, false or neither")


def _text_null(subject: Subject) -> Iterator[Found]:
    for table, column in subject.columns:
        is_text = type_of(column).startswith(_TEXTS)
        if is_text and _NULL.fullmatch((column.server_default or "").strip("() ")):
            yield Found(table.id, column.name, "its default is the text `NULL`")


def _frozen(subject: Subject) -> Iterator[Found]:
    for table, column in subject.columns:
        given = (column.server_default or "").strip("() ")
        if type_of(column).startswith(("timestamp", "date", "time")) and _MOMENT.fullmatch(given):
            words = "its default is the moment at which the table was made"
            yield Found(table.id, column.name, words)


def _check_not_null(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        names = {column.name for column in table.columns if column.nullable}
        for check in table.checks:
            found = _NOT_NULL.fullmatch(check.expression.strip())
            if found and found[1] in names:
                yield Found(table.id, found[1], "a CHECK says NOT NULL")


def _listed(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        texts = {
            c.name for c in table.columns if type_of(c).startswith(("varchar", "text", "char"))
        }
        for check in table.checks:
            found = _VALUES.fullmatch(expression(check.expression))
            if found and found[1] in texts:
                yield Found(table.id, found[1], "a CHECK lists its values")


RULES = (
    Rule(
        "nullable-boolean",
        "A boolean that may be null has three values, and neither `WHERE x` nor `WHERE NOT x` finds "
        "the third.",
        _nullable_boolean,
        wrong="CREATE TABLE task (id uuid PRIMARY KEY, done boolean);",
        right="CREATE TABLE task (id uuid PRIMARY KEY, done boolean NOT NULL DEFAULT false);",
        then="INSERT INTO task (id) VALUES (gen_random_uuid());\n"
        "SELECT count(*) AS open FROM task WHERE NOT done;",
        gives=("0", "1"),
    ),
    Rule(
        "text-null",
        "A default of 'NULL' in quotation marks is a text of four letters.",
        _text_null,
        wrong="CREATE TABLE person (id uuid PRIMARY KEY, nickname text DEFAULT 'NULL');",
        right="CREATE TABLE person (id uuid PRIMARY KEY, nickname text);",
        then="INSERT INTO person (id) VALUES (gen_random_uuid());\n"
        "SELECT nickname IS NULL AS has_none FROM person;",
        gives=("false", "true"),
    ),
    Rule(
        "frozen-default",
        "A default of 'now' in quotation marks is evaluated once, when the table is created: all "
        "rows get that moment.",
        _frozen,
        wrong="CREATE TABLE event (id uuid PRIMARY KEY, at timestamptz DEFAULT 'now');",
        right="CREATE TABLE event (id uuid PRIMARY KEY, at timestamptz DEFAULT now());",
        then="INSERT INTO event (id) VALUES (gen_random_uuid());\n"
        "SELECT at = now() AS is_now FROM event;",
        gives=("false", "true"),
        every=False,
    ),
    Rule(
        "check-not-null",
        "A CHECK that a column is not null costs more than NOT NULL, and neither keys nor plans "
        "can use it.",
        _check_not_null,
        wrong="CREATE TABLE task (id uuid PRIMARY KEY, name text CHECK (name IS NOT NULL));",
        right="CREATE TABLE task (id uuid PRIMARY KEY, name text NOT NULL);",
        then="EXPLAIN (COSTS OFF) SELECT id FROM task WHERE name IS NULL;",
        gives=("Seq Scan on task\n  Filter: (name IS NULL)", "Result\n  One-Time Filter: false"),
        every=False,
    ),
    Rule(
        "listed-values",
        "Adding a value to a list in a CHECK needs a new constraint, which checks every row; an "
        "enum takes a new value at once.",
        _listed,
        wrong="CREATE TABLE task (id uuid PRIMARY KEY,\n"
        "  state text NOT NULL CHECK (state IN ('open', 'done')));",
        right="CREATE TYPE state AS ENUM ('open', 'done');\n"
        "CREATE TABLE task (id uuid PRIMARY KEY, state state NOT NULL);",
        then="ALTER TYPE state ADD VALUE 'later';",
        gives=('refused: type "state" does not exist', "done"),
        usual=False,
        every=False,
    ),
)
