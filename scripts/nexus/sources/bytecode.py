"""Keeps Python's bytecode from hiding an edit of the user's.

Bytecode is dated to the second and knows the size of its source: of two edits within a second that
leave a file as long as it was, the later one would not be seen. So a file that was saved just now is
read itself, and no bytecode is kept of it.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from typing import Any

# How old a file has to be, in seconds: some disks date to two.
_SETTLED = 3.0


@contextmanager
def distrusted(is_own: Callable[[str], bool]) -> Iterator[None]:
    """Pass over the bytecode of the user's files that are new, for the time of the `with`."""
    asked = SourceFileLoader.path_stats

    def path_stats(loader: SourceFileLoader, path: str) -> Mapping[str, Any]:
        found = asked(loader, path)
        if is_own(path) and found["mtime"] > time.time() - _SETTLED:
            raise OSError("too new for bytecode")
        return found

    SourceFileLoader.path_stats = path_stats  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        SourceFileLoader.path_stats = asked  # type: ignore[method-assign]
