"""The button below an example, and what of a page's examples cannot be run by a reader."""

import json
from collections.abc import Iterable
from html import escape

from nexus.core.text import counted
from nexus.examples.live.offers import Offer

_MEGABYTE = 1_000_000


def button(offer: Offer) -> str:
    """Return the HTML of an offer; its session is named as the scripts find it, which lie beside it.

    Its room is kept until a script finds whether the browser can do it.
    """
    return (
        f'<div class="nx-run" data-session="{escape(offer.session)}" data-example="{offer.number}">'
        f"<button>{_words('Run', offer)}</button></div>"
    )


def box(offer: Offer, questions: Iterable[tuple[str, str]]) -> str:
    """Return the HTML of a box for queries, with questions to try: their words and their SQL."""
    asked = escape(json.dumps(list(questions)))
    return (
        '<section class="nx-query">'
        '<h2 id="query-the-data" data-search-exclude="">Query the data</h2>'
        '<div class="nx-evidence" data-search-exclude="">'
        f'<div class="nx-run" data-session="{escape(offer.session)}" data-example="0" data-questions="{asked}">'
        f"<button>{_words('Query it', offer)}</button></div></div></section>"
    )


def _words(what: str, offer: Offer) -> str:
    size = -(-offer.size // _MEGABYTE)
    version = escape(offer.version)
    return f"{what} on PostgreSQL {version} in your browser<small>, {size} MB once</small>"


def reasons(found: Iterable[Offer | str]) -> str:
    """Return how many examples a reader may run, and why not the others; nothing if all may be."""
    known = list(found)
    offered = sum(isinstance(each, Offer) for each in known)
    why = dict.fromkeys(each for each in known if isinstance(each, str))
    told = f"{offered} of {counted(len(known), 'SQL example')}"
    return f"{told}; the others: {', '.join(why)}" if why else ""
