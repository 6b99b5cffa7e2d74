"""The last step of a build: the policy and the one style sheet, and the same modes for all files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from nexus.build import csp, scripts, swap
from nexus.core.cache import Cache
from nexus.core.errors import Errors, NexusError
from nexus.project.settings import AUTO, Settings


@dataclass(frozen=True)
class Facts:
    """What is known of a site: its address, empty if nobody knows it, its settings and its cache.

    `templates` are the folders of the theme, whose own scripts may run.
    """

    address: str
    chosen: Settings
    cache: Cache
    templates: Iterable[str]


def finish(folder: Path, site: Facts, report: Callable[[str], None]) -> None:
    """Finish the built site in `folder`.

    Where a setting is left to the site and something in it stands in its way, the policy or the one
    style sheet is left out, and `report` is given the reason. Raises NexusError where it was asked for.
    """
    chosen = site.chosen
    theirs = frozenset(_scripts(site.templates)) if chosen.policy is not False else frozenset[str]()
    stopped = csp.stopped(folder, theirs) if chosen.policy == AUTO else None
    if stopped:
        report(f"no policy is written into the pages, as it would stop {stopped}")
    has_policy = chosen.policy is not False and not stopped
    if has_policy and (errors := csp.guard(folder, theirs)):
        raise Errors(errors)
    if chosen.stylesheet is True or (chosen.stylesheet == AUTO and has_policy):
        # Not at the top: a site without it does without what reads style sheets.
        from nexus.build import css

        try:
            css.merge(folder, urlsplit(site.address).path or "/", site.cache)
        except NexusError as error:
            if chosen.stylesheet is True:
                raise
            report(f"the style sheets stay as they are: {error.what} ({error.where})")
    if chosen.look:
        scripts.mark(folder)
    swap.settle(folder)


def _scripts(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        for template in sorted(Path(folder).rglob("*.html")):
            yield from csp.written_in(template.read_text("utf-8", "replace"))
