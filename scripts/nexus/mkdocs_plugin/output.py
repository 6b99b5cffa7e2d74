"""The HTML of the pages as MkDocs writes them, and the files beside them."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from nexus.mkdocs_plugin import queries
from nexus.mkdocs_plugin.files import VERIFY, Additions
from nexus.mkdocs_plugin.publishing import day, forget_dates, publication
from nexus.mkdocs_plugin.work import Work
from nexus.publish.metadata import Tags
from nexus.stage import dress

log = logging.getLogger("mkdocs.plugins.nexus")
_SHARE = "nexus-share.html"


class Output:
    """What the plugin adds to each page, known when all pages were read."""

    def __init__(self, work: Work, config: MkDocsConfig, env: Any, files: Files) -> None:
        self._work, self._chosen = work, work.site.settings
        pages = [file.page for file in files.documentation_pages() if file.page]
        if told := forget_dates(pages, Path(config.docs_dir)):
            log.info(told)
        _date(pages)
        self._publication = publication(work, config, pages)
        queries.put(work, pages)
        self._add_files(files, config)
        self._known = {file.dest_uri for file in files}
        shown = VERIFY in work.generated
        env.globals["nexus_verifies"] = files.src_uris[VERIFY].url if shown else ""
        for page in pages:
            if offer := self._publication.offer(page.file.src_uri):
                page.content = f"{page.content}{env.get_template(_SHARE).render(offer=offer)}"

    @property
    def is_late(self) -> bool:
        """Tell whether figures come when other plugins have done with a page."""
        return self._work.is_late

    def _add_files(self, files: Files, config: MkDocsConfig) -> None:
        to = Additions(files, config, lambda _: None)
        work = self._work
        live = work.offers.files() if work.offers else ()
        for uri, content in (*work.rendered.files(), *live, *self._publication.files()):
            to.put(uri, content)

    def tags(self, page: Page) -> Tags:
        """Give the tags of a page's head."""
        return self._publication.head(page.file.src_uri)

    def page(self, html: str, page: Page) -> str:
        """Give the HTML of a page with its tags, and with styles and scripts for its figures."""
        if self.is_late:
            html = self._work.completed(html)
        own = page.file.src_uri in self._work.generated
        up = "../" * page.url.removeprefix("./").count("/")
        return dress.page(html, up, self._chosen, self.tags(page), own=own)

    def finish(self, site: Path) -> None:
        """Give their styles and scripts to figures on pages that a plugin wrote when all were done."""
        for file in sorted(site.rglob("*.html")):
            path = file.relative_to(site)
            if path.as_posix() in self._known or not file.is_file():
                continue
            with suppress(UnicodeDecodeError):
                html = file.read_bytes().decode()
                made = dress.with_figures(html, "../" * len(path.parts[1:]), self._chosen)
                if made != html:
                    file.write_bytes(made.encode())


def _date(pages: Sequence[Page]) -> None:
    """Date the pages in the site map by their last commits, where these are known.

    MkDocs takes the day of the build for that of every page, and needs one.
    """
    days = [day(page, "revision") for page in pages]
    if any(days):
        for page, known in zip(pages, days, strict=True):
            page.update_date = known
