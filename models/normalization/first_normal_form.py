"""First normal form: one value in each cell.

The step removes the lists, the two facts of many values inside a row of the sheet:

    booking_ref ->> payment_no, pay_method, amount
    guest_email ->> guest_phone

A payment becomes a row, numbered within its booking, so the key grows to two columns. Phones move
to a table of their own: they have nothing to do with payments, and one table of both would hold
every pair of a phone and a payment. Most of the sheet now hangs on half of its key (`booking_ref`)
and is written again for each payment, and a booking without a payment has no place.
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
    """One payment of a booking, and the whole booking again."""

    __tablename__ = "booking_sheet"
    __table_args__ = ({"comment": "One row for each payment of a booking, one value in a cell."},)

    booking_ref: Mapped[str] = mapped_column(
        primary_key=True, comment="Reference of the booking; half of the key."
    )
    payment_no: Mapped[int] = mapped_column(
        primary_key=True, comment="1, 2, 3 within the booking; the other half of the key."
    )
    guest_name: Mapped[str] = mapped_column(comment="Name of the guest.")
    guest_email: Mapped[str] = mapped_column(comment="E-mail address; it tells guests apart.")
    property_name: Mapped[str] = mapped_column(comment="Name of the property; no two share one.")
    property_city: Mapped[str] = mapped_column(comment="City of the property.")
    city_country: Mapped[str] = mapped_column(comment="Country of that city.")
    host_name: Mapped[str] = mapped_column(comment="Name of the property's host.")
    host_email: Mapped[str] = mapped_column(comment="E-mail address; it tells hosts apart.")
    price_per_night: Mapped[Decimal] = mapped_column(comment="The property's price of one night.")
    start: Mapped[date] = mapped_column(comment="Day of arrival.")
    end: Mapped[date] = mapped_column(comment='Day of departure; a reserved word, so "end" in SQL.')
    pay_method: Mapped[str] = mapped_column(comment="How this payment was made.")
    amount: Mapped[Decimal] = mapped_column(comment="What this payment brought.")


class GuestPhone(Base):
    """A telephone number of a guest; no table holds a guest once yet, so nothing to refer to."""

    __tablename__ = "guest_phone"
    __table_args__ = ({"comment": "One row for each telephone number of a guest."},)

    guest_email: Mapped[str] = mapped_column(
        primary_key=True, comment="The guest, by e-mail address."
    )
    guest_phone: Mapped[str] = mapped_column(
        primary_key=True, comment="One telephone number; guests may share it."
    )
