"""The lines of MkDocs on a terminal: apart from the bar of long work, and none where all is quiet.

`mkdocs --quiet` would disarm --strict, which counts the warnings that pass.
"""

import logging

from nexus.core.progress import Progress, is_quiet


class _Terminal(logging.Filter):
    """Lets pass what is to be printed, and makes room for it."""

    progress: Progress | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is to be printed."""
        if is_quiet() and record.levelno < logging.WARNING:
            return False
        if self.progress is not None:
            self.progress.clear()
        return True


_terminal = _Terminal()


def install() -> None:
    """Let every line that MkDocs prints pass here."""
    for handler in logging.getLogger("mkdocs").handlers:
        handler.addFilter(_terminal)


def keep_apart(progress: Progress) -> None:
    """Make room for lines where a bar stands."""
    _terminal.progress = progress
