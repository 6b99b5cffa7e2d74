"""The same sum two ways: how much memory each takes at its peak."""

import tracemalloc


def peak(total):
    """Return the most KiB that are held while numbers are added up."""
    tracemalloc.start()
    total()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(most / 1024, 1)


print("way,peak_kib")
print("list", peak(lambda: sum(list(range(20_000)))), sep=",")
print("generator", peak(lambda: sum(number for number in range(20_000))), sep=",")
