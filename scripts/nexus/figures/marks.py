"""Proofs as HTML: their kind in a word, the link to the section, and when its example last ran."""

from html import escape

from nexus.figures.figure import Address
from nexus.proof.ledger import Entry, Proof
from nexus.proof.sections import Kind

WORDS = {Kind.EXECUTED: "executed", Kind.DRAWN: "drawn", Kind.TOLD: "told"}
MEANINGS = {
    Kind.EXECUTED: "ran, with its result on the page",
    Kind.DRAWN: "shown by a diagram",
    Kind.TOLD: "in my own words",
}


def _kind(of: Kind) -> str:
    return f'<span class="nx-kind nx-kind--{of}">{WORDS[of]}</span>'


def links(entry: Entry, address: Address) -> str:
    """Return the proofs of an entry, one below the other, each with its kind."""
    if not entry.proofs:
        return _kind(entry.kind)
    items = (f"<li>{_kind(proof.kind)} {_link(proof, address)}</li>" for proof in entry.proofs)
    return f'<ul class="nx-proofs">{"".join(items)}</ul>'


def _link(proof: Proof, address: Address) -> str:
    target = escape(href(proof.page, proof.anchor, address))
    return f'<a href="{target}">{escape(": ".join(proof.titles))}</a>'


def href(page: str, anchor: str, address: Address) -> str:
    """Return the address of a section, or of the page if the anchor is empty."""
    return f"{address(page)}#{anchor}" if anchor else address(page)


def ran(entry: Entry) -> str:
    """Return when the newest example among the proofs ran, or an empty string."""
    at = max((proof.ran for proof in entry.proofs), default="")
    shown = escape(at.replace("T", " ").replace("Z", " UTC"))
    return f'<time datetime="{escape(at)}">{shown}</time>' if at else ""
