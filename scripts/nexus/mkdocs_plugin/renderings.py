"""What pages became in a preview, kept for as long as nothing changes that it was made from.

Only a page whose Markdown is the same, in a site with the same files and settings, is not rendered
again, and only where no extension may read something else. A page that MkDocs warned of is: else
its warning would be seen once.
"""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from nexus.mkdocs_plugin.failures import Log
from nexus.mkdocs_plugin.fences import Found

_INHERIT = re.compile(r"^INHERIT:\s*(.+?)\s*$", re.MULTILINE)
_INCLUDES = "8<-"
# Extensions that make HTML of a page's own text, and of nothing else.
_PURE = frozenset(
    f"{brand}{name}"
    for brand, names in {
        "": "abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs "
        "legacy_em md_in_html meta nl2br sane_lists smarty tables toc wikilinks",
        "markdown.extensions.": "abbr admonition attr_list def_list footnotes md_in_html tables toc",
        "pymdownx.": "arithmatex betterem caret critic details emoji escapeall extra highlight "
        "inlinehilite keys magiclink mark progressbar saneheaders smartsymbols snippets striphtml "
        "superfences tabbed tasklist tilde",
    }.items()
    for name in names.split()
)


@dataclass
class Rendering:
    """What one page became; `shown` are its figures by their stand-ins, made from `basis`."""

    markdown: str
    state: dict[str, Any]
    links: dict[str, dict[str, str]]
    found: tuple[Found, ...] = ()
    basis: object = None
    shown: Mapping[str, str] = field(default_factory=dict)


class Renderings:
    """The pages of a preview, by their path."""

    def __init__(self) -> None:
        self._pages: dict[str, Rendering] = {}
        self._site: object = None
        self._is_pure = False

    def begin(self, config: MkDocsConfig, files: Files) -> None:
        """Forget all pages where the site has other files or settings than before."""
        site = _settings(Path(config.config_file_path)), {(f.src_uri, f.dest_uri) for f in files}
        if site != self._site:
            self._pages.clear()
        self._site = site
        # Snippets may be added to every page without a word in it.
        snippets = (config.mdx_configs or {}).get("pymdownx.snippets") or {}
        is_known = _PURE.issuperset(config.markdown_extensions)
        self._is_pure = is_known and not snippets.get("auto_append")

    def render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Render a page as MkDocs renders it, or take what is kept of it."""
        if self.recall(page, files) is None:
            with Log() as told:
                Page.render(page, config, files)
            if not told.warnings:
                self.keep(page)

    def recall(self, page: Page, files: Files) -> Rendering | None:
        """Give a page what it became when its Markdown was the same; None where that is not known."""
        kept = self._pages.get(page.file.src_uri)
        if kept is None or kept.markdown != page.markdown:
            return None
        vars(page).update(copy.deepcopy(kept.state))
        links = {files.src_uris[path]: links for path, links in kept.links.items()}
        page.links_to_anchors = links
        return kept

    def keep(self, page: Page) -> Rendering:
        """Keep what a page became, if nothing else may have had a part in it."""
        names = ("content", "toc", "_title_from_render", "present_anchor_ids")
        state = copy.deepcopy({name: vars(page).get(name) for name in names})
        links = {file.src_uri: dict(links) for file, links in (page.links_to_anchors or {}).items()}
        made = Rendering(page.markdown or "", state, links)
        if self._is_pure and _INCLUDES not in made.markdown:
            self._pages[page.file.src_uri] = made
        return made


def _settings(file: Path) -> list[bytes]:
    """Give the content of mkdocs.yml, and of the files that it inherits from."""
    found: list[bytes] = []
    while file.is_file() and len(found) < 10:
        found.append(file.read_bytes())
        parent = _INHERIT.search(found[-1].decode("utf-8", "replace"))
        if parent is None:
            break
        file = file.parent / parent[1].strip("'\"")
    return found
