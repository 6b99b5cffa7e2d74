"""The ledger: every statement of every week with what backs it, and when that last ran."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nexus.core.errors import Errors, NexusError
from nexus.core.results import Plan, SqlError
from nexus.examples.example import Example
from nexus.proof import accounts, samples
from nexus.proof.claims import Claim, Link
from nexus.proof.journal import Journal
from nexus.proof.sections import Kind, Section


@dataclass(frozen=True)
class Backing:
    """A section that a statement links to, with the titles of its page and of itself.

    `words` are those of the link, empty where it only says "proof". `ran` is when its newest example
    ran, in UTC, or empty. `place` is the anchor where what backs the statement is in sight.
    """

    kind: Kind
    page: str
    anchor: str
    titles: tuple[str, ...]
    ran: str = ""
    words: str = ""
    place: str = ""

    @property
    def name(self) -> str:
        """Return what the link is called: by its author, or else as its target."""
        return self.words or self.titles[-1]


@dataclass(frozen=True)
class Entry:
    """A statement and what it links to, in the order of its links."""

    claim: Claim
    linked: tuple[Backing, ...]

    @cached_property
    def backings(self) -> tuple[Backing, ...]:
        """Return what the statement links to, what shows most first."""
        order = list(Kind)
        return tuple(sorted(self.linked, key=lambda backing: order.index(backing.kind)))

    @property
    def kind(self) -> Kind:
        """Return what backs the statement; one without a link, or of a life, is an account."""
        return self.backings[0].kind if self.backings and not self.is_account else Kind.ACCOUNT

    @cached_property
    def is_account(self) -> bool:
        """Tell whether the statement says what its author felt or did."""
        return accounts.is_account(self.claim)


@dataclass(frozen=True)
class Week:
    """The page of a week, its title and number, and its entries in the order of the page."""

    page: str
    title: str
    number: int
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> Counter[Kind]:
        """Return the number of statements of each kind."""
        return Counter(entry.kind for entry in self.entries)


@dataclass(frozen=True)
class Runs:
    """The number of examples, of the refusals, plans and charts among them, and the programs."""

    examples: int
    refusals: int
    plans: int
    charts: int
    programs: tuple[str, ...]

    @classmethod
    def of(cls, pages: Mapping[str, Sequence[Example]]) -> "Runs":
        """Count what ran on these pages."""
        examples = [example for page in pages.values() for example in page]
        programs = {name for example in examples for name in example.kept.ran.by.split(", ")}
        return cls(
            examples=len(examples),
            refusals=sum(len(example.kept.of(SqlError)) for example in examples),
            plans=sum(len(example.kept.of(Plan)) for example in examples),
            charts=sum(bool(example.request.chart) for example in examples),
            programs=tuple(sorted(programs)),
        )


@dataclass(frozen=True)
class Ledger:
    """The weeks in order, and what ran on all pages."""

    weeks: tuple[Week, ...]
    runs: Runs

    @property
    def counts(self) -> Counter[Kind]:
        """Return the number of statements of each kind in all weeks."""
        return sum((week.counts for week in self.weeks), Counter[Kind]())


def read(journal: Journal, examples: Mapping[str, Sequence[Example]]) -> Ledger:
    """Return the ledger of a journal; `examples` are those that ran, by their page.

    Raises Errors with all errors of the journal.
    """
    if found := list(errors(journal)):
        raise Errors(found)
    weeks = (_week(journal, page, examples) for page in journal.weeks)
    return Ledger(tuple(weeks), Runs.of(examples))


def errors(journal: Journal) -> Iterator[NexusError]:
    """Yield an error for each link of a statement that leads nowhere."""
    for claims in journal.weeks.values():
        for claim in claims:
            try:
                entry(journal, claim, {})
            except NexusError as error:
                yield error.at(journal.pages[claim.page].where(claim.line))


def entry(journal: Journal, claim: Claim, examples: Mapping[str, Sequence[Example]]) -> Entry:
    """Return a statement with what backs it; raises NexusError if a link leads nowhere."""
    return Entry(claim, tuple(_linked(journal, claim, link, examples) for link in claim.links))


def _week(journal: Journal, page: str, examples: Mapping[str, Sequence[Example]]) -> Week:
    entries = (entry(journal, claim, examples) for claim in journal.weeks[page])
    title = str(journal.pages[page].meta.get("title") or journal.title(page))
    return Week(page, title, journal.kept.number(page) or 0, tuple(entries))


def _linked(
    journal: Journal, claim: Claim, link: Link, examples: Mapping[str, Sequence[Example]]
) -> Backing:
    try:
        page, section = journal.find(link.target, claim.page)
    except NexusError as error:
        raise error.at(journal.pages[claim.page].where(link.line)) from None
    return backing(journal, page, section, examples.get(page, ()), link.words)


def backing(
    journal: Journal, page: str, section: Section, examples: Iterable[Example], words: str = ""
) -> Backing:
    """Return a section of a page, with those examples, as what a link with these words leads to."""
    ran = samples.within(section, examples)
    titles = tuple(filter(None, (journal.title(page), section.title)))
    last = max((example.kept.ran.at for example in ran), default="")
    place = samples.place(section, ran)
    return Backing(section.kinds[0], page, section.anchor, titles, last, words, place)
