"""The statements of the weeks in pages that MkDocs has rendered: their ids, marks and listings."""

from collections.abc import Callable
from urllib.parse import unquote, urljoin

from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from nexus.core.errors import Errors, NexusError
from nexus.figures import statements
from nexus.figures.figure import Address, Facts
from nexus.figures.statements import Marks
from nexus.pages.written import Written
from nexus.proof import ledger
from nexus.proof.ledger import Backing, Entry, Week

_MARK = ".proof"
_HOST = "https://site.invalid/"
Addresses = Callable[[Page], Address]


def has_marks(written: Written) -> bool:
    """Tell whether a page may have a link to what backs something."""
    return _MARK in written.text


def put(facts: Facts, files: Files, addresses: Addresses) -> None:
    """Put the marks of statements into the pages, and below a page the statements that it backs.

    `addresses` gives for a page how it links to others. Where a link leads nowhere, which the
    ledger and MkDocs report, all stay as they are.
    """
    try:
        weeks = {week.page: week for week in facts.ledger.weeks}
    except Errors:
        return
    pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
    urls = {page.url.removeprefix("./"): path for path, page in pages.items()}
    for path, page in pages.items():
        entries = weeks[path].entries if path in weeks else ()
        html = statements.with_ids(page.content or "", entries, facts.author.profiles)
        page.content = _marks(facts, page, urls, entries).put(html)
    _list(weeks, pages, addresses)


def _marks(facts: Facts, page: Page, urls: dict[str, str], entries: tuple[Entry, ...]) -> Marks:
    def resolve(link: str) -> tuple[str, str] | None:
        address, _, anchor = urljoin(_HOST + page.url.removeprefix("./"), link).partition("#")
        path = urls.get(address.removeprefix(_HOST)) if address.startswith(_HOST) else None
        return (path, unquote(anchor)) if path else None

    def find(path: str, anchor: str, words: str) -> Backing | None:
        journal = facts.journal
        try:
            _, section = journal.find(f"{path}#{anchor}", "")
        except NexusError:
            return None
        named = "" if words.casefold() in ("", "proof") else words
        examples = facts.rendered.pages.get(path, ())
        return ledger.backing(journal, path, section, examples, named)

    return Marks(entries, resolve, find)


def _list(weeks: dict[str, Week], pages: dict[str, Page], addresses: Addresses) -> None:
    """Add to each page that statements link to the list of these statements."""
    every = [
        (week, entry, anchor)
        for week in weeks.values()
        for entry, anchor in zip(week.entries, statements.anchors(week.entries), strict=True)
    ]
    for path, page in pages.items():
        address = addresses(page)
        told = [
            (entry.claim.text, f"{address(week.page)}#{anchor}")
            for week, entry, anchor in every
            if path != week.page and path in {backing.page for backing in entry.linked}
        ]
        page.content = f"{page.content or ''}{statements.listing(told)}"
