"""A server that has a hundred requests in its hands at once, in one thread."""

import asyncio
import tempfile
import threading
from pathlib import Path

CLIENTS = 100
threads = set()
in_hand = []
# Nobody passes before a hundred are there: a server of one request at a time would never answer.
everybody = asyncio.Barrier(CLIENTS)


async def serve(reader, writer):
    """Read a request, wait as for a database, answer."""
    request = (await reader.readline()).decode().strip()
    threads.add(threading.get_ident())
    in_hand.append(everybody.n_waiting + 1)
    await everybody.wait()
    writer.write(f"{request}: 200 OK\n".encode())
    writer.close()


async def ask(path, number):
    """Send one request, and return the answer."""
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(f"GET /bookings/{number}\n".encode())
    answer = await reader.readline()
    writer.close()
    return answer.decode().strip()


async def main():
    """Start the server, send it a hundred requests, and count."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "api"))
        async with await asyncio.start_unix_server(serve, path, backlog=CLIENTS):
            answers = await asyncio.gather(*(ask(path, number) for number in range(CLIENTS)))
    print("first answer              ", answers[0])
    print("requests answered         ", sum(answer.endswith("200 OK") for answer in answers))
    print("most in hand at one moment", max(in_hand))
    print("threads that served them  ", len(threads))


asyncio.run(main())
