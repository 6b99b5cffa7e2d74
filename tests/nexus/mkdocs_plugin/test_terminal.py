"""What MkDocs prints makes room for itself, and is less where all is quiet."""

import io
import logging
from collections.abc import Iterator

import pytest
from nexus.core.progress import QUIET, Progress
from nexus.mkdocs_plugin import terminal


class Bar(Progress):
    """A bar that tells when it is cleared."""

    def __init__(self, printed: io.StringIO) -> None:
        super().__init__("", str)
        self._printed = printed

    def clear(self) -> None:
        """Tell it."""
        self._printed.write("<cleared>")


@pytest.fixture
def printed() -> Iterator[io.StringIO]:
    """What MkDocs prints."""
    logger, text = logging.getLogger("mkdocs"), io.StringIO()
    handler, level = logging.StreamHandler(text), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    terminal.install()
    terminal.keep_apart(Bar(text))
    yield text
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_a_line_clears_the_bar_first(printed: io.StringIO) -> None:
    """Each line once, however often the plugin was started."""
    terminal.install()
    logging.getLogger("mkdocs.anything").info("a line")
    assert printed.getvalue() == "<cleared>a line\n"


def test_where_all_is_quiet_only_warnings_are_printed(
    printed: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They still pass the counter of a strict build, which has a handler of its own."""
    monkeypatch.setenv(QUIET, "1")
    counter = logging.Handler()
    seen: list[str] = []
    counter.emit = lambda record: seen.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(counter)
    logger.info("nothing much")
    logger.warning("a warning")
    logger.removeHandler(counter)
    assert printed.getvalue() == "<cleared>a warning\n"
    assert seen == ["nothing much", "a warning"]
