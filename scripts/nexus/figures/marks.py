"""What backs a statement, as HTML: its kind in words, and the link to the section."""

from html import escape
from typing import TYPE_CHECKING

from nexus.proof.headline import Figure
from nexus.proof.ledger import Backing, Entry
from nexus.proof.sections import Kind

if TYPE_CHECKING:  # it takes its time to import, and statements ask for none of it
    from nexus.figures.figure import Address

WORDS = {
    Kind.EXAMPLE: "runnable example",
    Kind.DIAGRAM: "diagram",
    Kind.ACCOUNT: "my account",
}


def kind(of: Kind) -> str:
    """Return a kind in words, as HTML."""
    return f'<span class="nx-kind nx-kind--{of}">{WORDS[of]}</span>'


def links(entry: Entry, address: "Address") -> str:
    """Return what backs an entry, one link below the other, each with its kind.

    Of an account the links are further reading.
    """
    told = kind(Kind.ACCOUNT) if entry.kind is Kind.ACCOUNT else ""
    items = "".join(
        f"<li>{'see ' if told else kind(backing.kind) + ' '}{_link(backing, address)}</li>"
        for backing in entry.backings
    )
    return f'{told} <ul class="nx-proofs">{items}</ul>' if items else told


def _link(backing: Backing, address: "Address") -> str:
    target = escape(href(backing.page, backing.place, address))
    return f'<a href="{target}">{escape(": ".join(dict.fromkeys(backing.titles)))}</a>'


def href(page: str, anchor: str, address: "Address") -> str:
    """Return the address of a place of a page, or of the page if the anchor is empty."""
    return f"{address(page)}#{anchor}" if anchor else address(page)


def ran(entry: Entry) -> str:
    """Return when the newest example that backs an entry ran, or an empty string."""
    at = max((backing.ran for backing in entry.backings), default="")
    if entry.kind is not Kind.EXAMPLE or not at:
        return ""
    return (
        f'<time datetime="{escape(at)}">{escape(at.replace("T", " ").replace("Z", " UTC"))}</time>'
    )


def figure(shown: Figure, words: str, link: str) -> str:
    """Return a figure as a link, in plain words with what it means, and exactly below.

    `link` is an address, escaped already.
    """
    number = f"<strong>{escape(shown.words)}</strong> " if shown.words else ""
    exact = f" <small>{escape(shown.exact)}</small>" if shown.exact else ""
    return (
        f'<p class="nx-figure"><a href="{link}">{number}<span>{escape(words)}</span>{exact}</a></p>'
    )
