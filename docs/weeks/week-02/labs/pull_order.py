"""A chain of generators, and who asks whom in which order."""

import io

FILE = """\
booking,status,price
B1,confirmed,120
B2,canceled,80
B3,confirmed,200
"""


def read(file):
    """Yield one line at a time."""
    for line in file:
        print("read   ", line.strip())
        yield line


def parse(lines):
    """Turn each line into a booking."""
    names = next(lines).strip().split(",")
    for line in lines:
        booking = dict(zip(names, line.strip().split(","), strict=True))
        print("  parse  ", booking["booking"])
        yield booking


def confirmed(bookings):
    """Let the confirmed bookings pass."""
    for booking in bookings:
        passes = booking["status"] == "confirmed"
        print("    keep   " if passes else "    drop   ", booking["booking"])
        if passes:
            yield booking


def average(prices):
    """Reduce prices to their average, without a list of them."""
    count = total = 0
    for price in prices:
        count, total = count + 1, total + price
        print("      average so far", total / count)
    return total / count


chain = confirmed(parse(read(io.StringIO(FILE))))
print("the chain is built: nothing is read")
result = average(int(booking["price"]) for booking in chain)
print("average of the confirmed bookings:", result)
