"""Every content rule of a project, without building its site.

Settings and models can be read, each page has sound front matter, each fence asks for something
that exists, no example is newer than its results, each claim of a week has its proof, each technology is
told of, and the README's diagram is the current one. All errors are told, not only the first.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from nexus.core import encoding
from nexus.core.cache import Cache
from nexus.core.errors import NexusError, place
from nexus.figures import headline
from nexus.pages import fences, frontmatter
from nexus.pages.fences import Fence
from nexus.project import readme, settings
from nexus.project.site import Site
from nexus.proof import ledger, technologies
from nexus.proof.journal import Journal
from nexus.sources import catalog
from nexus.sources.catalog import Catalog


def check(root: Path, environment: Mapping[str, str]) -> list[NexusError]:
    """All errors of the project in `root`, in the order in which a reader would fix them."""
    return list(_errors(root, environment))


def write_readme(root: Path, environment: Mapping[str, str]) -> None:
    """Puts the current diagrams into the README of the project in `root`.

    Raises NexusError where the settings or the models cannot be read.
    """
    file, schemas = root / "README.md", _site(root, environment).catalog
    file.write_text(readme.updated(file.read_text("utf-8"), schemas), "utf-8")


def _site(root: Path, environment: Mapping[str, str]) -> Site:
    """The site in `root`, whose pages are not looked at yet."""
    chosen = settings.read(settings.configured(root / "mkdocs.yml"))
    cache = Cache(settings.cache_folder(environment, root))
    schemas = catalog.read(root / chosen.models, cache)
    return Site(root, root / "docs", chosen, schemas, cache, environment)


def _errors(root: Path, environment: Mapping[str, str]) -> Iterator[NexusError]:
    try:
        site = _site(root, environment)
    except NexusError as error:
        yield error
        return
    if unread := list(_unread(site.written)):
        yield from unread
        return
    for page in site.written:
        yield from _page(page, PurePosixPath(page.relative_to(site.docs)), site)
    yield from _proofs(Journal.read(site.docs, set(_generated(site))))
    if (root / "README.md").is_file():
        yield from _readme(root / "README.md", site.catalog)


def _unread(pages: Iterable[Path]) -> Iterator[NexusError]:
    """The errors of pages that are not UTF-8; without their text, nothing else can be checked."""
    for page in pages:
        try:
            encoding.read(page)
        except NexusError as error:
            yield error


def _page(file: Path, page: PurePosixPath, site: Site) -> Iterator[NexusError]:
    text = file.read_text("utf-8")
    try:
        frontmatter.check(text, page, partial(place, file))
    except NexusError as error:
        yield error
    for fence in fences.find(text, "erd"):
        try:
            _ask(fence, file, site.catalog)
        except NexusError as error:
            yield error.at(place(file, fence.line))
    try:
        yield from site.stale(file, text)
    except NexusError as error:
        yield error


def _ask(fence: Fence, file: Path, schemas: Catalog) -> None:
    """Asks for what a fence wants, without drawing it; raises NexusError as drawing would."""
    request = fences.erd_request(fence.body, lambda line: place(file, fence.line + line))
    schemas[request.schema].select(request.options.tables)


def _generated(site: Site) -> Iterator[str]:
    """The paths of the pages that the site will make of its schemas."""
    for book in site.books.values():
        yield book.index
        yield from book.table_pages.values()


def _proofs(journal: Journal) -> Iterator[NexusError]:
    """The errors of the weeks' claims and technologies, and of the fences that show a figure."""
    yield from ledger.errors(journal)
    yield from technologies.errors(journal)
    for page, text in journal.texts.items():
        for fence in fences.find(text, "figure"):
            try:
                _find(fence, page, journal)
            except NexusError as error:
                yield error.at(journal.place(page, fence.line))


def _find(fence: Fence, page: str, journal: Journal) -> None:
    """Looks for the section of a `figure` fence; raises NexusError as showing its figure would."""
    asked = headline.request(fence.body, lambda line: journal.place(page, fence.line + line))
    headline.section(asked, page, journal)


def _readme(file: Path, schemas: Catalog) -> Iterator[NexusError]:
    text = file.read_text("utf-8")
    try:
        current = readme.updated(text, schemas)
    except NexusError as error:
        yield error.at(place(file))
        return
    if current != text:
        lines = zip(text.splitlines(), current.splitlines(), strict=False)
        line = next((n for n, (own, new) in enumerate(lines, start=1) if own != new), None)
        hint = "run nexus check --write, which puts the current one there"
        yield NexusError("the diagram is no longer that of the models", place(file, line), hint)
