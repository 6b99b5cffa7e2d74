"""The last step of a build: the policy and the one style sheet, and the same modes for all files."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from nexus.build import csp, scripts, swap
from nexus.core.errors import Errors
from nexus.project.settings import AUTO
from nexus.project.site import Site


def finish(
    folder: Path, mount: str, site: Site, templates: Iterable[str], report: Callable[[str], None]
) -> None:
    """Finish the built site in `folder`, which is served below the path `mount`.

    `templates` are the folders of the theme, whose own scripts may run.

    Where a setting is left to the site and something in it would be stopped, the policy is left
    out, and `report` is given the reason. Raises NexusError where it was asked for.
    """
    chosen = site.settings
    theirs = frozenset(_scripts(templates)) if chosen.policy is not False else frozenset[str]()
    stopped = csp.stopped(folder, theirs) if chosen.policy == AUTO else None
    if stopped:
        report(f"no policy is written into the pages, as it would stop {stopped}")
    has_policy = chosen.policy is not False and not stopped
    if has_policy and (errors := csp.guard(folder, theirs)):
        raise Errors(errors)
    if chosen.stylesheet is True or (chosen.stylesheet == AUTO and has_policy):
        # Not at the top: a site without it does without what reads style sheets.
        from nexus.build import css

        css.merge(folder, mount, site.cache)
    if chosen.look:
        scripts.mark(folder)
    swap.settle(folder)


def _scripts(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        for template in sorted(Path(folder).rglob("*.html")):
            yield from csp.written_in(template.read_text("utf-8", "replace"))
