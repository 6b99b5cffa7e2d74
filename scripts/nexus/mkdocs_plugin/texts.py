"""What authors wrote, read as text: whether a page may hold anything of ours, before it is rendered.

A site without anything of ours is told from others by this alone, without loading what draws.
"""

import re

# What may be ours, told without loading what draws: the start of a fence, the mark of a proof. A
# fence called erd is one of somebody else's unless it names a schema.
MAYBE = re.compile(
    r"^[ \t>]*(?:`{3,}|~{3,})[ \t{.]*"
    r"(?:nexus-|(?:sql|python)\b.*\brun=|erd[ \t}]*\n(?:(?![ \t>]*(?:`{3}|~{3})).*\n)*?[ \t>]*schema:)"
    r"|\]\([^)\n]*\)\{:?[ ]*\.proof\b",
    re.MULTILINE,
)
PLAN = re.compile(r"""^[ \t>]*(?:`{3,}|~{3,}).*\bplan=["']""", re.MULTILINE)
PROOF = re.compile(r"\{[^}\n]*\.proof\b")
