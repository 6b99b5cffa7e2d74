"""What was found of a machine or a site, each with what to do where something is lacking."""

from dataclasses import dataclass

from nexus.core.errors import NexusError


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in words; `fix` is the command or the line that fixes it.

    Without `fix`, all is well. What is not `needed` only makes a site better.
    """

    what: str
    fix: str = ""
    needed: bool = True

    @classmethod
    def of(cls, error: NexusError) -> "Finding":
        """Give what an error found."""
        told = (" ".join(part.split()) for part in (error.what, error.where))
        return cls("; ".join(filter(None, told)), error.hint or "fix it")
