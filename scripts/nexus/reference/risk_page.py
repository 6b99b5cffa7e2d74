"""The page of a risk: what may happen and why, what to do instead, an example, and where it was found."""

from collections.abc import Sequence

from nexus.pages import markdown
from nexus.reference.book import joined, section
from nexus.schema.comparison.harms import TABLES, Risk


def write(risk: Risk, found: Sequence[tuple[str, str]]) -> str:
    """Return the Markdown of the page; `found` are pairs of what changed something and where."""
    manual = markdown.link(f"PostgreSQL's manual on {risk.id}", risk.source)
    return joined(
        risk.id,
        risk.reason,
        f"# Risk {markdown.name(risk.id)}",
        markdown.text(f"{risk.harm[:1].upper()}{risk.harm[1:]}. {risk.reason}"),
        section("Instead", markdown.text(risk.instead)),
        section("Example", f"{markdown.sql(TABLES)}\n\nThen:\n\n{markdown.sql(risk.change)}"),
        manual,
        section("Found", markdown.table(("Version", "Where"), found)),
    )
