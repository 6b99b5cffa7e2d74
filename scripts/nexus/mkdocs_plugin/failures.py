"""What ended a build, as errors with their places: told by the plugin, or found out for others.

MkDocs, its extensions and other plugins say what is wrong in words of their own, some of it in their
log and some in an exception. Here each becomes an error with a file and a line, as far as they say.
"""

import logging
import re
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from mkdocs.exceptions import PluginError

from nexus.core.errors import Errors, NexusError, place
from nexus.mkdocs_plugin import links
from nexus.project import settings

_PACKAGE = Path(__file__).parents[1]
_PAGE = re.compile(r"Error (?:reading|building) page '(?P<page>[^']+)'")
_SETTING = re.compile(r"Config value '(?P<name>[\w-]+)'(?:: |\. )")
_PLACE = re.compile(r"(?P<what>.*?)[;,]? ?(?P<where>[^\s;:]+\.\w+:\d+)(?P<end>\)?)$", re.DOTALL)
_QUOTED = re.compile(r"'([^'\n]{3,})'")
_ENOUGH = 30
_OF_NAV = re.compile(r"""["']nav["'] configuration""")
_SAVE = "fix it there, and save"
# What to do about what others say, by words that they use: the first that is found.
_HINTS = {
    "is not installed": "install it with pip, or leave it out of mkdocs.yml",
    "Failed to load extension": "install it with pip, or leave it out of mkdocs.yml",
    "Config value": "correct the setting there, and save",
    'in the "nav" configuration': "add them to nav in mkdocs.yml, or to not_in_nav",
    "'nav' configuration": "correct the path in nav, or add the page",
    " link ": "correct the link, or add what it leads to",
}
# What MkDocs says beside the errors themselves.
_EMPTY = re.compile(r"Aborted with .*|Error (?:reading|building) page '[^']+':\s*|", re.DOTALL)


class Failure(PluginError):
    """Ends a build, with the errors that did it."""

    def __init__(self, *errors: NexusError) -> None:
        found = {str(each): each for error in errors for each in _each(error)}
        self.errors = tuple(found.values())
        super().__init__("\n".join(found))


def _each(error: NexusError) -> Iterator[NexusError]:
    if isinstance(error, Errors):
        for each in error.errors:
            yield from _each(each)
    else:
        yield error


class Log(logging.Handler):
    """Keeps what MkDocs and its plugins warn of, and what they call an error, while a build runs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        kept = self.errors if record.levelno >= logging.ERROR else self.warnings
        self.told.append(record.getMessage())
        kept.append(self.told[-1])

    def __enter__(self) -> Self:
        logging.getLogger("mkdocs").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self)


def errors(error: BaseException, log: Log, config: Path, docs: Path) -> list[NexusError]:
    """Give what ended a build of the site with that mkdocs.yml and those pages, each error once."""
    chain = list(_chain(error))
    if own := next((each for each in chain if isinstance(each, Failure)), None):
        return list(own.errors)
    if own_error := next((each for each in chain if isinstance(each, NexusError)), None):
        return list(_each(own_error))
    try:
        settings.configuration(config)
    except NexusError as broken:
        return [broken]
    told = [line for line in log.errors if not _EMPTY.fullmatch(line)]
    if wrong := [_of_setting(line, config) for line in told if _SETTING.match(line)]:
        return wrong
    return [_placed(_words(chain) or "; ".join(told), chain, log, docs)]


def of_template(error: BaseException) -> NexusError | None:
    """Return the error of a line of a template that the author wrote; None for any other error.

    What a template calls is Python, and an error there is a bug to be seen whole.
    """
    frames = traceback.extract_tb(error.__traceback__)
    last = [frame for frame in frames if "jinja2" not in Path(frame.filename).parts][-1:]
    for file, line in ((Path(frame.filename), frame.lineno) for frame in last):
        is_packed = "site-packages" in file.parts or file.is_relative_to(_PACKAGE)
        if file.suffix != ".py" and not is_packed and file.is_file():
            said = " ".join(str(error).split()) or "no message"
            return NexusError(f"{type(error).__name__}: {said}", place(file, line), _SAVE)
    return None


def notices(lines: Iterable[str], config: Path, docs: Path) -> list[NexusError]:
    """Give the warnings of a build, each with the place that it names."""
    return [_noticed(line, config, docs) for line in dict.fromkeys(lines)]


def _noticed(line: str, config: Path, docs: Path) -> NexusError:
    if _SETTING.match(line):
        return _of_setting(line, config)
    told = links.placed(line, docs)
    found = _PLACE.fullmatch(told)
    what, where = (found["what"] + found["end"], found["where"]) if found else (told, "")
    if not where and _OF_NAV.search(line):
        where = place(config, _line(config, f"{line} 'nav:'"))
    return NexusError(what.removesuffix(where).rstrip(), where, _hint(line, where))


def _hint(told: str, where: str) -> str:
    """Say what to do about something that somebody else told."""
    known = (hint for words, hint in _HINTS.items() if words in told)
    return next(known, _SAVE if where else "")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an exception and what it came from."""
    each: BaseException | None = error
    for _ in range(_ENOUGH):
        if each is None:
            return
        yield each
        each = each.__cause__ or each.__context__


def _words(chain: Sequence[BaseException]) -> str:
    """Tell an exception with what it came from, where it says nothing of that itself."""
    told: list[str] = []
    for each in chain:
        words = " ".join(str(each).split())
        if words and not _EMPTY.fullmatch(words) and not any(words in known for known in told):
            told.append(words)
    return "; ".join(told) or type(chain[0]).__name__


def _of_setting(line: str, config: Path) -> NexusError:
    """Place what MkDocs says of a setting at its line of mkdocs.yml."""
    name = _SETTING.match(line)
    number = None
    with suppress(OSError, UnicodeDecodeError):
        lines = config.read_text("utf-8").split("\n")
        starts = (f"{name['name']}:",) if name else ()
        number = next((n for n, text in enumerate(lines, 1) if text.startswith(starts)), None)
    return NexusError(line, place(config, number), _hint(line, "mkdocs.yml"))


def _placed(what: str, chain: Sequence[BaseException], log: Log, docs: Path) -> NexusError:
    """Place an error of somebody else: where it says, in the page being read, or in code at hand."""
    for each in chain:
        if (name := getattr(each, "filename", None)) and (line := getattr(each, "lineno", None)):
            return NexusError(what, place(Path(str(name)), int(line)), _SAVE)
    pages = (docs / found["page"] for line in log.errors if (found := _PAGE.match(line)))
    page = next((page for page in pages if page.is_file()), None)
    if page is not None:
        return NexusError(what, place(page, _line(page, what)), _SAVE)
    frames = (frame for each in chain for frame in traceback.extract_tb(each.__traceback__)[::-1])
    own = (f for f in frames if Path(f.filename).is_relative_to(Path.cwd()))
    frame = next((f for f in own if "site-packages" not in f.filename), None)
    where = place(Path(frame.filename), frame.lineno) if frame else ""
    return NexusError(what, where, _hint(what, where))


def _line(page: Path, what: str) -> int | None:
    """Find the line of a file that has what an error quotes, the first of that first."""
    lines = page.read_text("utf-8", "replace").split("\n")
    words = _QUOTED.findall(what)
    return next((n for w in words for n, line in enumerate(lines, 1) if w in line), None)
