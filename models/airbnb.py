"""The AirBnB clone: people offer places, book stays, pay, review and write to each other.

A host (user) offers a property. A guest (user) books it for some nights and pays, in one
payment or in several. Guests review properties, and any two users exchange messages.

Tables, columns and spellings (`pricepernight`, `canceled`) are those of the program's
specification. What it leaves open is decided here, beside the line that carries it:

- The database is PostgreSQL. `Base.metadata.create_all(engine)` makes the whole schema there:
  tables, enums, constraints, indexes and the trigger. For another database the extension, the
  exclusion constraint and the trigger are left out; gen_random_uuid() it must bring itself.
- Table names are singular, as the specification's entities. `user` is a reserved word in
  PostgreSQL: SQLAlchemy quotes it, and SQL written by hand says "user".
- Every column is NOT NULL but `phone_number`: a booking without a guest or a payment without
  a booking says nothing. Deleting a row that others point at is refused (no ON DELETE).
- The primary keys and UNIQUE(email) make their own indexes, so the specification's extra ones on
  property_id (Property), booking_id (Booking) and email would only cost room and writing time.
  Foreign keys get none from PostgreSQL: the ones below are indexed, each with its reason.
"""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from sqlalchemy import (
    DDL,
    TIMESTAMP,
    CheckConstraint,
    Enum,
    FetchedValue,
    ForeignKey,
    MetaData,
    Numeric,
    String,
    Text,
    event,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Key = Annotated[uuid.UUID, mapped_column(primary_key=True, server_default=func.gen_random_uuid())]
Moment = Annotated[datetime, mapped_column(server_default=func.current_timestamp())]


class Base(DeclarativeBase):
    """What every table shares: constraint names, and a column type for each Python type."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {
        # The specification gives no lengths; MySQL needs one, and 255 everywhere invents least.
        str: String(255),
        # DECIMAL with the cents of most currencies, up to 99,999,999.99.
        Decimal: Numeric(10, 2),
        # The specification's TIMESTAMP is MySQL's: a moment, kept in UTC. That is timestamptz
        # here; PostgreSQL's plain timestamp would depend on the time zone of each session.
        datetime: TIMESTAMP(timezone=True),
    }


class User(Base):
    """A person with an account, who books, hosts or runs the platform.

    One role is enough when each includes the one before: a guest may book, a host may also offer
    properties, an admin may also run the platform. A host who travels needs no second account.
    The roles are an enum and not a table: they change as rarely as the code that asks for them.
    """

    __tablename__ = "user"
    __table_args__ = ({"comment": "A person with an account: guest, host or admin."},)

    user_id: Mapped[Key] = mapped_column(comment="Identifies the user.")
    first_name: Mapped[str] = mapped_column(comment="Given name.")
    last_name: Mapped[str] = mapped_column(comment="Family name.")
    email: Mapped[str] = mapped_column(
        unique=True, comment="Address to sign in with; no two users share one."
    )
    password_hash: Mapped[str] = mapped_column(
        comment="Salted hash of the password; the password itself is never stored."
    )
    phone_number: Mapped[str | None] = mapped_column(
        comment="Telephone number, if the user gave one."
    )
    role: Mapped[str] = mapped_column(
        Enum("guest", "host", "admin", name="user_role"),
        comment="Widest right of the account; each role includes the ones before it.",
    )
    created_at: Mapped[Moment] = mapped_column(comment="When the account was opened.")


class Property(Base):
    """A place that a host offers by the night.

    That `host_id` names a host and not a guest is left to the backend. A foreign key cannot say
    it; a composite one would need a copy of the role in this table, and a trigger would need a
    twin on "user" for the host who is made a guest later, and locks between the two.
    """

    __tablename__ = "property"
    __table_args__ = (
        CheckConstraint("pricepernight >= 0", name="pricepernight_not_negative"),
        {"comment": "A place that a host offers by the night."},
    )

    property_id: Mapped[Key] = mapped_column(comment="Identifies the property.")
    host_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("user.user_id"),
        index=True,  # a host's own list of properties
        comment="The user who offers the property.",
    )
    name: Mapped[str] = mapped_column(comment="Title of the listing.")
    description: Mapped[str] = mapped_column(Text, comment="What the guest will find there.")
    # One value while it holds the city alone and is compared whole. Streets or countries would
    # ask for a table of places, which the specification does not have.
    location: Mapped[str] = mapped_column(comment="City where the property is.")
    pricepernight: Mapped[Decimal] = mapped_column(comment="Price of one night today.")
    created_at: Mapped[Moment] = mapped_column(comment="When the property was listed.")
    # PostgreSQL has no ON UPDATE CURRENT_TIMESTAMP: the trigger at the end of this file keeps it.
    updated_at: Mapped[Moment] = mapped_column(
        server_onupdate=FetchedValue(),
        comment="When the row last changed; kept by a trigger.",
    )


class Booking(Base):
    """Some nights at a property, held by a guest.

    The guest sleeps there from `start_date` and leaves on `end_date`, so the next guest may
    arrive that day. Pending and confirmed stays of one property never share a night.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("end_date > start_date", name="end_after_start"),
        CheckConstraint("total_price >= 0", name="total_price_not_negative"),
        # daterange(a, b) holds a and not b. btree_gist lets a GiST index compare property_id.
        ExcludeConstraint(
            ("property_id", "="),
            (text("daterange(start_date, end_date)"), "&&"),
            where=text("status <> 'canceled'"),
            using="gist",
            name="ex_booking_overlapping_stays",
        ).ddl_if(dialect="postgresql"),
        {"comment": "Some nights at a property, held by a guest."},
    )

    booking_id: Mapped[Key] = mapped_column(comment="Identifies the booking.")
    property_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("property.property_id"),
        index=True,  # a property's bookings; the exclusion's index leaves the canceled ones out
        comment="The property that is booked.",
    )
    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("user.user_id"),
        index=True,  # a guest's own bookings
        comment="The guest who booked; a user of any role.",
    )
    start_date: Mapped[date] = mapped_column(comment="Day of arrival, the first night.")
    end_date: Mapped[date] = mapped_column(comment="Day of departure; that night is free again.")
    # Nights times pricepernight only until the price changes. It depends on the booking alone,
    # so third normal form holds.
    total_price: Mapped[Decimal] = mapped_column(
        comment="Price agreed for the whole stay; a later price of the property leaves it alone."
    )
    status: Mapped[str] = mapped_column(
        Enum("pending", "confirmed", "canceled", name="booking_status"),
        comment="Where the booking stands; a canceled one gives its nights back.",
    )
    created_at: Mapped[Moment] = mapped_column(comment="When the booking was made.")


class Payment(Base):
    """Money paid for a booking; a booking may be paid in parts, so booking_id is not unique."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        {"comment": "Money paid for a booking, whole or in part."},
    )

    payment_id: Mapped[Key] = mapped_column(comment="Identifies the payment.")
    booking_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("booking.booking_id"),
        index=True,  # what has been paid for a booking
        comment="The booking that is paid for.",
    )
    amount: Mapped[Decimal] = mapped_column(comment="Money received.")
    payment_date: Mapped[Moment] = mapped_column(comment="When the money was received.")
    payment_method: Mapped[str] = mapped_column(
        Enum("credit_card", "paypal", "stripe", name="payment_method"),
        comment="How it was paid.",
    )


class Review(Base):
    """What a user thought of a property.

    A user may review one property again after another stay: a review does not name its booking,
    so a rule of one review for each user and property would forbid the second stay's.
    """

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_1_to_5"),
        {"comment": "What a user thought of a property."},
    )

    review_id: Mapped[Key] = mapped_column(comment="Identifies the review.")
    property_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("property.property_id"),
        index=True,  # a property's reviews and its average rating
        comment="The property that is reviewed.",
    )
    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("user.user_id"),
        index=True,  # the reviews that a user wrote
        comment="The user who wrote the review.",
    )
    rating: Mapped[int] = mapped_column(comment="From 1 (poor) to 5 (excellent).")
    comment: Mapped[str] = mapped_column(Text, comment="The review in words.")
    created_at: Mapped[Moment] = mapped_column(comment="When the review was written.")


class Message(Base):
    """A text that one user sent to another."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("sender_id <> recipient_id", name="sender_is_not_recipient"),
        {"comment": "A text that one user sent to another."},
    )

    message_id: Mapped[Key] = mapped_column(comment="Identifies the message.")
    sender_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("user.user_id"),
        index=True,  # the sent half of a conversation
        comment="The user who wrote the message.",
    )
    recipient_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("user.user_id"),
        index=True,  # a user's inbox, the other half
        comment="The user who gets the message.",
    )
    message_body: Mapped[str] = mapped_column(Text, comment="The text of the message.")
    sent_at: Mapped[Moment] = mapped_column(comment="When the message was sent.")


# An update that changes nothing leaves updated_at alone, as MySQL's ON UPDATE does.
SET_UPDATED_AT = """
CREATE OR REPLACE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END
$$
"""
PROPERTY_UPDATED = """
CREATE TRIGGER property_updated BEFORE UPDATE ON property
FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION set_updated_at()
"""

for target, moment, statement in (
    (Base.metadata, "before_create", "CREATE EXTENSION IF NOT EXISTS btree_gist"),
    (Base.metadata, "before_create", SET_UPDATED_AT),
    (Property.__table__, "after_create", PROPERTY_UPDATED),
    (Base.metadata, "after_drop", "DROP FUNCTION IF EXISTS set_updated_at()"),
):
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(target, moment, ddl.execute_if(dialect="postgresql"))
