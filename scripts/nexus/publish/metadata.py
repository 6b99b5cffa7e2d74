"""The tags of a page's head that search engines and networks read.

They are text made here: escaped for HTML, or for a script element that holds data. Each has a name,
by which a page may have it already. A tag for which nothing is known is left out.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from nexus.publish import cards
from nexus.publish.page import Page, Website

# The regions that Open Graph asks for behind a language.
_REGIONS = {"en": "en_US"}
_TO_ESCAPE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}

Facts = dict[str, Any]
# The HTML of each tag by its name.
Tags = dict[str, str]


def tags(
    website: Website, page: Page, above: Sequence[Page], image: str = "", alt: str = ""
) -> Tags:
    """Return the tags of a page; `image` is the path of its card, `alt` the card in words.

    `above` are the pages that it is below, from the top, without the home page.
    """
    card = website.file(image) if image else ""
    facts = data(_facts(website, page, above, card))
    return {
        **_general(website, page),
        **_metas("property", _open_graph(website, page, card, alt)),
        **_metas("name", _twitter(website, page, card, alt)),
        "application/ld+json": f'<script type="application/ld+json">{facts}</script>',
    }


def _general(website: Website, page: Page) -> Tags:
    title = titled(website, page)
    canonical = f'<link rel="canonical" href="{escape(website.at(page.url))}">'
    return {
        "title": f"<title>{_attribute(title)}</title>",
        **_metas("name", {"description": _about(website, page), "author": website.author.name}),
        **({"canonical": canonical} if website.address else {}),
    }


def titled(website: Website, page: Page) -> str:
    """Return the title of a page for a tab and for a search engine: who and what it is of."""
    if not page.is_home:
        return f"{page.full_title} - {website.full_name}"
    who = website.author.called
    return f"{who} - {website.name}" if who and who not in website.name else website.name


def _about(website: Website, page: Page) -> str:
    return plain(page.full_description) or plain(website.description)


def _metas(kind: str, values: Mapping[str, str]) -> Tags:
    return {
        name: f'<meta {kind}="{name}" content="{_attribute(value)}">'
        for name, value in values.items()
        if plain(value)
    }


def _attribute(value: str) -> str:
    return escape(plain(value))


def plain(text: str) -> str:
    """Return a text on one line, without the characters that HTML cannot hold."""
    if text.isprintable():
        return " ".join(text.split())
    spaced = (" " if c.isspace() else c for c in text)
    kept = (c for c in spaced if unicodedata.category(c) not in {"Cc", "Cs", "Cn"})
    return " ".join("".join(kept).split())


def _open_graph(website: Website, page: Page, card: str, alt: str) -> dict[str, str]:
    tags = {
        "og:type": "website" if page.is_home else "article",
        "og:site_name": website.name,
        "og:locale": _locale(website.language),
        "og:title": page.full_title,
        "og:description": _about(website, page),
        "og:url": website.at(page.url),
    }
    if card:
        tags |= {
            "og:image": card,
            "og:image:type": "image/png",
            "og:image:width": str(cards.WIDTH),
            "og:image:height": str(cards.HEIGHT),
            "og:image:alt": alt,
        }
    if not page.is_home:
        tags |= {"article:published_time": page.created, "article:modified_time": page.updated}
    return tags


def _locale(language: str) -> str:
    region = language.replace("-", "_")
    return _REGIONS.get(region, region if "_" in region else "")


def _twitter(website: Website, page: Page, card: str, alt: str) -> dict[str, str]:
    return {
        "twitter:card": "summary_large_image" if card else "summary",
        "twitter:title": page.full_title,
        "twitter:description": _about(website, page),
        "twitter:image": card,
        "twitter:image:alt": alt if card else "",
    }


def data(facts: object) -> str:
    """Return facts as JSON for a script element, in which no HTML parser sees a tag."""
    return json.dumps(facts, indent=None, separators=(",", ":")).translate(_TO_ESCAPE)


def _facts(website: Website, page: Page, above: Sequence[Page], card: str) -> Facts:
    """What the page is, in the words of schema.org."""
    about = [_website(website) if page.is_home else _article(website, page, card)]
    if website.address and not page.is_home:
        about.append(_breadcrumbs(website, [*above, page]))
    return {"@context": "https://schema.org", "@graph": about}


def _website(website: Website) -> Facts:
    return known(
        {
            "@type": "WebSite",
            "@id": website.address and f"{website.address}#website",
            "name": website.name,
            "url": website.address,
            "description": website.description,
            "inLanguage": website.language,
            "author": _author(website),
        }
    )


def _article(website: Website, page: Page, card: str) -> Facts:
    week = page.week is not None
    return known(
        {
            "@type": "LearningResource" if week else "Article",
            "name" if week else "headline": page.full_title,
            "description": _about(website, page),
            "url": website.at(page.url),
            "image": card,
            "datePublished": page.created,
            "dateModified": page.updated,
            "inLanguage": website.language,
            "keywords": list(page.technologies),
            "author": _author(website),
            "isPartOf": known({"@type": "WebSite", "name": website.name, "url": website.address}),
        }
    )


def _author(website: Website) -> Facts:
    who = website.author
    if not who.name:
        return {}
    return known(
        {
            "@type": "Person",
            "name": who.name,
            "jobTitle": who.role,
            "description": who.tagline,
            "url": website.address,
            "email": who.email,
            "image": website.file(who.portrait) if who.portrait else "",
            "sameAs": list(who.profiles.values()),
        }
    )


def _breadcrumbs(website: Website, way: Sequence[Page]) -> Facts:
    places = [(website.name, ""), *((page.title, page.url) for page in way)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": website.at(url)}
            for number, (name, url) in enumerate(places, start=1)
        ],
    }


def known(facts: Mapping[str, Any]) -> Facts:
    """Return those of the facts that say something."""
    return {name: value for name, value in facts.items() if value}
