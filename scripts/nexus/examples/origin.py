"""What ran the examples of a page, when, on what, and how to run them again: said once a page."""

from collections.abc import Sequence
from html import escape

from nexus.core.errors import place
from nexus.examples.example import Example


def origin(examples: Sequence[Example], changed: str = "", live: str = "") -> str:
    """Return where the results of a page's examples come from, as HTML; empty if none ran.

    `changed` is the day on which the code of one of them last changed, `live` how many of them a
    reader may run; both may be empty.
    """
    ran = [example for example in examples if not example.kept.is_pending]
    if not ran:
        return ""
    programs = dict.fromkeys(example.kept.ran.by for example in ran)
    data = dict.fromkeys(example.kept.ran.data for example in ran if example.kept.ran.data)
    at = max(example.kept.ran.at for example in ran)
    facts = {
        "Run by": _listed(programs),
        "Data": _listed(data),
        "Last run": f'<time datetime="{escape(at)}">{escape(at.replace("T", " "))}</time>, on the '
        "machine that built this page",
        "Code last changed": escape(changed),
        "In your browser": escape(live),
        "Run them yourself": f"<code>nexus run {escape(place(ran[0].request.page))}</code>",
    }
    items = "".join(f"<dt>{word}</dt><dd>{text}</dd>" for word, text in facts.items() if text)
    return (
        '<details class="nx-origin"><summary>How the examples on this page ran</summary>'
        f"<dl>{items}</dl></details>"
    )


def _listed(names: dict[str, None]) -> str:
    return "<br />".join(map(escape, names))
