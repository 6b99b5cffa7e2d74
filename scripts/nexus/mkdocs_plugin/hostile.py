"""Texts of authors that themes and plugins print as HTML: made text before anybody reads them."""

from html import escape, unescape
from typing import Any

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

_KEYS = ("title", "description", "subtitle")
_TAGS = "material/tags"
_SPECIAL = frozenset("<>&\"'")


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


def settle_site(config: MkDocsConfig) -> None:
    """Make text of a site's name and description; the anchors of tags stay as they are."""
    for key in ("site_name", "site_description"):
        config[key] = text(config[key])
    if (tags := config.plugins.get(_TAGS)) is not None:
        anchor = tags.config["tags_slugify"]
        tags.config["tags_slugify"] = lambda tag, separator: anchor(unescape(tag), separator)
