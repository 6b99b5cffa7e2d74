"""Tells which statements are the author's account, whatever they link to.

An example shows how something works. It does not show what somebody felt or did: such a statement
stays an account, and its links are further reading. What may be shown is what somebody learnt, or a
statement about the matter itself. English only: in another language every statement may be shown.
"""

import re

from nexus.proof.claims import Claim

# What a person does to a matter, of which an example shows the matter.
_OF_A_MATTER = {
    *("learn", "study", "understand", "know", "discover", "explore", "realise", "realize"),
    *("master", "grasp", "gain", "revise", "analyse", "analyze", "compare", "measure", "work"),
    *("use", "write", "chain", "combine", "query", "optimise", "optimize", "improve", "can"),
    *("ask", "draw", "join", "group", "index", "count", "sort", "filter", "normalise", "normalize"),
}
_IRREGULAR = {
    "learnt": "learn", "understood": "understand", "knew": "know", "wrote": "write",
    "could": "can", "studied": "study", "queried": "query", "drew": "draw", "drawn": "draw",
}  # fmt: skip
# What a list without "I" begins with where it says what was done.
_DONE = {
    *("added", "applied", "attended", "began", "broke", "built", "collaborated", "completed"),
    *("configured", "created", "defined", "deployed", "designed", "developed", "did"),
    *(
        "enjoyed",
        "felt",
        "finished",
        "fixed",
        "gave",
        "got",
        "had",
        "helped",
        "identified",
    ),
    *("implemented", "installed", "integrated", "joined", "kept", "made", "met", "migrated"),
    *("planned", "practiced", "practised", "presented", "published", "pushed", "received"),
    *("refactored", "revamped", "shared", "solved", "started", "struggled", "submitted"),
    *("took", "updated", "was", "went"),
}
_BETWEEN = r"(?:(?:\w+ly|also|first|then|now|never|often|still|just|have|had|am|was)\s+)*"
_FIRST_PERSON = re.compile(rf"\b(?:I|[Ww]e)(?:'ve)?\s+{_BETWEEN}(?P<verb>[a-z]+)")
_FIRST_WORD = re.compile(rf"(?:[^:.]{{1,60}}[:.]\s+)?(?i:{_BETWEEN})(?P<verb>[A-Za-z]+)")
_FEELING = re.compile(
    r"(?i)^(?:difficult\w*|(?:hard|trouble|happy)(?=\s+(?:to|for|with|in|about)\b)"
    r"|(?:struggl|confus|proud|afraid|overwhelm)\w*)\b"
    r"|\b(?:struggl|difficult[yi]|found it hard|felt|feel|hard for me|confus)\w*\b"
)
_OF_A_LIFE = re.compile(
    r"(?i)\b(?:challenge|difficult|struggle|solution(?!\s+arch)|feeling|reflection|setback)"
)


def is_account(claim: Claim) -> bool:
    """Tell whether a statement says what its author felt or did, which no example can show."""
    if any(map(_OF_A_LIFE.search, claim.headings)) or _FEELING.search(claim.text):
        return True
    if spoken := _FIRST_PERSON.search(claim.text):
        return not _is_of_a_matter(spoken["verb"])
    begun = _FIRST_WORD.match(claim.text)
    verb = begun["verb"].lower() if begun else ""
    is_set_up = begun is not None and verb == "set" and claim.text[begun.end() :].startswith(" up")
    return verb in _DONE or is_set_up


def _is_of_a_matter(verb: str) -> bool:
    """Tell whether a verb, in whichever tense, is one of those."""
    stems = {
        verb,
        _IRREGULAR.get(verb, verb),
        *(verb.removesuffix(end) for end in ("ed", "d", "s")),
    }
    return not _OF_A_MATTER.isdisjoint(stems)
