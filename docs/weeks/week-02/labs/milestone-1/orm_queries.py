"""Asks questions in the Django ORM, and prints the SQL that was sent and how many queries it took.

The rows are made here, with the same keys in every run.
"""

import os
import re
import secrets
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from textwrap import fill
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "airbnb_clone"))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DJANGO_SECRET_KEY"] = secrets.token_hex()

import django
from django.core.management import call_command
from django.db import connection
from django.db.models import Avg
from django.test.utils import CaptureQueriesContext

django.setup()

from listings.models import Booking, Property, Review, User  # noqa: E402 (not before the set-up)

HOSTS = {"Kofi": "Accra", "Grace": "Kigali", "Tunde": "Lagos"}
GUESTS = ("Amina", "Zola")


def insert_rows() -> None:
    """Insert three hosts with a property each, and two guests who stayed and wrote everywhere."""
    call_command("migrate", verbosity=0)
    hosts = [person(n, name, "host") for n, name in enumerate(HOSTS)]
    guests = [person(n, name, "guest") for n, name in enumerate(GUESTS, start=len(hosts))]
    places = [place(n, host) for n, host in enumerate(hosts)]
    stays = [(where, guest) for where in places for guest in guests]
    User.objects.bulk_create(hosts + guests)
    Property.objects.bulk_create(places)
    Booking.objects.bulk_create(booking(n, *stay) for n, stay in enumerate(stays))
    Review.objects.bulk_create(review(n, *stay) for n, stay in enumerate(stays))


def person(number: int, name: str, role: str) -> User:
    """Return a user."""
    email = f"{name.lower()}@example.org"
    return User(pk=UUID(int=number), first_name=name, last_name="Example", email=email, role=role)


def place(number: int, host: User) -> Property:
    """Return a property of that host, in the host's city."""
    city = HOSTS[host.first_name]
    price = 60 + 10 * number
    return Property(pk=UUID(int=number), host=host, name="Loft", location=city, pricepernight=price)


def booking(number: int, place: Property, guest: User) -> Booking:
    """Return a stay of two nights, each later than the one before."""
    arrival = date(2025, 5, 1) + timedelta(days=2 * number)
    return Booking(
        pk=UUID(int=number),
        property=place,
        user=guest,
        start_date=arrival,
        end_date=arrival + timedelta(days=2),
        total_price=2 * place.pricepernight,
        status="confirmed",
    )


def review(number: int, place: Property, guest: User) -> Review:
    """Return a review of 3, 4 or 5."""
    return Review(pk=UUID(int=number), property=place, user=guest, rating=3 + number % 3)


def ask(question: str, answer: Callable[[], str]) -> None:
    """Print what `answer` returns, with the first two statements that it sent."""
    with CaptureQueriesContext(connection) as sent:
        text = answer()
    print(f"\n{question}\n  Queries: {len(sent)}")
    for query in sent.captured_queries[:2]:
        sql = re.sub(r"_django_curs_\d+", "_django_curs_N", query["sql"])  # N: the thread
        print(fill(sql, 84, initial_indent="    ", subsequent_indent="      "))
    if len(sent) > 2:
        print(f"    and {len(sent) - 2} more like the last")
    print(f"  {text}")


def stream() -> str:
    """Read bookings two at a time, and ask the server for its cursors before the last one."""
    stays = confirmed.only("start_date").iterator(chunk_size=2)
    days = [f"{next(stays).start_date:%d}" for _ in range(5)]
    (cursors,) = connection.connection.execute("SELECT count(*) FROM pg_cursors").fetchone()
    days += [f"{stay.start_date:%d}" for stay in stays]
    return f"Days of May {', '.join(days)}. Open cursors on the way: {cursors}"


confirmed = Booking.objects.filter(status="confirmed").order_by("start_date")
places = Property.objects.order_by("location")

insert_rows()
print("3 properties, 6 bookings, 6 reviews")
ask(
    "confirmed, then booking.property: a query for each booking",
    lambda: ", ".join(stay.property.location for stay in confirmed),
)
ask(
    'confirmed.select_related("property"): a join',
    lambda: ", ".join(stay.property.location for stay in confirmed.select_related("property")),
)
ask(
    "places, then place.bookings: a query for each property",
    lambda: ", ".join(f"{p.location} {len(p.bookings.all())}" for p in places),
)
ask(
    'places.prefetch_related("bookings"): one more query for all',
    lambda: ", ".join(
        f"{p.location} {len(p.bookings.all())}" for p in places.prefetch_related("bookings")
    ),
)
ask(
    'places.annotate(stars=Avg("reviews__rating")).values_list("location", "stars")',
    lambda: ", ".join(
        f"{city} {stars:.1f}"
        for city, stars in places.annotate(stars=Avg("reviews__rating")).values_list(
            "location", "stars"
        )
    ),
)
ask('confirmed.only("start_date").iterator(chunk_size=2): a cursor on the server', stream)
