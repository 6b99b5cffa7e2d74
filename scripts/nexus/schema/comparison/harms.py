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
        "Rename it first, and drop it later if nothing broke.",
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
            "PostgreSQL cannot drop a value of an enum: a new one without it refuses the rows that"
            " have it, and models that keep the values as texts can no longer read them."
        ),
        "Keep the value, and reject it for new rows with a check that is NOT VALID.",
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
        "A NOT NULL column without a default has no value for existing rows.",
        "Give it a default, or add it nullable, fill it, and then SET NOT NULL.",
        "ALTER TABLE booking ADD COLUMN nights integer NOT NULL",
        "sql-altertable.html#SQL-ALTERTABLE-NOTES",
    ),
    Risk(
        "set-not-null",
        "fails on existing rows",
        "SET NOT NULL fails if any row has no value.",
        "Fill the rows first; with a valid check for IS NOT NULL, PostgreSQL skips its own scan.",
        "ALTER TABLE booking ALTER COLUMN note SET NOT NULL",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL",
    ),
    Risk(
        "add-unique",
        "fails on existing rows",
        "It fails if two rows already have the same values.",
        "First look for duplicate values: GROUP BY with HAVING count(*) > 1.",
        "ALTER TABLE member ADD UNIQUE (name)",
        "ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS",
    ),
    Risk(
        "add-primary-key",
        "fails on existing rows",
        "It fails if two rows have the same key, or one has none.",
        "First look for duplicate keys, and for rows without one.",
        "ALTER TABLE visit ADD PRIMARY KEY (seen)",
        "ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS",
    ),
    Risk(
        "add-check",
        "fails on existing rows",
        "It fails if a row already breaks the rule.",
        "Add it NOT VALID, fix the rows, then VALIDATE CONSTRAINT.",
        "ALTER TABLE member ADD CHECK (age > 0)",
        "ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS",
    ),
    Risk(
        "add-exclusion",
        "fails on existing rows",
        "It fails if two rows already conflict.",
        "First look for rows that conflict: an exclusion constraint cannot be NOT VALID.",
        "ALTER TABLE booking ADD EXCLUDE USING gist (days WITH &&)",
        "ddl-constraints.html#DDL-CONSTRAINTS-EXCLUSION",
    ),
    Risk(
        "add-foreign-key",
        "fails on existing rows",
        "It fails if a row refers to one that does not exist.",
        "Add it NOT VALID, fix the rows, then VALIDATE CONSTRAINT.",
        "ALTER TABLE booking ADD FOREIGN KEY (member_id) REFERENCES member",
        "ddl-constraints.html#DDL-CONSTRAINTS-FK",
    ),
    Risk(
        "type-needs-using",
        "fails on existing rows",
        "PostgreSQL does not cast these values implicitly: the change fails without USING.",
        "Write ALTER COLUMN, TYPE and USING with the expression that makes the new value.",
        "ALTER TABLE booking ALTER COLUMN note TYPE integer USING note::integer",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE",
    ),
    Risk(
        "index-blocks-writes",
        "locks",
        "CREATE INDEX blocks writes to the table until it is built, unless it says CONCURRENTLY.",
        "Use CREATE INDEX CONCURRENTLY, outside of a transaction.",
        "CREATE INDEX ON booking (member_id)",
        "sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
    ),
    Risk(
        "type-rewrites-table",
        "locks",
        "The whole table is rewritten, and until that is done it can be neither read nor written.",
        "Add a column of the new type, fill it in batches, then exchange the two.",
        "ALTER TABLE member ALTER COLUMN age TYPE bigint",
        "sql-altertable.html#SQL-ALTERTABLE-NOTES",
    ),
    Risk(
        "column-rewrites-table",
        "locks",
        (
            "Each row gets a different value, or one that a domain has to check, so the whole "
            "table is rewritten while it is locked."
        ),
        "Add a plain column, fill it in batches, then set its default.",
        "ALTER TABLE booking ADD COLUMN code uuid DEFAULT gen_random_uuid()",
        "sql-altertable.html#SQL-ALTERTABLE-NOTES",
    ),
    Risk(
        "constraint-scans-table",
        "locks",
        (
            "Every row is checked while writers wait; with NOT VALID, and VALIDATE CONSTRAINT "
            "afterwards, they need not wait."
        ),
        "Add it NOT VALID, then VALIDATE CONSTRAINT.",
        "ALTER TABLE member ADD CHECK (age > 0)",
        "sql-altertable.html#SQL-ALTERTABLE-NOTES",
    ),
    Risk(
        "divide-table",
        "locks",
        (
            "PostgreSQL cannot partition an existing table: a new one is made, and every row is "
            "copied while writes are blocked."
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
        "Its index is built while the table is locked.",
        "Build its index with CONCURRENTLY first, then add the key USING INDEX.",
        "ALTER TABLE member ADD UNIQUE (name)",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX",
    ),
    Risk(
        "rename-table",
        "breaks readers",
        "Queries that use the old name of the table fail.",
        "Keep a view under the old name until nothing uses it.",
        "ALTER TABLE booking RENAME TO bookings",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-RENAME",
    ),
    Risk(
        "rename-column",
        "breaks readers",
        "Queries that use the old name of the column fail.",
        "Add a column with the new name, write to both, and drop the old one later.",
        "ALTER TABLE booking RENAME COLUMN note TO notes",
        "sql-altertable.html#SQL-ALTERTABLE-DESC-RENAME",
    ),
    Risk(
        "rename-type",
        "breaks readers",
        "Anything that names the old type fails, such as a cast.",
        "Keep a domain under the old name until nothing uses it.",
        "ALTER TYPE state RENAME TO states",
        "sql-altertype.html",
    ),
    Risk(
        "rename-enum-value",
        "breaks readers",
        "Queries that read or write the old value fail.",
        "Add the new value, let all programs know both, then change the rows.",
        "ALTER TYPE state RENAME VALUE 'canceled' TO 'cancelled'",
        "sql-altertype.html",
    ),
    Risk(
        "drop-view",
        "breaks readers",
        "Queries that read the view fail.",
        "First find out what reads it.",
        "DROP VIEW members",
        "sql-dropview.html",
    ),
    Risk(
        "narrower-view",
        "breaks readers",
        "Queries for a column that the view no longer has fail.",
        "Keep the column in it until nothing uses it.",
        ("DROP VIEW members;\nCREATE VIEW members AS SELECT id FROM member"),
        "sql-createview.html",
    ),
)
RISKS: Mapping[str, Risk] = {risk.id: risk for risk in _ALL}
