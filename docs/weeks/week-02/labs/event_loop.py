"""Three tasks on one event loop: which of them ran when, from await to await."""

import asyncio
import csv
import sys
import time

turns = []
began = time.perf_counter()


def now():
    """Return the milliseconds since the start."""
    return (time.perf_counter() - began) * 1000


def work(name, milliseconds):
    """Keep the processor busy, and note the turn: nobody else runs in the meantime."""
    start = now()
    while now() < start + milliseconds:
        pass
    turns.append((name, start, now()))


async def task(name, wait):
    """Run for a while, give way at each await, three times."""
    work(name, 30)
    await asyncio.sleep(wait)
    work(name, 20)
    await asyncio.sleep(wait)
    work(name, 20)


async def main():
    """Hand three tasks to the loop."""
    await asyncio.gather(task("Task A", 0.12), task("Task B", 0.1), task("Task C", 0.05))


asyncio.run(main())

table = csv.writer(sys.stdout, lineterminator="\n")
table.writerow(["lane", "label", "start_ms", "end_ms", "kind"])
for name in ("Task A", "Task B", "Task C"):
    paused = None
    for number, (who, start, end) in enumerate(turns, 1):
        if who != name:
            continue
        if paused is not None:
            table.writerow([name, "", round(paused), round(start), "wait"])
        table.writerow([name, number, round(start), round(end), "run"])
        paused = end
