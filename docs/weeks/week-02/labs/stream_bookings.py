"""Read every booking from PostgreSQL: the peak memory of a process for each way to do it."""

import csv
import os
import subprocess
import sys

QUERY = "SELECT booking_id, start_date, end_date, total_price FROM booking"


def nothing(_):
    """Only be connected."""
    return iter(())


def fetch_all(connection):
    """Ask for a list of all rows."""
    return iter(connection.execute(QUERY).fetchall())


def plain_cursor(connection):
    """Yield row by row, but from a cursor that has received them all before the first."""
    yield from connection.execute(QUERY)


def named_cursor(connection):
    """Yield row by row from a cursor of the server, which sends 500 at a time."""
    with connection.cursor(name="bookings") as cursor:
        cursor.itersize = 500
        yield from cursor.execute(QUERY)


WAYS = {
    "connected, nothing read": nothing,
    "fetchall()": fetch_all,
    "generator, plain cursor": plain_cursor,
    "generator, named cursor": named_cursor,
}


def measure(way):
    """Read with one of the ways, and print how many rows came and the peak in MiB."""
    import resource  # the peak of the process, with the buffers of the database driver

    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        count = sum(1 for _ in WAYS[way](connection))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(count, peak / (1 << 20 if sys.platform == "darwin" else 1 << 10))


def measured(way):
    """Start a process of its own for one way: memory once taken is seldom given back."""
    command = [sys.executable, __file__, way]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    count, peak = answer.split()
    return int(count), float(peak)


if len(sys.argv) > 1:
    measure(sys.argv[1])
else:
    results = {way: measured(way) for way in WAYS}
    assert len({count for count, _ in results.values() if count}) == 1, "the ways disagree"
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["way", "peak_memory_mib"])
    table.writerows([way, round(peak, 1)] for way, (_, peak) in results.items())
