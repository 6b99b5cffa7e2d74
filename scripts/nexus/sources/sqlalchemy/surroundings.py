"""What models may change of the program that imports them, put back as it was."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def kept() -> Iterator[None]:
    """Keep who hears which messages, the environment, and the folder one works in.

    Applications configure their messages when they are imported: this program's would be told twice,
    or by nobody, and a strict build would see no warning.
    """
    known = [
        one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)
    ]
    loggers = [
        (one, one.level, one.disabled, one.propagate, one.handlers[:])
        for one in (logging.root, *known)
    ]
    variables = dict(os.environ)
    disabled, folder = logging.root.manager.disable, Path.cwd()
    try:
        yield
    finally:
        for one, level, is_off, is_passed_on, handlers in loggers:
            one.setLevel(level)
            one.disabled, one.propagate, one.handlers[:] = is_off, is_passed_on, handlers
        logging.disable(disabled)
        os.environ.clear()
        os.environ.update(variables)
        with suppress(OSError):
            os.chdir(folder)
