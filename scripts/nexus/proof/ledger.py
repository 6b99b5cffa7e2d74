"""The ledger: every claim of every week with its proofs, their kind, and when they last ran."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nexus.core.errors import Errors, NexusError
from nexus.core.results import Plan, SqlError
from nexus.examples.example import Example
from nexus.proof.claims import Claim, Link
from nexus.proof.journal import Journal
from nexus.proof.sections import Kind, Section

_MISSING = {
    Kind.EXECUTED: ("nothing that runs", 'add an example with run="..." to it'),
    Kind.DRAWN: ("no diagram", "add an erd or a mermaid fence to it"),
}


@dataclass(frozen=True)
class Proof:
    """A section that proves a claim, with the titles of its page and of itself.

    `ran` is when its newest example ran, in UTC, or empty.
    """

    kind: Kind
    page: str
    anchor: str
    titles: tuple[str, ...]
    ran: str


@dataclass(frozen=True)
class Entry:
    """A claim and its proofs, the strongest first."""

    claim: Claim
    proofs: tuple[Proof, ...]

    @property
    def kind(self) -> Kind:
        """Return the kind of the strongest proof; a claim without proof is an account."""
        return self.proofs[0].kind if self.proofs else Kind.TOLD


@dataclass(frozen=True)
class Week:
    """The page of a week, its title and number, and its entries in the order of the page."""

    page: str
    title: str
    number: int
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> Counter[Kind]:
        """Return the number of claims of each kind."""
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
        """Return the number of claims of each kind in all weeks."""
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
    """Yield an error for each link to a proof that is not there, or not of the kind it says."""
    for claims in journal.weeks.values():
        for claim in claims:
            try:
                entry(journal, claim, {})
            except NexusError as error:
                yield error.at(journal.pages[claim.page].where(claim.line))


def entry(journal: Journal, claim: Claim, examples: Mapping[str, Sequence[Example]]) -> Entry:
    """Return a claim with its proofs; raises NexusError if one of them does not prove it."""
    proofs = [_proof(journal, claim, link, examples) for link in claim.links]
    return Entry(claim, tuple(sorted(proofs, key=lambda proof: list(Kind).index(proof.kind))))


def _week(journal: Journal, page: str, examples: Mapping[str, Sequence[Example]]) -> Week:
    entries = (entry(journal, claim, examples) for claim in journal.weeks[page])
    title = str(journal.pages[page].meta.get("title") or journal.title(page))
    return Week(page, title, journal.kept.number(page) or 0, tuple(entries))


def _proof(
    journal: Journal, claim: Claim, link: Link, examples: Mapping[str, Sequence[Example]]
) -> Proof:
    try:
        page, section = journal.find(link.target, claim.page)
        kind = _kind(link, section)
    except NexusError as error:
        raise error.at(journal.pages[claim.page].where(link.line)) from None
    ran = _last(section, examples.get(page, ())) if kind is Kind.EXECUTED else ""
    titles = tuple(filter(None, (journal.title(page), section.title)))
    return Proof(kind, page, section.anchor, titles, ran)


def _kind(link: Link, section: Section) -> Kind:
    """The kind of proof that a link asks for; the strongest of its section where it asks none."""
    if not link.classes:
        return section.kinds[0]
    name = link.classes[-1].removeprefix(".")
    if len(link.classes) > 1 or name not in list(Kind):
        what = f"unknown kind of proof {' '.join(link.classes)!r}"
        raise NexusError(what, hint=f"choose one of: {', '.join(f'.{kind}' for kind in Kind)}")
    kind = Kind(name)
    if kind not in section.kinds:
        lacks, remedy = _MISSING[kind]
        hint = f"{remedy}, or link to another section"
        raise NexusError(f"the section {section.title!r} holds {lacks}", hint=hint)
    return kind


def _last(section: Section, examples: Iterable[Example]) -> str:
    lines = range(section.line, section.end + 1)
    return max((e.kept.ran.at for e in examples if e.request.line in lines), default="")
