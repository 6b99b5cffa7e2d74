"""What may happen to a database when its schema changes: each risk with its reason.

The source is how PostgreSQL behaves; each is proved on a real server in the tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Harm = Literal["data lost", "fails on existing rows", "locks", "breaks readers"]
_MANUAL = "https://www.postgresql.org/docs/current/"
# The tables that the examples change.
TABLES = """CREATE TYPE state AS ENUM ('new', 'canceled');
CREATE TABLE member (id integer PRIMARY KEY, name varchar(80), age integer);
CREATE TABLE booking (
    id integer PRIMARY KEY, member_id integer, note text, days daterange, is_now state
);
CREATE TABLE visit (seen date);
CREATE VIEW members AS SELECT id, name FROM member"""


@dataclass(frozen=True, slots=True)
class Risk:
    """What may happen: its id, the kind of harm, why, and what to do instead, in a sentence each.

    `change` is SQL that brings it about where rows are in the `TABLES`, and `page` is where the
    manual of PostgreSQL says it.
    """

    id: str
    harm: Harm
    reason: str
    instead: str
    change: str
    page: str

    @property
    def source(self) -> str:
        """The address of that page."""
        return f"{_MANUAL}{self.page}"


_ALL = (
    Risk(
        "drop-table",
        "data lost",
        "Dropping a table deletes its rows.",
        "Rename it first, and drop it when nobody has missed it.",
        "DROP TABLE booking",
        "sql-droptable.html",
    ),
    Risk(
        "drop-column",
        "data lost",
        "Dropping a column deletes its values.",
        "Stop reading and writing it first, and drop it in a later release.",
        "ALTER TABLE booking DROP COLUMN note",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN",
    ),
    Risk(
        "narrower-type",
        "data lost",
        (
            "The new type does not hold every value of the old one: PostgreSQL rounds or "
            "cuts such a value, or refuses the change."
        ),
        "Add a column of the new type, copy and check the values, then drop the old one.",
        "ALTER TABLE booking ALTER COLUMN note TYPE varchar(20)",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE",
    ),
    Risk(
        "remove-enum-value",
        "data lost",
        (
            "PostgreSQL cannot drop a value of an enum, and a new enum without it refuses"
            " the rows that have it."
        ),
        "Leave the value, and refuse it for new rows by a check that is NOT VALID.",
        (
            "ALTER TYPE state RENAME TO was; CREATE TYPE state AS ENUM ('new');\n"
            "ALTER TABLE booking ALTER COLUMN is_now TYPE state USING is_now::text::state;\n"
            "DROP TYPE was"
        ),
        "datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS",
    ),
    Risk(
        "add-required-column",
        "fails on existing rows",
        "A NOT NULL column without a default has no value for the rows that are there.",
        "Give it a default, or add it nullable, fill it, and then SET NOT NULL.",
        "ALTER TABLE booking ADD COLUMN nights integer NOT NULL",
        "sql-altertable.html#SQL-ALTERTABLE-NOTES",
    ),
    Risk(
        "set-not-null",
        "fails on existing rows",
        "SET NOT NULL fails where a row has no value.",
        "Fill the rows first; PostgreSQL looks at none where a valid check says IS NOT NULL.",
        "ALTER TABLE booking ALTER COLUMN note SET NOT NULL",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL",
    ),
    Risk(
        "add-unique",
        "fails on existing rows",
        "It fails where two rows have the same values already.",
        "Look first for values that stand there twice: GROUP BY with HAVING count(*) > 1.",
        "ALTER TABLE member ADD UNIQUE (name)",
        "ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS",
    ),
    Risk(
        "add-primary-key",
        "fails on existing rows",
        "It fails where two rows have the same key, or one has none.",
        "Look first for keys that stand there twice, and for rows without one.",
        "ALTER TABLE visit ADD PRIMARY KEY (seen)",
        "ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS",
    ),
    Risk(
        "add-check",
        "fails on existing rows",
        "It fails where a row breaks the rule already.",
        "Add it NOT VALID, fix the rows, then VALIDATE CONSTRAINT.",
        "ALTER TABLE member ADD CHECK (age > 0)",
        "ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS",
    ),
    Risk(
        "add-exclusion",
        "fails on existing rows",
        "It fails where two rows exclude each other already.",
        "Look first for rows that exclude each other: it cannot be NOT VALID.",
        "ALTER TABLE booking ADD EXCLUDE USING gist (days WITH &&)",
        "ddl-constraints.html#DDL-CONSTRAINTS-EXCLUSION",
    ),
    Risk(
        "add-foreign-key",
        "fails on existing rows",
        "It fails where a row refers to one that is not there.",
        "Add it NOT VALID, fix the rows, then VALIDATE CONSTRAINT.",
        "ALTER TABLE booking ADD FOREIGN KEY (member_id) REFERENCES member",
        "ddl-constraints.html#DDL-CONSTRAINTS-FK",
    ),
    Risk(
        "type-needs-using",
        "fails on existing rows",
        ("PostgreSQL does not cast the values by itself: the change fails without a USING clause."),
        "Write ALTER COLUMN, TYPE and USING with the expression that makes the new value.",
        "ALTER TABLE booking ALTER COLUMN note TYPE integer USING note::integer",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE",
    ),
    Risk(
        "index-blocks-writes",
        "locks",
        (
            "CREATE INDEX lets nobody write to the table until it is built, unless it "
            "says CONCURRENTLY."
        ),
        "Use CREATE INDEX CONCURRENTLY, outside of a transaction.",
        "CREATE INDEX ON booking (member_id)",
        "sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
    ),
    Risk(
        "type-rewrites-table",
        "locks",
        "The whole table is written anew, and until then nobody can read it or write to it.",
        "Add a column of the new type, fill it in batches, then exchange the two.",
        "ALTER TABLE member ALTER COLUMN age TYPE bigint",
        "sql-altertable.html#SQL-ALTERTABLE-NOTES",
    ),
    Risk(
        "column-rewrites-table",
        "locks",
        (
            "Each row gets a value of its own, or one that a domain has to check, so the whole "
            "table is written anew while nobody can use it."
        ),
        "Add a plain column, fill it in batches, then set its default.",
        "ALTER TABLE booking ADD COLUMN code uuid DEFAULT gen_random_uuid()",
        "sql-altertable.html#SQL-ALTERTABLE-NOTES",
    ),
    Risk(
        "constraint-scans-table",
        "locks",
        (
            "Every row is looked at while writers wait; NOT VALID, and VALIDATE "
            "CONSTRAINT after it, do not make them wait."
        ),
        "Add it NOT VALID, then VALIDATE CONSTRAINT.",
        "ALTER TABLE member ADD CHECK (age > 0)",
        "sql-altertable.html#SQL-ALTERTABLE-NOTES",
    ),
    Risk(
        "divide-table",
        "locks",
        (
            "PostgreSQL cannot divide a table that is there: a new one is made, and every"
            " row is copied while nobody may write."
        ),
        "Make the new table beside it, copy the rows in batches, then exchange the names.",
        (
            "ALTER TABLE visit RENAME TO was;\n"
            "CREATE TABLE visit (seen date) PARTITION BY RANGE (seen);\n"
            "DROP TABLE was"
        ),
        "ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE",
    ),
    Risk(
        "key-blocks-table",
        "locks",
        (
            "Its index is built while nobody can use the table; build it with "
            "CONCURRENTLY first, then add the key USING INDEX."
        ),
        "Build its index with CONCURRENTLY first, then add the key USING INDEX.",
        "ALTER TABLE member ADD UNIQUE (name)",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX",
    ),
    Risk(
        "rename-table",
        "breaks readers",
        "What asks for the old name of the table fails.",
        "Leave a view under the old name until nobody asks for it.",
        "ALTER TABLE booking RENAME TO bookings",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-RENAME",
    ),
    Risk(
        "rename-column",
        "breaks readers",
        "What asks for the old name of the column fails.",
        "Add a column of the new name, write both, and drop the old one later.",
        "ALTER TABLE booking RENAME COLUMN note TO notes",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-RENAME",
    ),
    Risk(
        "rename-type",
        "breaks readers",
        "What names the old type fails, such as a cast.",
        "Leave a domain under the old name until nobody names it.",
        "ALTER TYPE state RENAME TO states",
        "sql-altertype.html",
    ),
    Risk(
        "rename-enum-value",
        "breaks readers",
        "What asks for the old value, or writes it, fails.",
        "Add the new value, let all programs know both, then change the rows.",
        "ALTER TYPE state RENAME VALUE 'canceled' TO 'cancelled'",
        "sql-altertype.html",
    ),
    Risk(
        "drop-view",
        "breaks readers",
        "What reads the view fails.",
        "Look first for who reads it.",
        "DROP VIEW members",
        "sql-dropview.html",
    ),
    Risk(
        "narrower-view",
        "breaks readers",
        "What asks the view for a column that it no longer has fails.",
        "Leave the column in it until nobody asks for it.",
        ("DROP VIEW members;\nCREATE VIEW members AS SELECT id FROM member"),
        "sql-createview.html",
    ),
)
RISKS: Mapping[str, Risk] = {risk.id: risk for risk in _ALL}
