"""Pages that are not finished: `draft: true` in its front matter shows a page in the preview alone.

A build leaves such a page out of the site and of the navigation that an author wrote, and says so. A
link to it is then an error, as one to any page that is not there. In a site that has nothing of ours
the key is somebody else's.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils.meta import get_data

_MAYBE = re.compile(r"^draft:[ \t]*(?:true|yes|on)\b", re.MULTILINE | re.IGNORECASE)


def hold_back(
    files: Files,
    texts: Iterable[tuple[File, str]],
    config: MkDocsConfig,
    report: Callable[[str], None],
) -> None:
    """Take the drafts among the pages out of a site; `texts` are the pages with what they hold.

    `report` is given a line for each.
    """
    drafts = [file for file, text in texts if _MAYBE.search(text) and _is_draft(text)]
    for file in drafts:
        files.remove(file)
        report(f"{file.src_uri} is a draft: it is in the preview alone")
    if drafts and config.nav is not None:
        config.nav = _without(config.nav, {file.src_uri for file in drafts})


def _is_draft(text: str) -> bool:
    _, meta = get_data(text)
    return meta.get("draft") is True


def _without(item: Any, left_out: set[str]) -> Any:
    """Give a navigation without some pages, and without a section that held nothing else."""
    if isinstance(item, list):
        kept = (_without(each, left_out) for each in item)
        return [each for each in kept if each not in ("", {}, [])]
    if isinstance(item, dict):
        found = {name: _without(each, left_out) for name, each in item.items()}
        return {name: each for name, each in found.items() if each not in ("", {}, [])}
    return "" if item in left_out else item
