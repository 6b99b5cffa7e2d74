"""Rules about names and comments."""

import re
from collections.abc import Iterator

from nexus.core.text import counted
from nexus.schema.lint.rule import Found, Rule, Subject, quoted
from nexus.schema.model import Table
from nexus.schema.reserved import RESERVED

_PLAIN = re.compile(r"[a-z_\u0080-\U0010ffff][a-z0-9_$\u0080-\U0010ffff]*")
# English words that end in s and are no plurals, and those that are the same in both.
_SINGULAR = re.compile(
    r"(.*(ss|us|is|ics|news|series|species|alias|atlas|canvas|gas|bias|lens|sms|dns|aws|os)|s|\w)"
)
# One table in so many is one that differs.
_MOST = 5
_ENOUGH = 5


def _is_plain(name: str) -> bool:
    """Whether a name needs no quotes: letters beyond ASCII are letters, capitals are none."""
    return bool(_PLAIN.fullmatch(name)) and name == name.lower()


def _odd_names(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        odd = [c.name for c in table.columns if not _is_plain(c.name)]
        if not _is_plain(table.name):
            verb = "do" if odd[1:] else "does"
            more = f", and so {verb} {counted(len(odd), 'column')}" if odd else ""
            yield Found(table.id, "", f"the name needs quotation marks everywhere{more}")
        elif odd:
            yield Found(table.id, odd[0], f"{quoted(odd)}: quotation marks are needed everywhere")


def _reserved(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        if table.name in RESERVED:
            yield Found(table.id, "", "the name is a reserved word of PostgreSQL")
        for column in table.columns:
            if column.name in RESERVED:
                yield Found(table.id, column.name, "the name is a reserved word of PostgreSQL")


def _mixed_plurals(subject: Subject) -> Iterator[Found]:
    tables = [table for table in subject.tables if _is_plain(table.name)]
    plural = [table for table in tables if _is_plural(table)]
    for few, kind in ((plural, "plural"), ([t for t in tables if t not in plural], "singular")):
        if len(tables) >= _ENOUGH and 0 < len(few) * _MOST <= len(tables):
            for table in few:
                yield Found(table.id, "", f"the name is a {kind}, and those of most tables are not")


def _is_plural(table: Table) -> bool:
    last = table.name.rsplit("_", 1)[-1]
    return last.endswith("s") and not _SINGULAR.fullmatch(last)


def _no_comment(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        silent = [column.name for column in table.columns if not column.about]
        if not table.about:
            number = counted(len(table.columns), "column")
            more = f"; {number}, {len(silent)} of them without a word" if silent else ""
            yield Found(table.id, "", f"nothing is said of the table{more}")
        elif silent:
            yield Found(table.id, silent[0], f"nothing is said of {quoted(silent)}")


RULES = (
    Rule(
        "quoted-name",
        "PostgreSQL folds unquoted names to lower case, so a name with other letters must be "
        "quoted in every query.",
        _odd_names,
        wrong='CREATE TABLE "Invoice" (id uuid PRIMARY KEY);',
        right="CREATE TABLE invoice (id uuid PRIMARY KEY);",
        then="SELECT id FROM Invoice;",
        gives=('refused: relation "invoice" does not exist', "no rows"),
        every=False,
    ),
    Rule(
        "reserved-word",
        "A name that is a word of SQL means something else if its quotation marks are forgotten.",
        _reserved,
        wrong='CREATE TABLE "user" (id uuid PRIMARY KEY);',
        right="CREATE TABLE person (id uuid PRIMARY KEY);",
        then="SELECT count(*) FROM user;",
        then_right="SELECT count(*) FROM person;",
        gives=("1", "0"),
        every=False,
    ),
    Rule(
        "mixed-plurals",
        "If most table names are singular, or most are plural, the odd one has to be looked up.",
        _mixed_plurals,
        wrong="\n".join(
            f"CREATE TABLE {name} (id uuid PRIMARY KEY);"
            for name in ("author", "book", "shelf", "loan", "readers")
        ),
        right="\n".join(
            f"CREATE TABLE {name} (id uuid PRIMARY KEY);"
            for name in ("author", "book", "shelf", "loan", "reader")
        ),
        then="SELECT count(*) FROM reader;",
        gives=('refused: relation "reader" does not exist', "0"),
        usual=False,
    ),
    Rule(
        "missing-comment",
        "Without a comment, only the people who made a table or column know what it holds.",
        _no_comment,
        wrong="CREATE TABLE parcel (id uuid PRIMARY KEY, w integer NOT NULL);",
        right="CREATE TABLE parcel (id uuid PRIMARY KEY, w integer NOT NULL);\n"
        "COMMENT ON TABLE parcel IS 'What is sent.';\n"
        "COMMENT ON COLUMN parcel.id IS 'Made by us.';\n"
        "COMMENT ON COLUMN parcel.w IS 'Its weight in grams.';",
        then="SELECT col_description('parcel'::regclass, 2) AS about;",
        gives=("NULL", "Its weight in grams."),
        usual=False,
    ),
)
