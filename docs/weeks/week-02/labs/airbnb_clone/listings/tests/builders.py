"""Rows for tests: each builder fills in what its test is not about."""

from datetime import date
from decimal import Decimal

from listings.models import Booking, BookingStatus, Property, Role, User


def user(name: str, role: Role = Role.GUEST) -> User:
    """Insert a user of that first name, who cannot sign in."""
    return User.objects.create_user(
        f"{name.lower()}@example.org", first_name=name, last_name="Example", role=role
    )


def place(host: User, name: str = "Loft", price: str = "80.00") -> Property:
    """Insert a property of that host."""
    return Property.objects.create(
        host=host, name=name, description="Quiet.", location="Lagos", pricepernight=Decimal(price)
    )


def stay(
    place: Property,
    guest: User,
    first: int,
    last: int,
    status: BookingStatus = BookingStatus.CONFIRMED,
) -> Booking:
    """Return a stay from one day of May to another one, not yet inserted."""
    return Booking(
        property=place,
        user=guest,
        start_date=date(2025, 5, first),
        end_date=date(2025, 5, last),
        total_price=Decimal("160.00"),
        status=status,
    )
