"""What a section of a README is about, told by its title: where in a portfolio it belongs."""

import re
import unicodedata
from enum import StrEnum


class Topic(StrEnum):
    """What a section is about."""

    CONTENTS = "contents"
    OBJECTIVE = "objective"
    TECHNOLOGIES = "technologies"
    LEARNT = "learnt"
    ABOUT = "about"
    OTHER = "other"


_TITLES = (
    (Topic.CONTENTS, r"(table of )?contents?|toc|index|on this page|navigation"),
    (
        Topic.OBJECTIVE,
        (
            r"(project |program(me)? |the |general |brief )*"
            r"(overview|objectives?|goals?|aims?|purpose|introduction|summary|about (this|the) "
            r"(project|repo|repository|journal|course|program)|description|mission|welcome|context)"
            r"( of (the|this) .*)?"
        ),
    ),
    (
        Topic.TECHNOLOGIES,
        (
            r"((key|main|core|major|my|the|backend) )*(technolog(y|ies)|tech(nology)? stack|stack|tools?|"
            r"tooling|built with|skills|programming languages?)\b.*"
        ),
    ),
    (
        Topic.ABOUT,
        (
            r"(the |my |about )*(author|authors|contact( me)?|contacts|me|connect|let'?s connect|links?|"
            r"useful links|social( links)?|profiles?|licen[cs]e|acknowledge?ments?|credits|thanks|"
            r"contribut(ing|ors|ions?)|collaboration|support|references|resources|"
            r"faq|maintainers?|team|stay in touch|find me|get in touch|show your support)\b.*"
        ),
    ),
)
# What a hub is about: each of these is a page, however short.
_LEARNT = re.compile(r"\b(concepts?|challenges?|best practices|takeaways?|learnings?|lessons)\b")
_KNOWN = [(topic, re.compile(pattern)) for topic, pattern in _TITLES]


def of(title: str) -> Topic:
    """Return what a section with that title, in plain words, is about."""
    small = unicodedata.normalize("NFKC", title).lower().replace("\u2019", "'")
    words = re.sub(r"^[^a-z]+|[^a-z)]+$", "", small)
    found = next((topic for topic, known in _KNOWN if known.fullmatch(words)), Topic.OTHER)
    return Topic.LEARNT if found is Topic.OTHER and _LEARNT.search(words) else found
