"""Rules about tables as a whole: what they hold, and what they have to do with each other."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from nexus.core.errors import NexusError
from nexus.schema import normal_form
from nexus.schema.comparison.spelling import type_of
from nexus.schema.lint.choices import Choices
from nexus.schema.lint.rule import Found, Rule, Subject, quoted
from nexus.schema.model import Table

_NUMBERED = re.compile(r"(.*[a-z])_?(\d{1,2})")
_SERIES = 3
_FORMS = {0: "first", 1: "second", 2: "third", 3: "Boyce-Codd"}


def _unrelated(subject: Subject) -> Iterator[Found]:
    if subject.schema.relations:
        for table in subject.tables:
            near = subject.schema.neighbours[table.id]
            if not near and not any(key.target == table.id for key in table.foreign_keys):
                yield Found(table.id, "", "no relation joins the table to another")


def _unkept(subject: Subject) -> Iterator[Found]:
    meant = dict(_wanted(subject))
    for table in subject.tables:
        kept = {name for key in (*table.foreign_keys, *table.links) for name in key.columns}
        for column in table.columns:
            target = meant.get((column.name, type_of(column)))
            if target is not None and target is not table and column.name not in kept:
                words = f"it is called after `{target.id}`, and no foreign key keeps it"
                yield Found(table.id, column.name, words)


def _wanted(subject: Subject) -> Iterator[tuple[tuple[str, str], Table]]:
    """What a column is called that refers to a table, and its type, for each table of its name."""
    named = Counter(table.name for table in subject.tables)
    for table in subject.tables:
        own = {column.name: column for column in table.columns}
        if named[table.name] > 1 or len(table.primary_key.columns) != 1:
            continue
        (key,) = table.primary_key.columns
        if key in own:
            name = key if key == f"{table.name}_id" else f"{table.name}_{key}"
            yield (name, type_of(own[key])), table


def _numbered(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        series: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for column in table.columns:
            if found := _NUMBERED.fullmatch(column.name.lower()):
                series.setdefault((found[1], type_of(column)), []).append(
                    (int(found[2]), column.name)
                )
        for members in series.values():
            numbers = sorted(number for number, _ in members)
            first = numbers[0]
            if (
                len(numbers) >= _SERIES
                and first <= 1
                and numbers == list(range(first, first + len(numbers)))
            ):
                names = [name for _, name in sorted(members)]
                yield Found(table.id, names[0], f"{quoted(names)} are one list")


def _wide(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        if len(table.columns) > subject.choices.most_columns:
            most = subject.choices.most_columns
            yield Found(table.id, "", f"it has {len(table.columns)} columns, more than {most}")


def _required(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        own = {column.name for column in table.columns}
        missing = [name for name in subject.choices.require_columns if name not in own]
        if missing and not _only_joins(table):
            yield Found(table.id, "", f"it lacks {quoted(missing)}, which every table should have")


def _only_joins(table: Table) -> bool:
    return {column.name for column in table.columns} <= table.key_columns


def _forms(subject: Subject) -> Iterator[Found]:
    for name, lines in subject.choices.dependencies.items():
        table = subject.named(name)
        if table is None:
            continue  # a site has several schemas, and one file for all
        given = normal_form.dependencies("\n".join(lines))
        _check(table, lines, given)
        named = {*table.primary_key.columns}.union(*(each.left | each.right for each in given))
        columns = [column.name for column in table.columns if column.name in named]
        keys = [key for key in table.unique_sets() if key <= named]
        known = [normal_form.Dependency(key, frozenset(columns)) for key in keys]
        verdict = normal_form.judge(table.id, columns, [*given, *known])
        if verdict.against is not None:
            broken = _FORMS[verdict.form]
            words = f"`{verdict.against}` holds, which the {broken} normal form forbids"
            yield Found(table.id, "", words)


def _check(table: Table, lines: Sequence[str], given: Sequence[normal_form.Dependency]) -> None:
    if len(given) != len(lines):
        what = f"a dependency of {table.id} is none: {', '.join(lines)}"
        raise NexusError(what, hint="write each as `a, b -> c`")
    own = [column.name for column in table.columns]
    for each in given:
        if unknown := sorted((each.left | each.right) - set(own)):
            what = f"the table {table.id} has no column {unknown[0]!r}"
            raise NexusError(what, hint=f"it has {', '.join(own)}")


_BOOKS = (
    "CREATE TABLE author (id uuid PRIMARY KEY);\nCREATE TABLE book (id uuid PRIMARY KEY, {});\n"
)

RULES = (
    Rule(
        "unkept-reference",
        "A column that is named after another table's key but has no foreign key can refer to "
        "rows that do not exist.",
        _unkept,
        wrong="CREATE TABLE author (id uuid PRIMARY KEY);\n"
        "CREATE TABLE book (id uuid PRIMARY KEY, author_id uuid NOT NULL);",
        right="CREATE TABLE author (id uuid PRIMARY KEY);\n"
        "CREATE TABLE book (id uuid PRIMARY KEY, author_id uuid NOT NULL REFERENCES author);\n"
        "CREATE INDEX ON book (author_id);",
        then="INSERT INTO book VALUES (gen_random_uuid(), gen_random_uuid());",
        gives=(
            "done",
            (
                'refused: insert or update on table "book" violates foreign key constraint '
                '"book_author_id_fkey"'
            ),
        ),
    ),
    Rule(
        "numbered-columns",
        "Columns with numbers are a list in one row: a query must name each, and the list ends where "
        "the columns do.",
        _numbered,
        wrong="CREATE TABLE person (id uuid PRIMARY KEY, phone1 text, phone2 text, phone3 text);",
        right="CREATE TABLE person (id uuid PRIMARY KEY);\n"
        "CREATE TABLE phone (id uuid PRIMARY KEY, person_id uuid REFERENCES person, phone text);\n"
        "CREATE INDEX ON phone (person_id);",
        then="SELECT phone FROM phone WHERE phone LIKE '%42';",
        gives=('refused: relation "phone" does not exist', "no rows"),
        usual=False,
    ),
    Rule(
        "normal-form",
        "If one column determines another but is not a key, the two can contradict each other in "
        "other rows.",
        _forms,
        wrong="CREATE TABLE town (id uuid PRIMARY KEY DEFAULT gen_random_uuid(),\n"
        "  zip text NOT NULL, region text NOT NULL);",
        right="CREATE TABLE town (zip text PRIMARY KEY, region text NOT NULL);",
        then="INSERT INTO town (zip, region) VALUES ('7500', 'North');\n"
        "INSERT INTO town (zip, region) VALUES ('7500', 'South');",
        gives=("done", 'refused: duplicate key value violates unique constraint "town_pkey"'),
        setting=Choices(dependencies={"town": ("zip -> region",)}),
    ),
    Rule(
        "unrelated-table",
        "A table without any relation is either not needed, or only people know its relations.",
        _unrelated,
        wrong=_BOOKS.format("author_id uuid REFERENCES author")
        + "CREATE INDEX ON book (author_id);\nCREATE TABLE loan (id uuid PRIMARY KEY, title text);",
        right=_BOOKS.format("author_id uuid REFERENCES author")
        + "CREATE INDEX ON book (author_id);\n"
        "CREATE TABLE loan (id uuid PRIMARY KEY, book_id uuid REFERENCES book);\n"
        "CREATE INDEX ON loan (book_id);",
        then="SELECT book.id FROM loan JOIN book ON book.id = loan.book_id;",
        gives=("refused: column loan.book_id does not exist", "no rows"),
        usual=False,
    ),
    Rule(
        "wide-table",
        "Each row of a table with many columns is read and written as a whole, and few people "
        "know what all of them mean.",
        _wide,
        wrong="CREATE TABLE person (id uuid PRIMARY KEY, name text, street text, town text);",
        right="CREATE TABLE person (id uuid PRIMARY KEY, name text);\n"
        "CREATE TABLE address (person_id uuid PRIMARY KEY REFERENCES person, street text, town text);",
        then="SELECT count(*) AS columns FROM information_schema.columns\n"
        "WHERE table_name = 'person';",
        gives=("4", "2"),
        usual=False,
        setting=Choices(most_columns=3),
    ),
    Rule(
        "required-columns",
        "A column that every table should have, such as when a row was created, is missed only "
        "when somebody needs it.",
        _required,
        wrong="CREATE TABLE task (id uuid PRIMARY KEY, name text NOT NULL);",
        right="CREATE TABLE task (id uuid PRIMARY KEY, name text NOT NULL,\n"
        "  created_at timestamptz NOT NULL DEFAULT now());",
        then="SELECT max(created_at) FROM task;",
        gives=('refused: column "created_at" does not exist', "NULL"),
        setting=Choices(require_columns=("created_at",)),
    ),
)
