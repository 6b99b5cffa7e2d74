"""The gate before a publication: each module knows one kind of error that must not get out.

Every build makes the quick checks: the folders of the pages (before MkDocs starts, too), private
files, kinds of files, what runs in them, credentials, the weight of pages. The thorough ones take
seconds: lychee follows the links, html-validate reads the HTML. Every check gives all its errors.
A build begins before they are imported, which takes as long as one of them.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nexus.core import crew
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.gate import folders
from nexus.project.settings import Settings


def before(sources: Sequence[Path]) -> Iterator[NexusError]:
    """Give the errors in the folders of a site's pages, where MkDocs would follow any link."""
    for folder in sources:
        yield from folders.errors(folder)


def load(settings: Settings, cache: Cache) -> None:
    """Load what the quick checks need, while a build is waited for that takes another processor."""
    if crew.processors() > 1:
        from nexus.gate import credentials

        credentials.load(settings.placeholders, cache)


def quick(
    site: Path, settings: Settings, sources: Sequence[Path], cache: Cache | None = None
) -> Iterator[NexusError]:
    """Give the errors of a built site that are found quickly; `sources` are its folders.

    Where a `cache` is given, a file in which no secret was found is not searched again.
    """
    from nexus.gate import credentials

    with ThreadPoolExecutor(1) as beside:
        # Other processes search a large site, while this one would only wait.
        others = beside.submit(lambda: list(_others(site, settings, sources)))
        secrets = list(credentials.errors(site, settings.placeholders, cache))
    yield from others.result()
    yield from secrets


def _others(site: Path, settings: Settings, sources: Sequence[Path]) -> Iterator[NexusError]:
    """Give what is found quickly, but for secrets."""
    from nexus.gate import active_content, file_types, private_files, weight

    yield from before(sources)
    yield from private_files.errors(site)
    yield from file_types.errors(site, settings.file_types)
    yield from active_content.errors(site)
    yield from weight.errors(site, settings.html_budget, settings.transfer_budget)


def thorough(site: Path, packages: Path) -> Iterator[NexusError]:
    """Give the errors of a built site that take seconds to find; `packages` is node_modules.

    Raises MachineError where lychee or html-validate is not installed.
    """
    from nexus.gate import links, markup

    yield from links.errors(site)
    yield from markup.errors(site, packages)
