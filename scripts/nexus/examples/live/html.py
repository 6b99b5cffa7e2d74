"""The button below an example, and what of a page's examples cannot be run by a reader."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from nexus.core.text import counted
from nexus.examples.example import Example
from nexus.examples.live.offer import Offer

_MEGABYTE = 1_000_000
_LANGUAGES = {"sql": "SQL", "python": "Python"}


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
    return f"{what} on {escape(offer.by)} in your browser<small>, {size} MB once</small>"


def reasons(examples: Sequence[Example], offers: Mapping[int, Offer | str]) -> str:
    """Return how many of a page's examples a reader may run, and why not the others; nothing if all."""
    return ". ".join(_reasons(examples, offers))


def _reasons(examples: Sequence[Example], offers: Mapping[int, Offer | str]) -> Iterator[str]:
    for language, name in _LANGUAGES.items():
        own = (e.number for e in examples if e.request.language == language)
        known = [offers[number] for number in own if number in offers]
        why = dict.fromkeys(each for each in known if isinstance(each, str))
        if why:
            offered = sum(isinstance(each, Offer) for each in known)
            all_of_them = counted(len(known), f"{name} example")
            told = (
                f"{offered} of {all_of_them}; the others" if offered else f"none of {all_of_them}"
            )
            yield f"{told}: {', '.join(why)}"
