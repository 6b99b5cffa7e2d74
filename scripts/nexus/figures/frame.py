"""The frame of a diagram in a page: it scrolls when it must, above the author's caption."""

from collections.abc import Mapping
from html import escape

from nexus.core.text import printable
from nexus.figures import words


def framed(
    svg: str, title: str, caption: str = "", more: Mapping[str, str] | None = None, centre: str = ""
) -> str:
    """Return a figure with the diagram in it.

    `more` are the addresses, by id, of the tables that the diagram has no room for; it begins with
    the table `centre`, if that is given.
    """
    listed = (more or {}).items()
    links = (f'<a href="{escape(to)}">{escape(printable(name))}</a>' for name, to in listed)
    told = escape(caption) + (f" And {len(listed)} more: {', '.join(links)}." if listed else "")
    told = f"<figcaption>{told}</figcaption>" if told else ""
    begins = f' data-centre="{escape(centre)}"' if centre else ""
    return (
        f'<figure class="erd-figure"{begins}><div class="erd-frame" role="region" tabindex="0" '
        f'aria-label="{escape(title)}" data-search-exclude>{svg}</div>{told}</figure>'
    )


def quoted(told: str) -> str:
    """Return what a diagram shows as a quotation in Markdown."""
    return f"> {words.text(told)}"
