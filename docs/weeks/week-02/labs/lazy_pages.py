"""Pages of bookings that are fetched when somebody turns to them, and not before."""

import os
import uuid

import psycopg

PAGE = """
SELECT booking_id, start_date, total_price FROM booking
WHERE booking_id > %(after)s ORDER BY booking_id LIMIT %(size)s
"""


def pages(connection, size):
    """Yield one page of bookings at a time; the next one starts after its last row."""
    after = uuid.UUID(int=0)
    while page := connection.execute(PAGE, {"after": after, "size": size}).fetchall():
        print("  fetched", len(page), "rows")
        yield page
        after = page[-1][0]


with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    (total,) = connection.execute("SELECT count(*) FROM booking").fetchone()
    book = pages(connection, size=3)
    print("made the generator: nothing fetched")
    for number in (1, 2):
        print("turning to page", number)
        for booking, start, price in next(book):
            print(f"  booking {str(booking)[:8]} from {start} for {price}")
    book.close()
    print(f"closed the book: 6 of {total:,} rows were read")
