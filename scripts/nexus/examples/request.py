"""The examples that a page wants to run, read from its fences and checked, each at its line.

A fence of the language `sql` or `python` with the option `run` is an example; without it, it is
only shown. The options are in the fence's first line, each as name="value".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from nexus.core import encoding
from nexus.core.errors import Errors, NexusError, place
from nexus.pages.fences import Fence

Language = Literal["sql", "python"]
KINDS_OF_CHART = ("bars", "memory", "timeline", "line")

_DATABASE = re.compile(r"[\w.]+(?::(?:large|small|empty))?")
_MARKUP = ("title", "hl_lines", "linenums")
# Two plans that need no name of their own: their options, and their labels.
_CHARTED = 1000
_PAIR = {"before": "Before", "after": "After"}


@dataclass(frozen=True)
class Option:
    """An option of an example: a pattern of its value, what to give in words, what it does."""

    pattern: str
    give: str
    does: str


_OPTIONS: Mapping[str, Option] = {
    "run": Option(
        _DATABASE.pattern,
        "a database such as airbnb or airbnb:small",
        "Runs it: SQL on a copy of that schema's database; Python also with true, which means no "
        "database.",
    ),
    "file": Option(
        r"[^\0]+", "the path of a file, from the page's folder", "Takes the code from that file."
    ),
    "chart": Option(
        "|".join(KINDS_OF_CHART),
        f"one of {', '.join(KINDS_OF_CHART)}",
        "Draws a chart of the rows, or of the CSV that a program prints.",
    ),
    **dict.fromkeys(_MARKUP, Option(".*", "a text", "As in any code block of the theme.")),
}
_SQL_OPTIONS: Mapping[str, Option] = {
    "rows": Option(
        r"[1-9]\d{0,2}", "how many rows to show, 1 to 999", "Shows at most this many rows."
    ),
    "plan": Option(
        r"\S.{0,60}", "true, or a label for a comparison", "Shows the query's plan as it ran."
    ),
    "compare": Option(
        r"\S.{0,60}",
        "the name of a comparison of plans",
        "Sets plans of the same name side by side.",
    ),
    "error": Option(
        r"[0-9A-Z]{5}",
        "the SQLSTATE that is expected, e.g. 23514",
        "Expects PostgreSQL to reject it with this code.",
    ),
}


def options(language: str) -> Mapping[str, Option]:
    """Return the options of an example in that language, each by its name."""
    return {**_OPTIONS, **(_SQL_OPTIONS if language == "sql" else {})}


@dataclass(frozen=True)
class Request:
    """An example of a page: its code, the place of the code, and how to run and show it.

    `database` is empty for Python that needs none. `line` is the line of the fence in its page,
    `source` is the file with the code and `start` the code's first line in that file. Plans with
    the same `compare` are set side by side, each under its label `plan`; the last `shows` them all.
    """

    language: Language
    code: str
    database: str
    page: Path
    line: int
    source: Path
    start: int
    file: str = ""
    rows: int = 10
    plan: str = ""
    error: str = ""
    chart: str = ""
    compare: str = ""
    shows: bool = False
    markup: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_timed(self) -> bool:
        """Tell whether it shows times, which what else the machine does would change."""
        return bool(self.plan) or self.chart == "timeline"

    @property
    def asks(self) -> tuple[object, ...]:
        """Return what its results follow from, beside its database and the examples before it."""
        return (self.code, self.file, self.rows, self.plan, self.error, self.chart)

    @property
    def shown(self) -> int:
        """Return how many rows of a result it shows: a chart shows all, and not only the first."""
        return _CHARTED if self.chart else self.rows

    @property
    def place(self) -> str:
        """Return the page and line of the fence, as `nexus run` takes it; the page if none is known."""
        return _place(self.page, self.line)

    def placed(self, error: NexusError) -> NexusError:
        """Return an error about its results, placed at its fence; the row's place joins the words."""
        what = f"{error.what}, {error.where}" if error.where else error.what
        return type(error)(what, self.place, error.hint)

    def at(self, line: int) -> str:
        """Return the place of a line of the code, counted from 1; the page if none is known."""
        is_known = self.line or self.source != self.page
        return place(self.source, self.start + line - 1) if is_known else self.place


def read(page: Path, fences: Iterable[Fence]) -> list[Request]:
    """Read the examples of a page from its fences, in order.

    Raises Errors, each at the line of a fence with an unknown option, a wrong value, or a file that
    is not there.
    """
    requests, errors = [], []
    for fence in fences:
        if fence.is_run:
            try:
                requests.append(_request(page, fence))
            except NexusError as error:
                errors.append(error)
    if errors:
        raise Errors(errors)
    return _in_order(requests)


def _request(page: Path, fence: Fence) -> Request:
    language: Language = "sql" if fence.language == "sql" else "python"
    options = _options(fence, _place(page, fence.line))
    markup = {name: options.pop(name) for name in _MARKUP if name in options}
    source, start, code = page, fence.line + 1, fence.body
    if "file" in options:
        source, start, code = _file(page, fence, options["file"])
    database = options.pop("run")
    if language == "python" and database == "true":
        database = ""
    rows = int(options.pop("rows", "10"))
    return Request(
        language, code, database, page, fence.line, source, start,
        rows=rows, markup=markup, shows=False, **options,
    )  # fmt: skip


def _place(page: Path, line: int) -> str:
    return place(page, line or None)


def _options(fence: Fence, where: str) -> dict[str, str]:
    known = options(fence.language)
    for name, value in fence.options.items():
        if name not in known:
            hint = f"choose from: {', '.join(known)}"
            raise NexusError(f"unknown option {name!r} of a {fence.language} example", where, hint)
        if not re.fullmatch(known[name].pattern, value):
            what = f"the option {name!r} is wrong: {value!r}"
            raise NexusError(what, where, f"give {known[name].give}")
    return dict(fence.options)


def _file(page: Path, fence: Fence, name: str) -> tuple[Path, int, str]:
    where = _place(page, fence.line)
    if fence.body.strip():
        hint = "leave the fence empty, or leave the option out"
        raise NexusError("an example has both a file and code of its own", where, hint)
    folder = page.parent.resolve()
    file = (folder / name).resolve()
    if not file.is_relative_to(folder):
        hint = "name a file of the page's own folder"
        raise NexusError(f"the file {name!r} lies outside the page's folder", where, hint)
    try:
        return file, 1, encoding.read(file).rstrip("\n")
    except OSError as error:
        hint = "name a file of the page's folder, e.g. labs/top.sql"
        raise NexusError(f"cannot read the file {name!r}", where, hint) from error


def _in_order(requests: list[Request]) -> list[Request]:
    """The requests, the last of each comparison marked; each compares at least two plans."""
    named = list(_paired(requests))
    groups: dict[str, list[int]] = {}
    for number, request in enumerate(named):
        if request.compare and request.error:
            hint = "leave error= out, or the comparison"
            raise NexusError("a plan that is refused cannot be compared", request.place, hint)
        if request.compare:
            groups.setdefault(request.compare, []).append(number)
    for numbers in groups.values():
        last = named[numbers[-1]]
        if len(numbers) == 1:
            hint = f"give another example of the page compare={last.compare!r} and a label"
            raise NexusError("a plan is compared with no other", last.place, hint)
        named[numbers[-1]] = replace(last, shows=True)
    return named


def _paired(requests: list[Request]) -> Iterator[Request]:
    """The requests; a plan `before` and the `after` that follows it become a comparison."""
    waiting: Request | None = None
    for number, request in enumerate(requests):
        _check_label(request)
        if request.compare or request.plan not in _PAIR:
            yield request
            continue
        if request.plan == "after" and waiting is None:
            hint = 'give an earlier example of the page plan="before"'
            raise NexusError("a plan after has no plan before it", request.place, hint)
        if request.plan == "before" and waiting is not None:
            raise _unpaired(waiting)
        compare = waiting.compare if waiting else f"before and after, {number}"
        named = replace(request, plan=_PAIR[request.plan], compare=compare)
        yield named
        waiting = None if waiting else named
    if waiting is not None:
        raise _unpaired(waiting)


def _check_label(request: Request) -> None:
    """Raise NexusError for a label without a comparison, and for a comparison without a label."""
    is_label = request.plan not in {"", "true", *_PAIR}
    if is_label and not request.compare:
        hint = 'give true, or add compare="a name", which sets plans side by side'
        raise NexusError(f"the option 'plan' is wrong: {request.plan!r}", request.place, hint)
    if request.compare and request.plan in {"", "true"}:
        hint = 'give it a label, e.g. plan="with an index"'
        raise NexusError("a plan to compare has no label", request.place, hint)


def _unpaired(request: Request) -> NexusError:
    hint = 'give a later example of the page plan="after"'
    return NexusError("a plan before has no plan after it", request.place, hint)
