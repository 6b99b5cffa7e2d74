"""The button below an example, and what of a page's examples cannot be run by a reader."""

from collections.abc import Iterable
from html import escape

from nexus.core.text import counted
from nexus.examples.live.offers import Offer

_MEGABYTE = 1_000_000


def button(offer: Offer, session: str) -> str:
    """Return the HTML of an offer; `session` is the address of its session, seen from the page.

    Its room is kept until a script finds whether the browser can do it.
    """
    size = -(-offer.size // _MEGABYTE)
    return (
        f'<div class="nx-run" data-session="{escape(session)}" data-example="{offer.number}">'
        f'<button type="button">Run on PostgreSQL {escape(offer.version)} in your browser'
        f"<small>, {size} MB once</small></button></div>"
    )


def reasons(found: Iterable[Offer | str]) -> str:
    """Return in words how many examples a reader may run, and why not the others; or nothing."""
    known = list(found)
    offered = sum(isinstance(each, Offer) for each in known)
    why = dict.fromkeys(each for each in known if isinstance(each, str))
    if not known:
        return ""
    told = f"{offered} of {counted(len(known), 'SQL example')}"
    return f"{told}; the others: {', '.join(why)}" if why else told
