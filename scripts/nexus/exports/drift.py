"""How a file in a repository differs from what its models say now, told for a reader."""

from difflib import unified_diff

LINES = 60


def difference(expected: str, found: str, name: str) -> str:
    """Return a unified diff from `found`, the content of the file `name`, to `expected`.

    Empty where the two are equal but for newlines at the end; cut after `LINES` lines.
    """
    diff = list(
        unified_diff(
            found.rstrip("\n").split("\n"),
            expected.rstrip("\n").split("\n"),
            name,
            f"{name} (from the models)",
            lineterm="",
            n=2,
        )
    )
    more = len(diff) - LINES
    shown = [*diff[:LINES], f"... and {more} more lines"] if more > 0 else diff
    return "\n".join(shown)
