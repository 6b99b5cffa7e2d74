"""An example that ran: what was asked, what came out, and what ran it when."""

from dataclasses import dataclass

import msgspec

from nexus.core.results import Result
from nexus.examples.request import Request


class Ran(msgspec.Struct, frozen=True):
    """What ran an example: the program and its version, the data, and the moment in UTC."""

    by: str
    data: str
    at: str


class Kept(msgspec.Struct, frozen=True):
    """What is kept of one example between builds."""

    ran: Ran
    results: tuple[Result, ...]


# What stands in for results in a preview, until somebody opens the page.
WAITING = Kept(Ran("It runs when this page is opened", "", ""), ())


@dataclass(frozen=True)
class Example:
    """A request of a page with its results; `number` counts the page's examples from 1."""

    request: Request
    number: int
    kept: Kept
