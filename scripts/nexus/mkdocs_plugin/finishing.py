"""The last step of a build: the policy and the one style sheet, and the same modes for all files."""

from collections.abc import Callable
from pathlib import Path

from nexus.build import csp, scripts, swap
from nexus.core.errors import Errors
from nexus.project.settings import AUTO
from nexus.project.site import Site


def finish(folder: Path, mount: str, site: Site, report: Callable[[str], None]) -> None:
    """Finish the built site in `folder`, which is served below the path `mount`.

    Where a setting is left to the site and something in it would be stopped, the policy is left
    out, and `report` is given the reason. Raises NexusError where it was asked for.
    """
    chosen = site.settings
    stopped = csp.stopped(folder) if chosen.policy == AUTO else None
    if stopped:
        report(f"no policy is written into the pages, as it would stop {stopped}")
    has_policy = chosen.policy is not False and not stopped
    if has_policy and (errors := csp.guard(folder)):
        raise Errors(errors)
    if chosen.stylesheet is True or (chosen.stylesheet == AUTO and has_policy):
        # Not at the top: a site without it does without what reads style sheets.
        from nexus.build import css

        css.merge(folder, mount, site.cache)
    if chosen.look:
        scripts.mark(folder)
    swap.settle(folder)
