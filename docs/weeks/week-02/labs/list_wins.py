"""What a list can do and a generator cannot, and how often each reads its source."""


class Source:
    """A thousand bookings, and a count of how many have been read."""

    def __init__(self):
        self.reads = 0

    def bookings(self):
        """Yield one booking after the other."""
        for number in range(1_000):
            self.reads += 1
            yield f"B{number}"


def last_two(rows):
    """Go through the rows twice: to count them, and to pick the last two."""
    count = sum(1 for _ in rows)
    return [row for place, row in enumerate(rows) if place >= count - 2]


QUESTIONS = {
    "how many": len,
    "the first": lambda rows: rows[0],
    "the last two": last_two,
    "is B999 there": lambda rows: "B999" in rows,
}


def ask(rows):
    """Print what came of each question, or why it cannot be answered."""
    for what, question in QUESTIONS.items():
        try:
            print(f"  {what:<14}", question(rows))
        except TypeError as fault:
            print(f"  {what:<14} TypeError: {fault}")


print("a list")
ask(list(Source().bookings()))
print("a generator")
ask(Source().bookings())

print("rows read from the source")
source = Source()
held = list(source.bookings())
for _ in range(3):
    sum(1 for _ in held)
print("  three passes over one list      ", source.reads)

source = Source()
for _ in range(3):
    sum(1 for _ in source.bookings())
print("  three passes, a generator each  ", source.reads)

source = Source()
next(row for row in source.bookings() if row == "B41")
print("  a generator, until the first hit", source.reads)
