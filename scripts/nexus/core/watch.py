"""Waits for changes of files and folders, also in those of other machines and containers."""

from collections.abc import Iterable
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.polling import PollingObserver

# Seconds: between two looks, and how long nothing may change before a change counts as done.
_EVERY, _QUIET = 0.5, 0.1


class Watch(FileSystemEventHandler):
    """Looks at files and folders for the time of a `with`."""

    def __init__(self) -> None:
        self._observer = PollingObserver(timeout=_EVERY)
        self._known: set[Path] = set()
        self._changed = Event()

    def __enter__(self) -> Self:
        self._observer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._observer.stop()
        self._observer.join()

    def add(self, paths: Iterable[Path]) -> None:
        """Look at more of them, those that are there."""
        for path in map(Path.resolve, paths):
            if path not in self._known and path.exists():
                self._known.add(path)
                self._observer.schedule(self, str(path), recursive=True)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take note of a change."""
        if not event.is_directory:
            self._changed.set()

    def wait(self, seconds: float) -> bool:
        """Wait until something changes, so many seconds at most; returns whether it did."""
        changed = self._changed.wait(seconds)
        while self._changed.is_set():
            self._changed.clear()
            self._changed.wait(_QUIET)
        return changed
