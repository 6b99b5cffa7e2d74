"""Six queries at once: over one connection to PostgreSQL, and over a pool of three."""

import asyncio
import csv
import os
import sys
import time

import psycopg

spans = []


async def query(lane, name, pool, began):
    """Take a free connection, run a query of a tenth of a second, and give it back."""
    connection = await pool.get()
    span = {"lane": lane, "label": name, "start_ms": since(began)}
    spans.append(span)
    await connection.execute("SELECT pg_sleep(0.1)")
    span["end_ms"] = since(began)
    pool.put_nowait(connection)


def since(began):
    """Return the milliseconds since the queries were asked."""
    return round((time.perf_counter() - began) * 1000)


async def measured(lane, size):
    """Send six queries to a pool of `size` connections."""
    pool = asyncio.Queue()
    for _ in range(size):
        connect = psycopg.AsyncConnection.connect
        pool.put_nowait(await connect(os.environ["DATABASE_URL"], autocommit=True))
    began = time.perf_counter()
    await asyncio.gather(*(query(lane, f"query {n}", pool, began) for n in range(1, 7)))
    while not pool.empty():
        await pool.get_nowait().close()


async def main():
    """Compare one connection with three."""
    await measured("one connection", 1)
    await measured("a pool of three connections", 3)


asyncio.run(main())

columns = ["lane", "label", "start_ms", "end_ms"]
table = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
table.writeheader()
table.writerows(spans)
