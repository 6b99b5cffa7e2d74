"""llms.txt: the site in one text for language models, as https://llmstxt.org describes it."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from nexus.publish.metadata import plain
from nexus.publish.page import Page, Website

_MARKUP = re.compile(r"[\\\[\]<>]")


def text(website: Website, pages: Iterable[Page]) -> str:
    """Return the text of llms.txt: links to the pages' Markdown, by the part of the site.

    The parts are in the order of their first pages.
    """
    parts = [f"# {_text(website.name)}"]
    if website.description:
        parts.append(f"> {_text(website.description)}")
    entries: dict[str, list[str]] = {}
    for page in pages:
        entries.setdefault(_part(page), []).append(_entry(website, page))
    parts += (f"## {title}\n\n" + "\n".join(listed) for title, listed in entries.items())
    return "\n\n".join(parts) + "\n"


def _part(page: Page) -> str:
    first, _, rest = page.path.partition("/")
    return first.capitalize() if rest else "Pages"


def _entry(website: Website, page: Page) -> str:
    about = f": {_text(page.description)}" if page.description else ""
    return f"- [{_text(page.full_title)}]({website.file(page.copy) or quote(page.copy)}){about}"


def _text(value: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", plain(value))
