"""The pages of a history: an index with the newest revision first, and a page for each of them.

A page of a revision has its diagram, what it changed and risks, and what it did on its ways. Each risk
that was found has a page too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

from nexus.core.slugs import slugs
from nexus.core.text import counted
from nexus.exports.changes import markdown as changes
from nexus.exports.timelines import words
from nexus.pages import markdown
from nexus.reference import risk_page
from nexus.reference.book import Page, joined, section
from nexus.schema.comparison import Comparison
from nexus.schema.comparison.accepted import Judged
from nexus.schema.comparison.harms import Risk
from nexus.schema.timeline import Entry, Timeline

# What names the comparison with the models, where pages name a revision.
MODELS = "models"


class Style(Protocol):
    """How a diagram of what changed is put into a page."""

    def change(self, comparison: Comparison, revision: str, title: str) -> str:
        """Return a diagram of what a revision changed."""


@dataclass(frozen=True)
class Changelog:
    """The pages of a history; `folder` is where they are, with a slash at its end."""

    timeline: Timeline
    folder: str
    style: Style

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the file of each revision's page, without .md."""
        return names(self.timeline)

    @property
    def title(self) -> str:
        """Return what the history is called."""
        return f"History of {self.timeline.name}"

    @property
    def index(self) -> str:
        """Return the path of the index."""
        return f"{self.folder}index.md"

    def pages(self) -> Iterator[Page]:
        """Yield each page, the index first; versions of git are all on that one."""
        yield Page(self.index, self._index, lambda: self.timeline)
        for risk, found in self._found.items():
            path, write = f"{self.folder}{_page(risk)}", partial(risk_page.write, risk, found)
            yield Page(path, write, lambda: self.timeline, listed=False)
        if self.timeline.origin == "git":
            return
        for entry in reversed(self.timeline.entries):
            path = f"{self.folder}{self.names[entry.revision.id]}.md"
            yield Page(path, partial(self._page, entry), lambda: self.timeline, listed=False)

    @cached_property
    def _found(self) -> dict[Risk, list[tuple[str, str]]]:
        """Where each risk was found, the newest first: what names the version, and the place."""
        found: dict[Risk, list[tuple[str, str]]] = {}
        for entry in reversed(self.timeline.entries):
            for change, dangers in entry.changes.rows:
                row = self._link(entry.revision.id, "../"), markdown.name(change.place)
                for danger in dangers:
                    found.setdefault(danger.risk, []).append(row)
        return found

    def _index(self) -> str:
        told = list(words.of_timeline(self.timeline))
        return joined(
            self.title,
            f"How the schema {self.timeline.name} came to be: {told[0]}.",
            f"# History of {markdown.name(self.timeline.name)}",
            "\n".join(f"- {_sentence(each)}" for each in told),
            section("Differences from the models", self._drift()),
            *self._body(),
        )

    def _body(self) -> Iterator[str]:
        if self.timeline.origin != "git":
            yield section("Revisions", self._revisions())
            return
        for entry in reversed(self.timeline.entries):
            revision = entry.revision
            yield f"## {markdown.text(' '.join(filter(None, (revision.date, revision.title))))}"
            yield f"{markdown.name(revision.id)}: {markdown.text(words.of_entry(entry))}."
            yield from self._changed(entry, level=3)

    def _drift(self) -> str:
        drift = self.timeline.drift
        if drift is None or not drift.comparison.changes:
            return ""
        title = f"What the models of {self.timeline.name} say otherwise"
        shown = self.style.change(drift.comparison, MODELS, title)
        return f"{shown}\n\n{changes.listed(drift)}"

    def _revisions(self) -> str:
        rows = [self._row(entry) for entry in reversed(self.timeline.entries)]
        return markdown.table(
            ("Date", "Revision", "What it changed", "Ways"), rows, {"Ways", "Date"}
        )

    def _row(self, entry: Entry) -> tuple[str, str, str, str]:
        revision = entry.revision
        label = markdown.text(revision.title or revision.id)
        link = markdown.link(label, f"{self.names[revision.id]}.md")
        ways = "; ".join(markdown.text(said) for said in words.of_ways(entry))
        return revision.date, link, markdown.text(words.of_entry(entry)), ways

    def _page(self, entry: Entry) -> str:
        revision = entry.revision
        title = revision.title or revision.id
        return joined(
            title,
            f"{revision.id}, a revision of {self.timeline.name}: {words.of_entry(entry)}.",
            f"# {markdown.text(title)}",
            self._facts(entry),
            _sentence(words.of_entry(entry)),
            *self._changed(entry),
            section("Down and up again", _ways(entry)),
            section("Statements up", _statements(revision.up.sql)),
            section("Statements down", _statements(revision.down.sql if revision.down else ())),
        )

    def _facts(self, entry: Entry) -> str:
        revision = entry.revision
        after = ", ".join(self._link(parent) for parent in revision.parents)
        facts = {
            "Revision": markdown.name(revision.id),
            "Date": revision.date,
            "After": after,
            "File": markdown.name(revision.file) if revision.file else "",
        }
        return "\n".join(f"- {name}: {told}" for name, told in facts.items() if told)

    def _link(self, revision: str, up: str = "") -> str:
        shown = markdown.name(revision)
        if self.timeline.origin == "git":
            return markdown.link(shown, f"{up}index.md")
        known = revision in self.names
        return markdown.link(shown, f"{up}{self.names[revision]}.md") if known else shown

    def _changed(self, entry: Entry, level: int = 2) -> Iterator[str]:
        found = entry.changes
        if found.comparison.changes:
            title = f"What {entry.revision.id} changed"
            yield self.style.change(found.comparison, entry.revision.id, title)
            if any(found.dangers):
                yield f"{'#' * level} Risks"
                yield from _risks(found)
            yield f"{'#' * level} Changes"
            yield changes.listed(found)


def names(timeline: Timeline) -> dict[str, str]:
    """Return the name of the file of each revision, without its ending."""
    return slugs((MODELS, *(revision.id for revision in timeline.revisions)))


def _page(risk: Risk) -> str:
    return f"risks/{risk.id}.md"


def _sentence(said: str) -> str:
    # What begins with the name of a file keeps it.
    is_file = "." in said.partition(" ")[0]
    return f"{markdown.text(said if is_file else said[:1].upper() + said[1:])}."


def _risks(judged: Judged) -> Iterator[str]:
    number = sum(map(len, judged.dangers))
    if number:
        yield f"{counted(number, 'risk')} for a database with rows and readers."
        pages = {each.risk.id: _page(each.risk) for found in judged.dangers for each in found}
        yield from list(changes.risks(judged, pages))[1:]


def _ways(entry: Entry) -> str:
    told = [_sentence(said) for said in words.of_ways(entry)]
    lists = [entry.not_undone, entry.not_repeated]
    shown = [changes.listed(each) for each in lists if each and each.comparison.changes]
    if not told and entry.revision.down is not None:
        told = ["It went down to what was before, and up again to the same schema."]
    return "\n\n".join((*told, *shown))


def _statements(statements: tuple[str, ...]) -> str:
    return markdown.sql("\n".join(f"{each};" for each in statements)) if statements else ""


@dataclass(frozen=True)
class _Files:
    """Diagrams as SVG files beside the pages, by their paths; `names` has those of the files."""

    names: Mapping[str, str]
    written: dict[str, str]

    def change(self, comparison: Comparison, revision: str, title: str) -> str:
        """Return an image that links to its file."""
        from nexus.erd import changes as drawn

        path = f"diagrams/{self.names.get(revision, revision)}.svg"
        self.written[path] = drawn.file(comparison)
        return f"[![{markdown.text(title)}]({path})]({path})"


def files(timeline: Timeline) -> dict[str, str]:
    """Return the text of every file of a history's pages, by its path in a folder."""
    written: dict[str, str] = {}
    style = _Files(names(timeline), written)
    pages = {page.path: page.markdown for page in Changelog(timeline, "", style).pages()}
    return pages | written
