"""Three waits in five ways: when each task began, and when it had its answer."""

import asyncio
import csv
import sys
import time

WAITS = {"A": 0.3, "B": 0.2, "C": 0.1}
spans = []


async def task(way, name, wait, kind="wait"):
    """Wait in the given way, and note from when to when."""
    span = {"lane": way, "label": name, "start_ms": elapsed(), "kind": kind}
    spans.append(span)
    await wait(WAITS[name])
    span["end_ms"] = elapsed()


def elapsed():
    """Return the milliseconds since this way began."""
    return round((time.perf_counter() - began) * 1000)


async def block(seconds):
    """Wait without giving way: the event loop stands still."""
    time.sleep(seconds)


async def in_a_thread(seconds):
    """Leave the blocking call to a thread, and give way."""
    await asyncio.to_thread(time.sleep, seconds)


async def in_turn(way):
    """Await one task after the other."""
    for name in WAITS:
        await task(way, name, asyncio.sleep)


async def gathered(way):
    """Let all tasks wait at the same time."""
    await asyncio.gather(*(task(way, name, asyncio.sleep) for name in WAITS))


async def gathered_blocking(way):
    """Gather tasks that never give way."""
    await asyncio.gather(*(task(way, name, block, "blocked") for name in WAITS))


async def gathered_threads(way):
    """Gather tasks whose blocking calls stand in threads."""
    await asyncio.gather(*(task(way, name, in_a_thread) for name in WAITS))


async def gathered_bounded(way):
    """Let two tasks wait at the same time, the third when one of them is done."""
    two = asyncio.Semaphore(2)

    async def admitted(name):
        async with two:
            await task(way, name, asyncio.sleep)

    await asyncio.gather(*(admitted(name) for name in WAITS))


WAYS = {
    "await in turn": in_turn,
    "gather": gathered,
    "gather, but time.sleep blocks": gathered_blocking,
    "gather, time.sleep in to_thread": gathered_threads,
    "gather, two at once by a semaphore": gathered_bounded,
}
for way, run in WAYS.items():
    began = time.perf_counter()
    asyncio.run(run(way))

columns = ["lane", "label", "start_ms", "end_ms", "kind"]
table = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
table.writeheader()
table.writerows(spans)
