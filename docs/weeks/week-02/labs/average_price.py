"""The average price of all bookings: by a generator that holds one row, and by PostgreSQL."""

import os

import psycopg


def prices(connection):
    """Yield one price at a time from a cursor of the server."""
    with connection.cursor(name="prices") as cursor:
        cursor.itersize = 2_000
        for (price,) in cursor.execute("SELECT total_price FROM booking"):
            yield price


def average(values):
    """Reduce values to their average and their count, holding one of them at a time."""
    total = count = 0
    for value in values:
        total, count = total + value, count + 1
    return total / count, count


with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    streamed, count = average(prices(connection))
    by_sql = connection.execute("SELECT avg(total_price) FROM booking").fetchone()[0]

print(f"rows sent to Python      {count:,}")
print(f"average by the generator {streamed:.2f}")
print("rows sent to Python      1")
print(f"average by AVG in SQL    {by_sql:.2f}")
