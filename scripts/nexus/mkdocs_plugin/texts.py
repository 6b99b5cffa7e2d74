"""What authors wrote, read as text: whether a page may hold anything of ours, before it is rendered.

A site without anything of ours is told from others by this alone, without loading what draws.
"""

import re

# A fence called erd is one of somebody else's unless it names a schema.
_FENCE = re.compile(
    r"^[ \t>]*(?:`{3,}|~{3,})[ \t{.]*"
    r"(?:nexus-|(?:sql|python)\b.*\brun=|erd[ \t}]*\n(?:(?![ \t>]*(?:`{3}|~{3})).*\n)*?[ \t>]*schema:)",
    re.MULTILINE,
)
_MARK = re.compile(r"\]\([^)\n]*\)\{:?[ ]*\.proof\b")
PLAN = re.compile(r"""^[ \t>]*(?:`{3,}|~{3,}).*\bplan=["']""", re.MULTILINE)
PROOF = re.compile(r"\{[^}\n]*\.proof\b")


def maybe(text: str, *, marks: bool) -> bool:
    """Tell whether a page may hold anything of ours: a fence, or the mark of a proof.

    The `marks` are ours in a journal, which has pages of weeks; elsewhere a proof is one of
    mathematics.
    """
    return bool(_FENCE.search(text) or (marks and _MARK.search(text)))
