"""The HTML of the pages as MkDocs writes them, and the files beside them."""

import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from nexus.build import headings, navigation, stylesheet
from nexus.examples.live.part import FOLDER
from nexus.mkdocs_plugin import queries
from nexus.mkdocs_plugin.files import ASSETS, VERIFY, Additions
from nexus.mkdocs_plugin.publishing import day, forget_dates, publication
from nexus.mkdocs_plugin.work import Work
from nexus.publish import heads

log = logging.getLogger("mkdocs.plugins.nexus")
_SCRIPT = re.compile(r"<script (?=[^>]*\bsrc=)(?![^>]*\bfetchpriority=)")
_OURS = re.compile(r'class="(?:nx-|erd-figure)|class="proof\b')
_BOXES = re.compile(r'class="nx-(?:joins|deletes)"')
_TABLES = 'class="nx-tables"'
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
        shown = VERIFY in work.generated
        env.globals["nexus_verifies"] = files.src_uris[VERIFY].url if shown else ""
        for page in pages:
            if offer := self._publication.offer(page.file.src_uri):
                page.content = f"{page.content}{env.get_template(_SHARE).render(offer=offer)}"

    def _add_files(self, files: Files, config: MkDocsConfig) -> None:
        to = Additions(files, config, lambda _: None)
        work = self._work
        live = work.offers.files() if work.offers else ()
        for uri, content in (*work.rendered.files(), *live, *self._publication.files()):
            to.put(uri, content)

    def page(self, html: str, page: Page) -> str:
        """Give the HTML of a page with its tags, and with styles and scripts for its figures."""
        own = page.file.src_uri in self._work.generated
        tags = self._publication.head(page.file.src_uri)
        if self._chosen.look:
            # What paints a page is fetched before its scripts.
            html = _SCRIPT.sub('<script fetchpriority="low" ', html)
            # Last, as the listing of tags makes headings of one that it takes for a pattern.
            html = navigation.breakable(headings.named(html))
        html = heads.with_tags(html, tags, replace=own)
        return self._with_figures(html, page)

    def _with_figures(self, html: str, page: Page) -> str:
        if _OURS.search(html) and not self._chosen.look:
            html = heads.with_style(html, get_relative_url(stylesheet.ADDRESS, page.url))
        if 'class="erd-figure"' in html and self._chosen.viewer:
            html = heads.with_script(html, get_relative_url(f"{ASSETS}/js/viewer.js", page.url))
        if _BOXES.search(html) and self._chosen.viewer:
            html = heads.with_script(html, get_relative_url(f"{ASSETS}/js/joins.js", page.url))
        if _TABLES in html:
            html = heads.with_script(html, get_relative_url(f"{ASSETS}/js/tables.js", page.url))
        if 'class="nx-verify"' in html:
            html = heads.with_script(html, get_relative_url(f"{ASSETS}/js/verify.js", page.url))
        if 'class="nx-run"' in html:
            html = heads.with_script(html, get_relative_url(f"{FOLDER}/run.js", page.url))
        if 'class="nx-share"' in html:
            html = heads.with_script(html, get_relative_url(f"{ASSETS}/js/share.js", page.url))
        return html


def _date(pages: Sequence[Page]) -> None:
    """Date the pages in the site map by their last commits, where these are known.

    MkDocs takes the day of the build for that of every page, and needs one.
    """
    days = [day(page, "revision") for page in pages]
    if any(days):
        for page, known in zip(pages, days, strict=True):
            page.update_date = known
