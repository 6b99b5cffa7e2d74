"""The same total three ways: how much memory each takes at its peak."""

import csv
import sys
import tracemalloc
from itertools import islice


def bookings(count):
    """Yield one booking after the other."""
    for number in range(count):
        yield {"booking": f"B{number:06}", "nights": number % 7 + 1, "price": 60 + number % 90}


def total(rows):
    """Add up what the stays cost."""
    return sum(row["nights"] * row["price"] for row in rows)


def as_list(rows):
    """Hold every row at once."""
    return total(list(rows))


def in_batches(rows, size=500):
    """Hold `size` rows at once."""
    result = 0
    while batch := list(islice(rows, size)):
        result += total(batch)
    return result


def one_by_one(rows):
    """Hold one row at once."""
    return total(rows)


def measured(way):
    """Return the total of a hundred thousand bookings, and the peak in bytes on the way to it."""
    tracemalloc.start()
    result = way(bookings(100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return result, peak


ways = {"list of all rows": as_list, "batches of 500": in_batches, "generator": one_by_one}
results = {name: measured(way) for name, way in ways.items()}
assert len({result for result, _ in results.values()}) == 1, "the ways disagree"

table = csv.writer(sys.stdout, lineterminator="\n")
table.writerow(["way", "peak_memory_kib"])
table.writerows([name, round(peak / 1024, 1)] for name, (_, peak) in results.items())
