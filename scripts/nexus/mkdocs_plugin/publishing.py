"""What is published of a site that MkDocs has read: its pages as others see them, and more files."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from nexus.core import clones
from nexus.mkdocs_plugin import reading
from nexus.mkdocs_plugin.work import Work
from nexus.pages import frontmatter
from nexus.publish import manifest
from nexus.publish.page import Page as Published
from nexus.publish.page import Website
from nexus.publish.publication import Publication

# What Material's tags plugin writes into a page's Markdown, and replaces in its HTML.
_LISTING = re.compile(r"^#+ (?P<id>\S+)/name \{ #(?P=id)/slug \}$", re.MULTILINE)


def publication(work: Work, config: MkDocsConfig, pages: Sequence[Page]) -> Publication:
    """Give what is published beside the pages, which are all that the site has."""
    website = Website(
        unescape(config.site_name),
        config.site_url or "",
        unescape(config.site_description or ""),
        str(config.theme.get("language") or config.theme.get("locale") or "en"),
    )
    folders = (config.docs_dir, *config.theme.dirs)
    icon = config.theme.get("favicon")
    mark = manifest.mark(Path(folder, icon) for folder in folders if icon)
    expanded = reading.snippets(config)
    known = {page.file.src_uri: _published(work, page, expanded) for page in pages}
    made = work.site.publication(website, known, work.written, work.figures, mark)
    return replace(made, expand=lambda *text: _LISTING.sub("", expanded(*text)))


def _published(work: Work, page: Page, expanded: Callable[[str, str], str]) -> Published:
    meta, path = page.meta, page.file.src_uri
    markdown = expanded(page.markdown or "", path)
    title = meta.get("title") or page.title or frontmatter.title(markdown) or path
    technologies = meta.get("technologies")
    return Published(
        path=path,
        url=page.url.removeprefix("./"),
        title=unescape(str(title)),
        description=_described(meta.get("description"), markdown),
        markdown=markdown,
        created=day(page, "creation"),
        updated=day(page, "revision"),
        technologies=_texts(technologies) if isinstance(technologies, list) else (),
        share=share if isinstance(share := meta.get("share"), str) else "",
        week=work.site.weeks.number(path),
        is_week=work.site.weeks.is_page(path),
    )


def _described(given: object, markdown: str) -> str:
    return unescape(str(given)) if given else frontmatter.description(markdown)


def _texts(values: list[object]) -> tuple[str, ...]:
    return tuple(unescape(value) for value in values if isinstance(value, str))


def forget_dates(pages: Sequence[Page], docs: Path) -> str:
    """Forget dates that are those of a clone that is cut off; give a line about that, or nothing."""
    first = clones.boundary(docs)
    wrong = [
        (page, name)
        for page in pages
        if first
        for name in (f"git_{what}_date_localized_hash" for what in ("creation", "revision"))
        if page.meta.get(name) in first
    ]
    for page, name in wrong:
        page.meta[name] = ""
    hint = "fetch all of it: git fetch --unshallow, or fetch-depth: 0 in a workflow"
    return f"no date is shown where the history of this clone is cut off; {hint}" if wrong else ""


def day(page: Page, what: str) -> str:
    """Give the day of a page's first or last commit (2026-01-31); empty where nobody knows it."""
    name = f"git_{what}_date_localized"
    known = page.meta.get(f"{name}_hash")
    return str(page.meta[f"{name}_raw_iso_date"]) if known else ""
