"""What a risk is about, for a terminal: why it is one, what to do instead, an example, and the source."""

from nexus.core.errors import UsageError
from nexus.schema.comparison.harms import RISKS, TABLES


def listed() -> str:
    """Return all risks, a line each."""
    width = max(map(len, RISKS))
    return "".join(f"{risk.id:{width}}  {risk.harm}: {risk.reason}\n" for risk in RISKS.values())


def page(name: str) -> str:
    """Return what there is to say of a risk; raises UsageError where there is none of that id."""
    if name not in RISKS:
        offered = f"choose from: {', '.join(RISKS)}"
        raise UsageError(f"there is no risk called {name!r}", hint=offered)
    risk = RISKS[name]
    parts = (
        f"{risk.id}: {risk.harm}. {risk.reason}",
        f"Instead: {risk.instead}",
        f"-- {TABLES}".replace("\n", "\n-- "),
        risk.change,
        f"PostgreSQL: {risk.source}",
    )
    return "\n\n".join(parts) + "\n"
