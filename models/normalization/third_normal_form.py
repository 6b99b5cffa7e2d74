"""Third normal form: everything depends on the key, the whole key, and nothing but the key.

The step removes the transitive dependencies, the facts of a booking that are really facts of its
guest, its property, the property's city or the property's host:

    guest_email -> guest_name
    property_name -> property_city, host_email, price_per_night
    property_city -> city_country
    host_email -> host_name

Each left side becomes the key of a table and stays behind as a foreign key, so joining the tables
gives the bookings and payments back. The keys are the sheet's own words: where one changes,
ON UPDATE CASCADE carries it on. A person who hosts and travels is still written twice, which no
normal form forbids: the `airbnb` model keeps both in one table of users.
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


class City(Base):
    """A city, whether or not a property is there."""

    __tablename__ = "city"
    __table_args__ = ({"comment": "A city and its country."},)

    property_city: Mapped[str] = mapped_column(primary_key=True, comment="Name of the city.")
    city_country: Mapped[str] = mapped_column(comment="Country of the city, written once.")


class Host(Base):
    """A host, whether or not a property was ever booked."""

    __tablename__ = "host"
    __table_args__ = ({"comment": "A person who offers properties."},)

    host_email: Mapped[str] = mapped_column(
        primary_key=True, comment="E-mail address; it tells hosts apart."
    )
    host_name: Mapped[str] = mapped_column(comment="Name of the host, written once.")


class Property(Base):
    """A property, whether or not it was ever booked."""

    __tablename__ = "property"
    __table_args__ = ({"comment": "A place that a host offers by the night."},)

    property_name: Mapped[str] = mapped_column(
        primary_key=True, comment="Name of the property; no two share one."
    )
    property_city: Mapped[str] = mapped_column(
        ForeignKey("city.property_city", onupdate="CASCADE"), comment="City of the property."
    )
    host_email: Mapped[str] = mapped_column(
        ForeignKey("host.host_email", onupdate="CASCADE"), comment="The property's host."
    )
    price_per_night: Mapped[Decimal] = mapped_column(
        comment="Price of one night, written once for each property."
    )


class Guest(Base):
    """A guest, whether or not there is a booking."""

    __tablename__ = "guest"
    __table_args__ = ({"comment": "A person who books properties."},)

    guest_email: Mapped[str] = mapped_column(
        primary_key=True, comment="E-mail address; it tells guests apart."
    )
    guest_name: Mapped[str] = mapped_column(comment="Name of the guest, written once.")


class GuestPhone(Base):
    """A telephone number of a guest, who is now held once and can be referred to."""

    __tablename__ = "guest_phone"
    __table_args__ = ({"comment": "One row for each telephone number of a guest."},)

    guest_email: Mapped[str] = mapped_column(
        ForeignKey("guest.guest_email", onupdate="CASCADE"),
        primary_key=True,
        comment="The guest, by e-mail address.",
    )
    guest_phone: Mapped[str] = mapped_column(
        primary_key=True, comment="One telephone number; guests may share it."
    )


class Booking(Base):
    """A booking: who, where, and from when to when."""

    __tablename__ = "booking"
    __table_args__ = ({"comment": "One row for each booking, with nothing but its own facts."},)

    booking_ref: Mapped[str] = mapped_column(primary_key=True, comment="Reference of the booking.")
    guest_email: Mapped[str] = mapped_column(
        ForeignKey("guest.guest_email", onupdate="CASCADE"), comment="The guest who booked."
    )
    property_name: Mapped[str] = mapped_column(
        ForeignKey("property.property_name", onupdate="CASCADE"),
        comment="The property that is booked.",
    )
    start: Mapped[date] = mapped_column(comment="Day of arrival.")
    end: Mapped[date] = mapped_column(comment='Day of departure; a reserved word, so "end" in SQL.')


class Payment(Base):
    """One payment of a booking."""

    __tablename__ = "payment"
    __table_args__ = ({"comment": "One row for each payment of a booking."},)

    booking_ref: Mapped[str] = mapped_column(
        ForeignKey("booking.booking_ref"), primary_key=True, comment="The booking that is paid for."
    )
    payment_no: Mapped[int] = mapped_column(primary_key=True, comment="1, 2, 3 within the booking.")
    pay_method: Mapped[str] = mapped_column(comment="How this payment was made.")
    amount: Mapped[Decimal] = mapped_column(comment="What this payment brought.")
