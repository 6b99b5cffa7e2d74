"""Compares the Django models of the project with models/airbnb.py, both as one reader reads them.

The reader is the one that draws this site's diagrams. What it says of each is made in a schema of
its own, and beside it what Django's migrations and SQLAlchemy make; facts.sql asks PostgreSQL's
catalogs what came out. The reader has to be right, and every difference between the two needs a
reason in WHY, and every reason a difference; otherwise the exit code is 1.
"""

import os
import re
import secrets
import sys
from collections import defaultdict
from pathlib import Path
from textwrap import fill
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "airbnb_clone"))
sys.path.insert(1, str(Path(__file__).resolve().parents[5]))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DJANGO_SECRET_KEY"] = secrets.token_hex()

import django
import psycopg
from django.core.management import call_command
from nexus.exports.postgresql import postgresql
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs
from sqlalchemy import create_engine

from models.airbnb import Base

MODELS = Path(sys.path[1]) / "models" / "airbnb.py"
PROJECT = Path(sys.path[0])
URL = os.environ["DATABASE_URL"]
FACTS = Path(__file__).with_name("facts.sql").read_text("utf-8")
TABLES = {table.name for table in Base.metadata.sorted_tables}

Facts = dict[tuple[str, str], str]
Difference = tuple[str, str, str]  # its kind, what it is about, and from what to what


class Reason(NamedTuple):
    """Why facts of one kind differ, where "SQLAlchemy's value -> Django's" is like a pattern."""

    kind: str
    change: str
    why: str


WHY = (
    Reason(
        "table",
        "nothing -> exists",
        "Django keeps books of its own: sessions, permissions, the admin's log.",
    ),
    Reason(
        "type",
        r"(user_role|booking_status|payment_method) -> character varying\(20\)",
        "Django has no field for PostgreSQL's enum types: TextChoices is text.",
    ),
    Reason("enum", r"\w+(, \w+)+ -> nothing", "The same: no column has them."),
    Reason(
        "check",
        r"nothing -> CHECK .*::text = ANY .*",
        "They stand in for the enum types: an undeclared value is refused here too.",
    ),
    Reason(
        "check",
        r"CHECK \(\((\w+) <> (\w+)\)\) -> CHECK \(\(NOT \(\1 = \2\)\)\)",
        "The same rule: Django writes ~Q(...) as NOT, and neither column can be null.",
    ),
    Reason(
        "exclusion",
        r"(.*) WHERE \(\(status <> ('canceled')::booking_status\)\)"
        r" -> \1 WHERE \(\(NOT \(\(status\)::text = \2::text\)\)\)",
        "The same rule: NOT again, and text where the enum was.",
    ),
    Reason(
        "foreign key",
        r"(.*) -> \1 DEFERRABLE INITIALLY DEFERRED",
        "Django's are checked at COMMIT, so that rows may come in any order.",
    ),
    Reason(
        "index",
        r"nothing -> USING btree \(email varchar_pattern_ops\)",
        "Django adds it to unique text: LIKE 'ann%' can use it whatever the collation is.",
    ),
    Reason("name", r"nothing -> user_email_\w+_like", "The name of that index."),
    Reason(
        "trigger",
        "CREATE TRIGGER .* -> nothing",
        "auto_now sets updated_at in save(). QuerySet.update() and plain SQL pass it by.",
    ),
    Reason(
        "name",
        r"(pk|uq|fk|ix)_\w+ -> \w+",
        "PostgreSQL or Django names them; in models/airbnb.py a naming convention does.",
    ),
    Reason(
        "comments",
        ".+ -> nothing",
        "The data dictionary is written once, in models/airbnb.py; db_comment could repeat it.",
    ),
)


# What migrations decide by themselves: they keep books, and write foreign keys last.
OF_MIGRATIONS = {("table", "django_migrations"), *(("order of columns", t) for t in TABLES)}


def make_all() -> None:
    """Make the tables in an empty database: by Django, by SQLAlchemy, and of each as it is read."""
    django.setup()
    call_command("migrate", verbosity=0)
    for schema, models in {"read_django": PROJECT, "read_sqlalchemy": MODELS}.items():
        read, _ = dispatch.one(str(models), Inputs())
        with connect(schema) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
            connection.execute(postgresql(read.schema))
    with connect("sqlalchemy") as connection:
        connection.execute("CREATE SCHEMA sqlalchemy")
    engine = create_engine("postgresql+psycopg://", creator=lambda: connect("sqlalchemy"))
    # Not "if missing": Django's tables of the same names are in sight.
    Base.metadata.create_all(engine, checkfirst=False)
    engine.dispose()


def connect(schema: str) -> psycopg.Connection:
    """Return a connection that works in a schema; the extension is found in public."""
    return psycopg.connect(URL, options=f"-c search_path={schema},public")


def facts(schema: str) -> Facts:
    """Return what the catalogs tell; of Django's own tables only that they exist."""
    with connect(schema) as connection:
        rows = connection.execute(FACTS).fetchall()
    return {
        (kind, thing): value.replace(f" {schema}.", " ")
        for kind, thing, value in rows
        if kind in {"table", "enum"} or re.match(r"\w+", thing)[0] in TABLES
    }


def differences(ours: Facts, theirs: Facts) -> dict[Reason | None, list[Difference]]:
    """Return what differs, by the reason for it."""
    found = defaultdict(list)
    for kind, thing in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get((kind, thing), "nothing"), theirs.get((kind, thing), "nothing")
        if one != other:
            change = f"{one} -> {other}"
            found[reason(kind, change)].append((kind, thing, change))
    return found


def reason(kind: str, change: str) -> Reason | None:
    """Return why facts of a kind differ like this, if WHY says it."""
    fitting = (why for why in WHY if why.kind == kind and re.fullmatch(why.change, change))
    return next(fitting, None)


def wrong(made: str, read: str) -> list[str]:
    """Return what the reader says otherwise than who made the tables."""
    ours, theirs = facts(made), facts(read)
    asked = sorted((ours.keys() | theirs.keys()) - OF_MIGRATIONS)
    return [
        f"{kind} of {thing}: {ours.get((kind, thing))} -> {theirs.get((kind, thing))}"
        for kind, thing in asked
        if ours.get((kind, thing)) != theirs.get((kind, thing))
    ]


def show(because: Reason, found: list[Difference]) -> None:
    """Print what differs for a reason, with the values of the first where both sides have one."""
    _, first, change = found[0]
    things = [thing for _, thing, _ in found]
    if change.startswith("nothing"):
        side = "only in Django"
    elif change.endswith("nothing"):
        side = "only in SQLAlchemy"
    else:
        side = "different"
        things[0] = f"{first} [{change}]"
    print(f"\n{because.kind}, {side}: {len(found)}")
    print(fill(", ".join(things), 84, initial_indent="    ", subsequent_indent="    "))
    print(f"  {because.why}")


def main() -> int:
    """Print the comparison, and return the exit code."""
    make_all()
    errors = [*wrong("public", "read_django"), *wrong("sqlalchemy", "read_sqlalchemy")]
    ours, theirs = facts("read_sqlalchemy"), facts("read_django")
    found = differences(ours, theirs)
    differing = sum(map(len, found.values()))
    print("SQLAlchemy: models/airbnb.py. Django: listings/models.py. The reader says")
    print(f"{len(errors) or 'no'} facts otherwise than what create_all and migrate make of them.")
    for error in errors:
        print(f"\nREAD WRONGLY: {error}")
    print(f"{len(ours.keys() | theirs.keys()) - differing} facts are equal, {differing} are not.")
    for because in filter(found.get, WHY):
        show(because, found[because])
    for kind, thing, change in found.get(None, ()):
        print(f"\nWITHOUT A REASON: {kind} of {thing}: {change}")
    idle = [because for because in WHY if because not in found]
    for because in idle:
        print(f"\nA REASON FOR NOTHING: {because.kind}: {because.why}")
    return 1 if errors or idle or None in found else 0


if __name__ == "__main__":
    sys.exit(main())
