"""What all pages of one schema's reference share: where they are, and how they are written."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from typing import Protocol

from nexus.core.cache import address
from nexus.core.slugs import slugs
from nexus.core.text import printable
from nexus.erd.options import Options
from nexus.exports import postgresql
from nexus.pages import comments, markdown
from nexus.schema import groups
from nexus.schema.groups import Group
from nexus.schema.joins.deletes import Deletes, Effect
from nexus.schema.lint.choices import Choices
from nexus.schema.lint.report import Finding, Report, lint
from nexus.schema.lint.rule import Rule
from nexus.schema.model import Relation, Schema, Source
from nexus.schema.statements import Ddl

# Who deletes a row that takes so much with it should know more than a page can say.
MOST_EFFECTS = 40


@dataclass(frozen=True)
class Page:
    """A page of the reference: its path, how it is written, and where its facts are declared.

    `facts` gives plain data from which the page and its diagrams follow. A page that is not `listed`
    is in no navigation: others lead to it.
    """

    path: str
    write: Callable[[], str]
    facts: Callable[[], object]
    source: Source | None = None
    listed: bool = True

    @cached_property
    def markdown(self) -> str:
        """Return the text of the page."""
        return self.write()


class Style(Protocol):
    """How the parts of a page are written that plain Markdown does not have."""

    def figure(self, book: "Book", name: str, options: Options, up: str) -> str:
        """Return a diagram; `name` is its page's file without .md, `up` leads to the index."""

    def tabs(self, choices: Mapping[str, str]) -> str:
        """Return several texts, of which a reader chooses one by its label."""

    def box(self, book: "Book", kind: str) -> str:
        """Return a box that a reader asks: `joins`, `deletes` or `tables`; nothing without scripts."""


@dataclass(frozen=True)
class Book:
    """The reference of a schema: `folder` is where its pages are, with a slash at its end.

    `ddl` has the statements for other databases than PostgreSQL, whose own follow from the schema.
    `choices` say which rules look at the schema; without them none does. `births` says since when a
    column is there, by its table's id and its name, where that is known.
    """

    schema: Schema
    folder: str
    style: Style
    ddl: Ddl = field(default_factory=dict)
    choices: Choices | None = None
    births: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def index(self) -> str:
        """Return the path of the index page."""
        return f"{self.folder}index.md"

    @property
    def enums(self) -> str:
        """Return the path of the page of the enums."""
        return f"{self.folder}enums.md"

    @cached_property
    def files(self) -> dict[str, str]:
        """Return the file of each table's page in the folder, by table id."""
        return {table: f"{slug}.md" for table, slug in slugs(self.schema.by_id).items()}

    @cached_property
    def table_pages(self) -> dict[str, str]:
        """Return the path of each table's page, by table id."""
        return {table: f"{self.folder}{file}" for table, file in self.files.items()}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Return the groups of a large schema; none where a single diagram shows all of it."""
        return groups.groups(self.schema) if groups.is_large(self.schema) else ()

    @cached_property
    def group_files(self) -> dict[str, str]:
        """Return the file of each group's page in the folder, by the group's name."""
        found = slugs(group.name for group in self.groups)
        return {group: f"groups/{slug}/index.md" for group, slug in found.items()}

    @cached_property
    def group_pages(self) -> dict[str, str]:
        """Return the path of each group's page, by the group's name."""
        return {group: f"{self.folder}{file}" for group, file in self.group_files.items()}

    @cached_property
    def mentions(self) -> dict[str, str]:
        """Return the file that `[table]` in a comment means, by table id and by each unique name."""
        times = Counter(table.name for table in self.schema.tables)
        by_name = {t.name: self.files[t.id] for t in self.schema.tables if times[t.name] == 1}
        return by_name | self.files

    @cached_property
    def relations(self) -> dict[str, tuple[Relation, ...]]:
        """Return the relations of each table, by table id, in the order of the schema."""
        found: dict[str, list[Relation]] = {table: [] for table in self.schema.by_id}
        for relation in self.schema.relations:
            for table in dict.fromkeys((relation.child, relation.parent)):
                found[table].append(relation)
        return {table: tuple(relations) for table, relations in found.items()}

    @cached_property
    def statements(self) -> Ddl:
        """Return the statements that make each table, by table id, then by the database's name."""
        own = postgresql.statements(self.schema)
        return {
            table: {"PostgreSQL": made, **self.ddl.get(table, {})} for table, made in own.items()
        }

    @cached_property
    def digests(self) -> dict[str, str]:
        """Return a hash of the facts of each table, by id; its place in a file is not one."""
        return {table.id: address(replace(table, source=None)) for table in self.schema.tables}

    @cached_property
    def deletes(self) -> dict[str, tuple[Effect, ...]]:
        """Return what a DELETE of a row of each table does, by table id."""
        known = Deletes(self.schema)
        return {table: known.of(table) for table in self.schema.by_id}

    @cached_property
    def report(self) -> Report | None:
        """Return what rules find of the schema; None where none are wanted."""
        return None if self.choices is None else lint(self.schema, self.choices)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return everything that rules find."""
        return self.report.findings if self.report else ()

    @cached_property
    def findings_of(self) -> dict[str, list[Finding]]:
        """Return what rules find of each table, by table id."""
        found: dict[str, list[Finding]] = {table: [] for table in self.schema.by_id}
        for finding in self.findings:
            found[finding.table].append(finding)
        return found

    @cached_property
    def rules(self) -> dict[Rule, int]:
        """Return the rules that find something, with how often, the most frequent first."""
        return dict(Counter(finding.rule for finding in self.findings).most_common())

    @property
    def rule_files(self) -> dict[str, str]:
        """Return the file of the page of each of these rules in the folder, by the rule's id."""
        return {rule.id: f"lint/{rule.id}.md" for rule in self.rules}

    def everything(self) -> object:
        """Return the facts of a page about the whole schema."""
        schema = self.schema
        about = [schema.name, schema.description, schema.enums, self.groups, self.digests]
        return [*about, self.told(self.findings), self.report and self.report.described]

    @staticmethod
    def told(findings: Iterable[Finding]) -> object:
        """Return findings as plain data."""
        return [(each.rule.id, each.place, each.words, each.accepted) for each in findings]

    def excerpt(self, about: Collection[str], near: Collection[str]) -> object:
        """Return the facts of a page about some tables, whose diagram shows those `near` them."""
        relations = tuple(dict.fromkeys(r for table in about for r in self.relations[table]))
        ends = (end for relation in relations for end in (relation.child, relation.parent))
        named = dict.fromkeys((*about, *near, *ends))
        return [
            self.schema.name,
            [(table, self.digests[table]) for table in near],
            {table: self.files[table] for table in named},
            relations,
            [self._mentioned(table) for table in about],
            [self.statements.get(table, {}) for table in about],
            [self.told(self.findings_of[table]) for table in about],
            [(len(self.deletes[table]), self.deletes[table][:MOST_EFFECTS]) for table in about],
            [self._days.get(table, ()) for table in about],
        ]

    @cached_property
    def _days(self) -> dict[str, list[str]]:
        """Since when the columns of each table are there, by the table's id."""
        found: dict[str, list[str]] = {}
        for (table, _), day in self.births.items():
            found.setdefault(table, []).append(day)
        return found

    def _mentioned(self, table: str) -> dict[str, str]:
        """Where the links in a table's comments lead."""
        held = self.schema.by_id[table]
        said = (held.about, *(column.about for column in held.columns))
        words = (word for text in said for word in comments.mentions(text))
        return {word: self.mentions[word] for word in words if word in self.mentions}

    def to(self, table: str, up: str = "") -> str:
        """Return a link to a table's page."""
        return markdown.link(markdown.name(table), f"{up}{self.files[table]}")

    def about(self, value: str | None) -> str:
        """Return what is said of a thing as blocks of Markdown, with links to its tables."""
        return comments.paragraphs(value, self.mentions)

    def comment(self, value: str | None, up: str = "") -> str:
        """Return a comment of the models for a cell, with links to the tables that it mentions."""
        return comments.cell(value, _Below(self.mentions, up))

    @staticmethod
    def label(value: str) -> str:
        """Return a name escaped, as MkDocs itself does not escape titles and navigation."""
        return escape(printable(value))


@dataclass(frozen=True)
class _Below(Mapping[str, str]):
    """Files as seen from a page below them, of which few are asked for."""

    files: Mapping[str, str]
    up: str

    def __getitem__(self, name: str) -> str:
        return f"{self.up}{self.files[name]}"

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def joined(title: str, description: str, *blocks: str, searched: bool = True) -> str:
    """Return the Markdown of a page: its front matter, and the blocks that are not empty.

    It has no table of contents: diagrams and tables take its room. Material's search leaves out what
    is not to be `searched`.
    """
    shown = " ".join(description.split())
    title, shown = (markdown.quoted(Book.label(text)) for text in (title, shown))
    search = "" if searched else "search:\n  exclude: true\n"
    head = f"---\ntitle: {title}\ndescription: {shown}\nhide: [toc]\n{search}---"
    return "\n\n".join([head, *filter(None, blocks)]) + "\n"


def section(heading: str, body: str) -> str:
    """Return a section under that heading, or the empty string if its body is empty."""
    return f"## {heading}\n\n{body}" if body else ""
