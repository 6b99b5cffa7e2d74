"""The AirBnB schema against its specification, and the DDL that PostgreSQL gets."""

from collections.abc import Iterator

import pytest
from sqlalchemy import CheckConstraint, Index, Table, create_mock_engine
from sqlalchemy.dialects.postgresql import ExcludeConstraint, dialect

from models.airbnb import Base

SPECIFICATION = {
    "user": "user_id first_name last_name email password_hash phone_number role created_at",
    "property": "property_id host_id name description location pricepernight created_at updated_at",
    "booking": "booking_id property_id user_id start_date end_date total_price status created_at",
    "payment": "payment_id booking_id amount payment_date payment_method",
    "review": "review_id property_id user_id rating comment created_at",
    "message": "message_id sender_id recipient_id message_body sent_at",
}
TYPES = {
    "UUID": "user_id property_id host_id booking_id payment_id review_id message_id "
    "sender_id recipient_id",
    "VARCHAR(255)": "first_name last_name email password_hash phone_number name location",
    "TEXT": "description comment message_body",
    "NUMERIC(10, 2)": "pricepernight total_price amount",
    "DATE": "start_date end_date",
    "INTEGER": "rating",
    "TIMESTAMP WITH TIME ZONE": "created_at updated_at payment_date sent_at",
    "user_role": "role",
    "booking_status": "status",
    "payment_method": "payment_method",
}
ENUMS = {
    "user_role": ["guest", "host", "admin"],
    "booking_status": ["pending", "confirmed", "canceled"],
    "payment_method": ["credit_card", "paypal", "stripe"],
}
REFERENCES = {
    "property.host_id": "user.user_id",
    "booking.property_id": "property.property_id",
    "booking.user_id": "user.user_id",
    "payment.booking_id": "booking.booking_id",
    "review.property_id": "property.property_id",
    "review.user_id": "user.user_id",
    "message.sender_id": "user.user_id",
    "message.recipient_id": "user.user_id",
}
TABLES = Base.metadata.tables
COLUMNS = [column for table in TABLES.values() for column in table.columns]


def statements(name: str) -> list[str]:
    """Return what create_all() sends to a database of that name, in order."""
    sent: list[str] = []
    engine = create_mock_engine(
        f"{name}://", lambda ddl, *_, **__: sent.append(str(ddl.compile(dialect=engine.dialect)))
    )
    Base.metadata.create_all(engine, checkfirst=False)
    return [" ".join(statement.split()) for statement in sent]


def leading_columns(table: Table) -> Iterator[str]:
    """Yield the first column of each index of a table, its primary key included."""
    for key in (table.primary_key, *table.indexes):
        yield next(iter(key.columns)).name


def position(sent: list[str], start: str) -> int:
    """Where the one statement that starts like this comes in the order."""
    (found,) = (i for i, statement in enumerate(sent) if statement.startswith(start))
    return found


def test_the_tables_are_the_specified_ones() -> None:
    """The six tables have the specified columns, in the specified order, and no others."""
    columns = {name: " ".join(table.columns.keys()) for name, table in TABLES.items()}
    assert list(columns.items()) == list(SPECIFICATION.items())


def test_the_types_are_the_specified_ones() -> None:
    """Each column has its specified type, as PostgreSQL writes it."""
    expected = {name: kind for kind, names in TYPES.items() for name in names.split()}
    actual = {column.name: column.type.compile(dialect=dialect()) for column in COLUMNS}
    assert actual == expected


def test_the_enums_are_the_specified_ones() -> None:
    """The three enums have names and the specified values in order."""
    kinds = [column.type for column in COLUMNS if hasattr(column.type, "enums")]
    assert {kind.name: kind.enums for kind in kinds} == ENUMS


def test_only_the_phone_number_may_be_missing() -> None:
    """Every column but user.phone_number is NOT NULL."""
    assert [str(column) for column in COLUMNS if column.nullable] == ["user.phone_number"]


def test_the_foreign_keys_are_the_specified_ones() -> None:
    """Each reference of the specification is a foreign key, and there are no others."""
    actual = {str(column): key.target_fullname for column in COLUMNS for key in column.foreign_keys}
    assert actual == REFERENCES


def test_a_booking_may_be_paid_in_parts() -> None:
    """Nothing makes payment.booking_id unique."""
    assert not TABLES["payment"].columns.booking_id.unique


@pytest.mark.parametrize("name", REFERENCES)
def test_each_foreign_key_can_be_looked_up_by_an_index(name: str) -> None:
    """Each foreign key column is the first column of an index."""
    table, column = name.split(".")
    assert column in leading_columns(TABLES[table])


def test_no_index_repeats_a_key() -> None:
    """Outside the keys, only foreign keys are indexed, each of them once."""
    indexes = [index for table in TABLES.values() for index in table.indexes]
    indexed = [str(column) for index in indexes for column in index.columns]
    assert all(isinstance(index, Index) for index in indexes)
    assert sorted(indexed) == sorted(REFERENCES)


def test_the_rules_are_in_the_schema() -> None:
    """The checks and the exclusion say what the specification means but leaves unwritten."""
    constraints = [item for table in TABLES.values() for item in table.constraints]
    checks = {str(c.sqltext) for c in constraints if isinstance(c, CheckConstraint)}
    assert checks == {
        "pricepernight >= 0",
        "end_date > start_date",
        "total_price >= 0",
        "amount >= 0",
        "rating BETWEEN 1 AND 5",
        "sender_id <> recipient_id",
    }
    assert sum(isinstance(c, ExcludeConstraint) for c in constraints) == 1


def test_overlapping_stays_are_excluded_in_postgresql() -> None:
    """Stays that are not canceled exclude each other on the same nights of one property."""
    sent = statements("postgresql")
    booking = sent[position(sent, "CREATE TABLE booking")]
    assert (
        "EXCLUDE USING gist (property_id WITH =, daterange(start_date, end_date) WITH &&) "
        "WHERE (status <> 'canceled')" in booking
    )


def test_create_all_gives_postgresql_the_whole_schema_in_order() -> None:
    """The extension and the function precede the tables, and the trigger follows its table."""
    sent = statements("postgresql")
    order = [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        "CREATE OR REPLACE FUNCTION set_updated_at()",
        'CREATE TABLE "user"',
        "CREATE TABLE property",
        "CREATE TRIGGER property_updated BEFORE UPDATE ON property",
        "CREATE TABLE booking",
    ]
    positions = [position(sent, start) for start in order]
    assert positions == sorted(positions)


@pytest.mark.parametrize("name", ["sqlite", "mysql+pymysql"])
def test_other_databases_get_tables_and_indexes_only(name: str) -> None:
    """Nothing that only PostgreSQL knows is sent to another database."""
    sent = statements(name)
    assert {statement.split()[1] for statement in sent} == {"TABLE", "INDEX"}
    assert not any("EXCLUDE" in statement for statement in sent)
