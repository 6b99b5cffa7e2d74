"""What a reader may run: each example whose result in the browser is the one on the page.

Others say why not, once a page. A session of a page is a file that a browser fetches when a reader
presses Run: the data, the examples in order, and what an editor completes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

import msgspec

from nexus.core.cache import Cache
from nexus.core.text import counted
from nexus.examples.example import Example
from nexus.examples.fixtures import Fixtures
from nexus.examples.live import modules, node, offer, snapshots, trial
from nexus.examples.live.bundle import Bundle
from nexus.examples.live.offer import Offer
from nexus.examples.live.part import FOLDER
from nexus.examples.live.programs import Programs
from nexus.examples.live.snapshots import Snapshot, Snapshots
from nexus.examples.live.trial import Trial

# Above these, a snapshot takes too long to make or to fetch.
_MOST_ROWS = 100_000
_LARGEST = 16_000_000
_UNPACKED = 100_000_000
_ROWS = re.compile(r": ([\d,]+) rows?\b")


@dataclass
class Offers:
    """The offers of a site; `report` is given a line about each example that differs.

    Where there is no Node or no PGlite there are none, and a line says so once. `programs` are those
    in Python, if readers may run them.
    """

    bundle: Bundle
    fixtures: Fixtures
    cache: Cache
    report: Callable[[str], None]
    programs: Programs | None = None
    _files: dict[str, str | bytes] = field(default_factory=dict)
    _failed: dict[str, node.NodeError] = field(default_factory=dict)
    _data: dict[str, Snapshot] = field(default_factory=dict)

    def of(self, examples: Sequence[Example]) -> dict[int, Offer | str]:
        """Return for examples of a page, by their numbers, the offer or why there is none."""
        asked = [e for e in examples if e.request.language == "sql" and not e.kept.is_pending]
        found: dict[int, Offer | str] = {}
        if asked and self._can_try:
            key: Callable[[Example], str] = lambda example: example.request.database  # noqa: E731
            for database, session in groupby(sorted(asked, key=key), key):
                found |= self._session(database, list(session))
        return found | (self.programs.of(examples) if self.programs else {})

    def data(self, schema: str) -> tuple[Offer, str] | None:
        """Return the offer to query the data of a schema, and the namespace of its tables.

        It is the largest database of that schema which examples use and a browser can have.
        """
        known = {name: name.partition(":")[0] for name in self._data}
        fitting = [
            name for name, own in known.items() if schema == own or schema.startswith(f"{own}.")
        ]
        if not fitting:
            return None
        database = max(fitting, key=lambda name: len(self._data[name].content))
        snapshot = self._data[database]
        session, size = self._published(database, [], snapshot)
        namespace = "" if schema == known[database] else schema.rpartition(".")[2]
        return Offer(session, 0, size, _by(snapshot)), namespace

    def files(self) -> Iterator[tuple[str, str | bytes]]:
        """Yield the address and content of all that browsers fetch; nothing where nothing is offered."""
        found = dict(self.programs.files() if self.programs else ())
        if self._files:
            found |= self._files | dict(self.bundle.modules)
        yield from found.items()

    @cached_property
    def _can_try(self) -> bool:
        missing = "" if node.executable() else "Node"
        if not self.bundle.is_there:
            missing = "a front-end package, of PostgreSQL or its editor,"
        if missing:
            hint = "pip install 'project-nexus[live]'" if missing == "Node" else "run npm ci"
            self.report(f"no example can be run by readers, as {missing} is missing; {hint}")
        return not missing

    def _session(self, database: str, examples: list[Example]) -> dict[int, Offer | str]:
        """Return the offers of a page's examples on one database."""
        numbers = [example.number for example in examples]
        if why := _too_large(examples[0]):
            return dict.fromkeys(numbers, why)
        try:
            snapshot = self._snapshot(database)
            if len(snapshot.content) > _LARGEST or snapshot.size > _UNPACKED:
                return dict.fromkeys(numbers, f"its data takes {snapshot.size:,} bytes")
            differs = self._trial.differences(examples, snapshot)
        except node.NodeError as error:
            self.report(f"readers cannot query {database}: {error}; {examples[0].request.place}")
            return dict.fromkeys(numbers, offer.UNTRIED)
        return self._tried(database, examples, snapshot, differs)

    def _snapshot(self, database: str) -> Snapshot:
        """Return the data of a database; raises NodeError, and at once where it did so before."""
        if database in self._failed:
            raise self._failed[database]
        try:
            return self._snapshots.of(self.fixtures.fixture(database))
        except node.NodeError as error:
            self._failed[database] = error
            raise

    def _tried(
        self, database: str, examples: list[Example], snapshot: Snapshot, differs: list[str]
    ) -> dict[int, Offer | str]:
        found: dict[int, Offer | str] = {}
        session, size = "", 0
        if not all(differs):
            self._note(database, snapshot)
            session, size = self._published(database, trial.needed(examples, differs), snapshot)
        for example, difference in zip(examples, differs, strict=True):
            if difference:
                found[example.number] = "it gives something else in a browser"
                self.report(
                    f"not run by readers: {example.request.place}; in a browser {difference}"
                )
            else:
                found[example.number] = Offer(session, example.number, size, _by(snapshot))
        return found

    def _note(self, database: str, snapshot: Snapshot) -> None:
        if database not in self._data:
            hint = "say live: off if they are not for everybody"
            self.report(f"readers can query all rows of {database}, which are published; {hint}")
        self._data[database] = snapshot

    def _published(
        self, database: str, examples: list[Example], snapshot: Snapshot
    ) -> tuple[str, int]:
        """Return the file of a session, and how many bytes it takes with all that it needs."""
        data = snapshots.part(database, snapshot)
        more = self.bundle.extensions(snapshot.extensions)
        parts = [*self.bundle.engine.values(), data, *more.values()]
        known = {name: part.facts for name, part in self.bundle.engine.items()}
        extensions = {name: part.facts for name, part in more.items()}
        facts = {
            "language": "sql",
            "by": _by(snapshot),
            "database": database,
            "parts": {**known, "snapshot": data.facts, "extensions": extensions},
            "examples": trial.steps(examples),
            "tables": snapshot.tables,
            "conditions": self._conditions,
            "modules": self._kept,
        }
        name, text = offer.session(facts)
        self._files[f"{FOLDER}/{name}"] = text
        self._files |= {f"{FOLDER}/{part.file}": part.content for part in parts}
        return name, sum(len(part.content) for part in parts) + self._code

    @cached_property
    def _code(self) -> int:
        return modules.size(self.bundle.modules, self.cache)

    @cached_property
    def _kept(self) -> list[str]:
        return modules.kept(self.bundle.modules)

    @cached_property
    def _snapshots(self) -> Snapshots:
        return Snapshots(self.bundle, self.cache)

    @cached_property
    def _trial(self) -> Trial:
        return Trial(self.bundle, self._conditions, self.cache)

    @cached_property
    def _conditions(self) -> Mapping[str, str]:
        return msgspec.json.decode(
            self.cache.get_or_make(["conditions"], _conditions), type=dict[str, str]
        )


def _too_large(example: Example) -> str:
    """Return how many rows the data of an example has, if these are too many for a browser."""
    told = _ROWS.search(example.kept.ran.data)
    rows = int(told[1].replace(",", "")) if told else 0
    return f"{counted(rows, 'row')} are too many for a browser" if rows > _MOST_ROWS else ""


def _by(snapshot: Snapshot) -> str:
    return f"PostgreSQL {snapshot.version}"


def _conditions() -> bytes:
    """The names of SQLSTATEs, as JSON."""
    from nexus.examples.postgres import answer

    return msgspec.json.encode(answer.conditions())
