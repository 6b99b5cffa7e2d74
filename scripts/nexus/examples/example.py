"""An example that ran: what was asked, what came out, and what ran it when."""

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from nexus import plans
from nexus.core.results import Plan, Result
from nexus.examples.request import Request

Kind = TypeVar("Kind", bound=Result)


class Ran(msgspec.Struct, frozen=True):
    """What ran an example: the program and its version, the data, and the moment in UTC."""

    by: str
    data: str
    at: str


class Kept(msgspec.Struct, frozen=True):
    """What is kept of one example between builds."""

    ran: Ran
    results: tuple[Result, ...]

    @property
    def is_pending(self) -> bool:
        """Tell whether the example has not run yet."""
        return not self.ran.at

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return the results of one kind, in order."""
        return [result for result in self.results if isinstance(result, kind)]


# What stands in for results in a preview, until somebody opens the page, and until they are there.
WAITING = Kept(Ran("It runs when this page is opened", "", ""), ())
RUNNING = Kept(Ran("It is running", "", ""), ())
# What stands there where examples are code to read, and run nowhere.
UNRUN = Kept(Ran("", "", ""), ())


@dataclass(frozen=True)
class Example:
    """A request of a page with its results; `number` counts the page's examples from 1."""

    request: Request
    number: int
    kept: Kept

    @property
    def plan(self) -> plans.QueryPlan:
        """Return its query plan; only an example with the option `plan` has one."""
        return plans.read(self.kept.of(Plan)[0].document)
