"""What may happen to a database when its schema changes: each risk with its reason.

The source is how PostgreSQL behaves; each is proved on a real server in the tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Harm = Literal["data lost", "fails on existing rows", "locks", "breaks readers"]


@dataclass(frozen=True, slots=True)
class Risk:
    """What may happen: its id, the kind of harm, why, and what to do instead, in a sentence each."""

    id: str
    harm: Harm
    reason: str
    instead: str = ""


_ALL: tuple[tuple[Harm, tuple[tuple[str, str], ...]], ...] = (
    (
        "data lost",
        (
            ("drop-table", "Dropping a table deletes its rows."),
            ("drop-column", "Dropping a column deletes its values."),
            (
                "narrower-type",
                (
                    "The new type does not hold every value of the old one: PostgreSQL rounds or cuts such "
                    "a value, or refuses the change."
                ),
            ),
            (
                "remove-enum-value",
                (
                    "PostgreSQL cannot drop a value of an enum, and a new enum without it refuses the rows "
                    "that have it."
                ),
            ),
        ),
    ),
    (
        "fails on existing rows",
        (
            (
                "add-required-column",
                "A NOT NULL column without a default has no value for the rows that are there.",
            ),
            ("set-not-null", "SET NOT NULL fails where a row has no value."),
            ("add-unique", "It fails where two rows have the same values already."),
            ("add-primary-key", "It fails where two rows have the same key, or one has none."),
            ("add-check", "It fails where a row breaks the rule already."),
            ("add-exclusion", "It fails where two rows exclude each other already."),
            ("add-foreign-key", "It fails where a row refers to one that is not there."),
            (
                "type-needs-using",
                "PostgreSQL does not cast the values by itself: the change fails without a USING clause.",
            ),
        ),
    ),
    (
        "locks",
        (
            (
                "index-blocks-writes",
                (
                    "CREATE INDEX lets nobody write to the table until it is built, unless it says "
                    "CONCURRENTLY."
                ),
            ),
            (
                "type-rewrites-table",
                "The whole table is written anew, and until then nobody can read it or write to it.",
            ),
            (
                "column-rewrites-table",
                (
                    "Each row gets a value of its own, so the whole table is written anew while nobody can "
                    "use it."
                ),
            ),
            (
                "constraint-scans-table",
                (
                    "Every row is looked at while writers wait; NOT VALID, and VALIDATE CONSTRAINT after "
                    "it, do not make them wait."
                ),
            ),
            (
                "key-blocks-table",
                (
                    "Its index is built while nobody can use the table; build it with CONCURRENTLY first, "
                    "then add the key USING INDEX."
                ),
            ),
        ),
    ),
    (
        "breaks readers",
        (
            ("rename-table", "What asks for the old name of the table fails."),
            ("rename-column", "What asks for the old name of the column fails."),
            ("drop-view", "What reads the view fails."),
        ),
    ),
)
_INSTEAD: Mapping[str, str] = {
    "drop-table": "Rename it first, and drop it when nobody has missed it.",
    "drop-column": "Stop reading and writing it first, and drop it in a later release.",
    "narrower-type": "Add a column of the new type, copy and check the values, then drop the old one.",
    "remove-enum-value": "Leave the value, and refuse it for new rows by a check that is NOT VALID.",
    "add-required-column": "Give it a default, or add it nullable, fill it, and then SET NOT NULL.",
    "set-not-null": "Fill the rows first; PostgreSQL looks at none where a valid check says IS NOT NULL.",
    "add-unique": "Look first for values that stand there twice: GROUP BY with HAVING count(*) > 1.",
    "add-primary-key": "Look first for keys that stand there twice, and for rows without one.",
    "add-check": "Add it NOT VALID, mend the rows, then VALIDATE CONSTRAINT.",
    "add-exclusion": "Look first for rows that exclude each other: it cannot be NOT VALID.",
    "add-foreign-key": "Add it NOT VALID, mend the rows, then VALIDATE CONSTRAINT.",
    "type-needs-using": "Write ALTER COLUMN, TYPE and USING with the expression that makes the new value.",
    "index-blocks-writes": "Use CREATE INDEX CONCURRENTLY, outside of a transaction.",
    "type-rewrites-table": "Add a column of the new type, fill it in batches, then exchange the two.",
    "column-rewrites-table": "Add a plain column, fill it in batches, then set its default.",
    "constraint-scans-table": "Add it NOT VALID, then VALIDATE CONSTRAINT.",
    "key-blocks-table": "Build its index with CONCURRENTLY first, then add the key USING INDEX.",
    "rename-table": "Leave a view under the old name until nobody asks for it.",
    "rename-column": "Add a column of the new name, write both, and drop the old one later.",
    "drop-view": "Look first for who reads it.",
}
RISKS: Mapping[str, Risk] = {
    name: Risk(name, harm, reason, _INSTEAD[name]) for harm, risks in _ALL for name, reason in risks
}
