"""The flat booking sheet: one row for each booking, as a spreadsheet would keep it.

It is not in first normal form: `guest_phones`, `pay_methods` and `amounts` hold lists in one
cell ("0612,0699", "stripe,paypal", "120.00,80.00"), so to ask who paid by paypal is to search
inside text. These dependencies are true of the sheet, and of every stage after it; `->>` is one
of many values, and payment_no is a payment's place in the two lists:

    booking_ref -> guest_email, property_name, start, end
    booking_ref, payment_no -> pay_method, amount
    guest_email -> guest_name
    guest_email ->> guest_phone
    property_name -> property_city, host_email, price_per_night
    property_city -> city_country
    host_email -> host_name

A booking enters the sheet with its first payment, and keeps its row when the guest gives it up:
the same property and nights may come twice, so booking_ref is the only key. The price is the
property's own, the same on each of its rows.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import MetaData, Numeric, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The metadata of this stage alone."""

    metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})
    type_annotation_map = {str: String(255), Decimal: Numeric(10, 2)}


class BookingSheet(Base):
    """A booking with all that is known about it, lists included."""

    __tablename__ = "booking_sheet"
    __table_args__ = ({"comment": "Everything about a booking in one row, with lists in cells."},)

    booking_ref: Mapped[str] = mapped_column(
        primary_key=True, comment="Reference of the booking; the key of the sheet."
    )
    guest_name: Mapped[str] = mapped_column(comment="Name of the guest.")
    guest_email: Mapped[str] = mapped_column(comment="E-mail address; it tells guests apart.")
    guest_phones: Mapped[str | None] = mapped_column(
        comment='All telephone numbers of the guest in one cell: "0612,0699".'
    )
    property_name: Mapped[str] = mapped_column(comment="Name of the property; no two share one.")
    property_city: Mapped[str] = mapped_column(comment="City of the property.")
    city_country: Mapped[str] = mapped_column(comment="Country of that city.")
    host_name: Mapped[str] = mapped_column(comment="Name of the property's host.")
    host_email: Mapped[str] = mapped_column(comment="E-mail address; it tells hosts apart.")
    price_per_night: Mapped[Decimal] = mapped_column(comment="The property's price of one night.")
    start: Mapped[date] = mapped_column(comment="Day of arrival.")
    end: Mapped[date] = mapped_column(comment='Day of departure; a reserved word, so "end" in SQL.')
    pay_methods: Mapped[str] = mapped_column(
        comment='How each payment was made, in one cell: "stripe,paypal".'
    )
    amounts: Mapped[str] = mapped_column(
        comment='What each payment brought, in the same order: "120.00,80.00".'
    )
