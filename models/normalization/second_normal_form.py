"""Second normal form: everything depends on the whole key.

The key of the first normal form is (booking_ref, payment_no). The step removes the partial
dependency, the facts that hang on half of it:

    booking_ref -> guest_email, property_name, start, end
    booking_ref -> guest_name, property_city, city_country, host_name, host_email, price_per_night

They move to `booking`, written once and with or without a payment; what a payment alone says
stays in `payment`. The second line is true only by way of the first (a booking has a property, and
the property has a host), so a host is still written again for each booking.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, MetaData, Numeric, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The metadata of this stage alone."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        }
    )
    type_annotation_map = {str: String(255), Decimal: Numeric(10, 2)}


class Booking(Base):
    """A booking, with its guest, property, city and host written out."""

    __tablename__ = "booking"
    __table_args__ = ({"comment": "One row for each booking, its payments left out."},)

    booking_ref: Mapped[str] = mapped_column(
        primary_key=True, comment="Reference of the booking; the whole key."
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


class Payment(Base):
    """One payment of a booking: it needs both columns of its key to be told apart."""

    __tablename__ = "payment"
    __table_args__ = ({"comment": "One row for each payment of a booking."},)

    booking_ref: Mapped[str] = mapped_column(
        ForeignKey("booking.booking_ref"), primary_key=True, comment="The booking that is paid for."
    )
    payment_no: Mapped[int] = mapped_column(primary_key=True, comment="1, 2, 3 within the booking.")
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
