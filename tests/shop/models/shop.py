"""A shop: somebody orders products, perhaps for somebody else, and sends some of them back.

Small, and of everything that a schema may have: an enum, two keys to one table, a key of two
columns and one that refers to it, checks, an exclusion, a trigger, comments.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    DDL,
    TIMESTAMP,
    CheckConstraint,
    Enum,
    FetchedValue,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Numeric,
    String,
    event,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What every table shares: names of constraints, and a type for each type of Python."""

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
        str: String(255),
        Decimal: Numeric(10, 2),
        datetime: TIMESTAMP(timezone=True),
    }


class User(Base):
    """Somebody who orders, or to whom something is sent."""

    __tablename__ = "user"
    __table_args__ = ({"comment": "Somebody who orders, or to whom something is sent."},)

    user_id: Mapped[int] = mapped_column(primary_key=True, comment="Identifies the user.")
    full_name: Mapped[str] = mapped_column(comment="Given name and family name.")
    email: Mapped[str] = mapped_column(unique=True, comment="Address to sign in with.")
    phone_number: Mapped[str | None] = mapped_column(comment="Telephone number, if there is one.")
    city: Mapped[str] = mapped_column(comment="Where the user lives.")


class Product(Base):
    """What the shop sells."""

    __tablename__ = "product"
    __table_args__ = ({"comment": "What the shop sells."},)

    product_id: Mapped[int] = mapped_column(primary_key=True, comment="Identifies the product.")
    title: Mapped[str] = mapped_column(comment="What the product is called.")
    # The trigger at the end of this file keeps it.
    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.current_timestamp(),
        server_onupdate=FetchedValue(),
        comment="When the row last changed; kept by a trigger.",
    )


class Price(Base):
    """What a product costs from one day to another."""

    __tablename__ = "price"
    __table_args__ = (
        CheckConstraint("until > since", name="until_after_since"),
        # btree_gist lets a GiST index compare product_id.
        ExcludeConstraint(
            ("product_id", "="),
            (text("daterange(since, until)"), "&&"),
            using="gist",
            name="ex_price_two_at_once",
        ).ddl_if(dialect="postgresql"),
        {"comment": "What a product costs from one day to another."},
    )

    product_id: Mapped[int] = mapped_column(
        ForeignKey("product.product_id"), primary_key=True, comment="The product."
    )
    since: Mapped[date] = mapped_column(primary_key=True, comment="The first day of the price.")
    until: Mapped[date] = mapped_column(comment="The day on which it no longer holds.")
    amount: Mapped[Decimal] = mapped_column(comment="The price of one piece.")


class Order(Base):
    """What a user asked for at one time; see [user] for who pays."""

    __tablename__ = "order"
    __table_args__ = (
        Index("ix_order_open", "placed_at", postgresql_where=text("state <> 'closed'")),
        {"comment": "What a user asked for at one time; see [user] for who pays."},
    )

    order_id: Mapped[int] = mapped_column(primary_key=True, comment="Identifies the order.")
    buyer_id: Mapped[int] = mapped_column(
        ForeignKey("user.user_id"), index=True, comment="The user who pays."
    )
    recipient_id: Mapped[int] = mapped_column(
        ForeignKey("user.user_id"), index=True, comment="The user who gets the parcel."
    )
    placed_at: Mapped[datetime] = mapped_column(comment="When the order was placed.")
    state: Mapped[str] = mapped_column(
        Enum("open", "sent", "closed", name="order_state"), comment="How far the order is."
    )


class OrderLine(Base):
    """One product of an order, some pieces of it."""

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        {"comment": "One product of an order, some pieces of it."},
    )

    order_id: Mapped[int] = mapped_column(
        ForeignKey("order.order_id"), primary_key=True, comment="The order."
    )
    line_number: Mapped[int] = mapped_column(
        primary_key=True, comment="Its place on the order, from 1."
    )
    product_id: Mapped[int] = mapped_column(
        ForeignKey("product.product_id"), index=True, comment="What is sent."
    )
    quantity: Mapped[int] = mapped_column(comment="How many pieces of it.")


class Refund(Base):
    """Money given back for a line of an order, whole or in part."""

    __tablename__ = "refund"
    __table_args__ = (
        ForeignKeyConstraint(
            ("order_id", "line_number"), ("order_line.order_id", "order_line.line_number")
        ),
        CheckConstraint("amount > 0", name="amount_positive"),
        {"comment": "Money given back for a line of an order, whole or in part."},
    )

    refund_id: Mapped[int] = mapped_column(primary_key=True, comment="Identifies the refund.")
    order_id: Mapped[int] = mapped_column(comment="The order of the line.")
    line_number: Mapped[int] = mapped_column(comment="The line that came back.")
    amount: Mapped[Decimal] = mapped_column(comment="Money given back.")
    reason: Mapped[str | None] = mapped_column(comment="What the user said, if anything.")


TOUCHED = """
CREATE OR REPLACE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END
$$
"""
PRODUCT_TOUCHED = """
CREATE TRIGGER product_touched BEFORE UPDATE ON product
FOR EACH ROW EXECUTE FUNCTION touched()
"""

for target, moment, statement in (
    (Base.metadata, "before_create", "CREATE EXTENSION IF NOT EXISTS btree_gist"),
    (Base.metadata, "before_create", TOUCHED),
    (Product.__table__, "after_create", PRODUCT_TOUCHED),
):
    ddl = DDL(statement)
    event.listen(target, moment, ddl.execute_if(dialect="postgresql"))
