"""What is said of changed types, against what PostgreSQL does with them: every pair of many."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from nexus.examples.postgres import server
from nexus.schema.comparison.conversions import conversion
from nexus.schema.comparison.spelling import type_name

# Each with values that ask the most of it.
TYPES = {
    "smallint": ["-32768"],
    "integer": ["-2147483648", "2147483647"],
    "bigint": ["-9223372036854775808", "9223372036854775807"],
    "real": ["1.17549e-38", "3e38"],
    "double precision": ["1.2345678901234567", "-2.2250738585072014e-308"],
    "numeric": ["12345678901234567890.123456789"],
    "numeric(10,2)": ["-99999999.99"],
    "numeric(12,2)": ["-9999999999.99"],
    "numeric(12,4)": ["-99999999.9999"],
    "varchar": ["a text that is much longer than any of the lengths here"],
    "varchar(10)": ["abcdefghij"],
    'varchar(10) COLLATE "C"': ["abcdefghij"],
    "varchar(20)": ["abcdefghijklmnopqrst"],
    "text": ["a text that is much longer than any of the lengths here"],
    "citext": ["A text that is much longer than any of the lengths here"],
    "char(5)": ["abcde"],
    "char(8)": ["abcdefgh"],
    "boolean": ["false"],
    "date": ["2026-01-02"],
    "timestamp": ["2026-01-02 03:04:05.123456"],
    "timestamp(3)": ["2026-01-02 03:04:05.123"],
    "timestamptz": ["2026-01-02 03:04:05.123456+02"],
    "time": ["03:04:05.123456"],
    "timetz": ["03:04:05.123456+05:30"],
    "interval": ["-178 years -11 mons 25 days 04:05:06.789"],
    "interval year to month": ["-178000 years -11 mons"],
    "interval(6)": ["-178 years -11 mons 25 days 04:05:06.789123"],
    "uuid": ["00000000-0000-0000-0000-000000000001"],
    "jsonb": ['{"a": "a text that is much longer than any of the lengths"}'],
    "inet": ["2001:db8:1111:2222:3333:4444:5555:6666/64"],
    "cidr": ["2001:db8:1111:2222::/64"],
    "bytea": ["\\x000102030405060708090a0b0c0d0e0f"],
    "integer[]": ["{-2147483648,2000000,3000000,4000000}"],
    "bigint[]": ["{1,9223372036854775807}"],
    "varchar(10)[]": ["{abcdefghij,abcdefghij}"],
    "varchar(20)[]": ["{abcdefghijklmnopqrst}"],
    "text[]": ["{a text that is much longer than any of the lengths here}"],
    "numeric(10,2)[]": ["{-99999999.99,-99999999.99}"],
    "numeric(12,2)[]": ["{-9999999999.99,-9999999999.99}"],
    "bit(3)": ["101"],
    "varbit": ["101010101010101010101010"],
    "money": ["-92233720368547758.08"],
}
# What is careful: the values that have the digits, or the time zones, are not among those above.
CAREFUL = {
    ("real", "numeric"),
    ("timestamptz", "timestamp"),
    ("timetz", "time"),
}


@pytest.fixture(scope="module")
def connection() -> Iterator[psycopg.Connection[Any]]:
    """A session in a time zone that is not UTC, as of most who migrate."""
    with server.embedded() as running, psycopg.connect(running.dsn()) as session:
        session.execute("CREATE EXTENSION citext")
        session.execute("SET timezone = 'Europe/Vienna'")
        session.commit()
        yield session


def altered(session: psycopg.Connection[Any], old: str, new: str) -> tuple[bool, bool]:
    """Whether PostgreSQL asks for USING, and whether it writes the table anew."""
    filenode = "SELECT pg_relation_filenode('t')"
    session.execute(f"CREATE TABLE t (c {old})")
    before = session.execute(filenode).fetchone()
    try:
        session.execute(f"ALTER TABLE t ALTER c TYPE {new}")
    except psycopg.errors.DatatypeMismatch:
        return True, True  # it does not get so far
    return False, session.execute(filenode).fetchone() != before


def loses(session: psycopg.Connection[Any], old: str, new: str, value: str) -> bool:
    """Whether a row with the value is refused, or has another one after the way there and back."""
    try:
        with session.transaction(force_rollback=True):
            session.execute(f"CREATE TABLE u (c {old})")
            session.execute("INSERT INTO u VALUES (%s)", [value])
            was = session.execute("SELECT c::text FROM u").fetchone()
            session.execute(f"ALTER TABLE u ALTER c TYPE {new}")
            by_way_of = "::text" if new.startswith(("varchar", "char", "text")) else ""
            back = f"c{'::numeric' if new == 'money' else by_way_of}::{old}"
            return session.execute(f"SELECT ({back})::text FROM u").fetchone() != was
    except (psycopg.DataError, psycopg.errors.CannotCoerce):
        return True


@pytest.mark.parametrize("old", TYPES)
def test_conversions_are_as_postgresql_does_them(
    connection: psycopg.Connection[Any], old: str
) -> None:
    """To every other type: whether it needs USING, whether it rewrites, whether values get lost."""
    wrong = []
    for new in TYPES:
        said = conversion(type_name(old), type_name(new))
        needs_using, rewrites = altered(connection, old, new)
        connection.rollback()
        narrows = not needs_using and any(
            loses(connection, old, new, value) for value in TYPES[old]
        )
        connection.rollback()
        is_right = said.needs_using == needs_using and said.rewrites == rewrites
        is_careful = said.narrows and (old, new) in CAREFUL
        if old != new and not (is_right and (said.narrows == narrows or is_careful)):
            wrong.append((new, said, (needs_using, narrows, rewrites)))
    assert wrong == []
