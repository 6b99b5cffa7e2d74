"""Texts of authors that themes and plugins print as HTML: made text before anybody reads them.

A generated page shows what models say, which no plugin is to run or replace: the others see a cover.
"""

import secrets
from html import escape, unescape
from typing import Any

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page

_KEYS = ("title", "description", "subtitle", "author")
_OF_SITE = ("site_name", "site_description", "site_author", "repo_name")
_TAGS = "material/tags"
_SPECIAL = frozenset("<>&\"'")
# Nobody can write it.
COVER = f"<!-- {secrets.token_hex(8)} -->"


def text(value: Any) -> Any:
    """Give a text as HTML that shows it; anything else stays as it is.

    What is escaped already is not escaped twice, also not by a template that says `e`.
    """
    if not isinstance(value, str) or not _SPECIAL.intersection(value):
        return value
    return Markup(escape(unescape(value)))  # noqa: S704 (it is escaped here)


def settle_page(page: Page) -> None:
    """Make text of a page's front matter, as far as it is printed."""
    for key in page.meta.keys() & set(_KEYS):
        page.meta[key] = text(page.meta[key])
    if isinstance(tags := page.meta.get("tags"), list):
        # Other tags keep the names by which mkdocs.yml may allow or list them.
        page.meta["tags"] = [text(tag) if "<" in str(tag) else tag for tag in tags]


def uncovered(markdown: str, page: Page) -> str:
    """Give a generated page its text back; what plugins put around its cover stays."""
    own = page.markdown or ""
    return markdown.replace(COVER, own) if COVER in markdown else own


def settle_title(page: Page) -> None:
    """Make text of a page's title, which its first heading or the navigation gave.

    Material takes the tags out of such a title, and with them what escapes it; not of one in the
    front matter.
    """
    title = page.title
    if not isinstance(title, str) or not _SPECIAL.intersection(title):
        return
    page.title = text(title)
    if "<" in unescape(title):
        page.meta.setdefault("title", page.title)


def settle_navigation(nav: Navigation) -> None:
    """Make text of the titles of sections and links, however deep they are."""
    items = list(nav.items)
    while items:
        item = items.pop()
        if isinstance(item, Section | Link):
            item.title = text(item.title)
        items.extend(item.children or ())


def settle_site(config: MkDocsConfig) -> None:
    """Make text of a site's name and description; the anchors of tags stay as they are."""
    for key in _OF_SITE:
        config[key] = text(config[key])
    if (tags := config.plugins.get(_TAGS)) is not None:
        anchor = tags.config["tags_slugify"]
        tags.config["tags_slugify"] = lambda tag, separator: anchor(unescape(tag), separator)
