"""Cooperative multitasking in words: a task runs until it awaits, then the next has its turn."""

import asyncio

said = []


async def polite(name):
    """Count to three, and give way after each number."""
    for number in (1, 2, 3):
        said.append(f"{name}{number}")
        await asyncio.sleep(0)


async def greedy(name):
    """Count to three without an await: nobody can interrupt it."""
    said.extend(f"{name}{number}" for number in (1, 2, 3))


async def main():
    """Run three tasks on one loop, then again with one that never gives way."""
    await asyncio.gather(polite("A"), polite("B"), polite("C"))
    print("all give way:     ", *said)
    said.clear()
    await asyncio.gather(polite("A"), greedy("B"), polite("C"))
    print("B never gives way:", *said)


asyncio.run(main())
