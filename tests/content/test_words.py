"""The pages speak plainly: words that a reviewer found stilted or too strong come back nowhere."""

import re

import pytest
from nexus.pages.prose import prose
from nexus.project import manual

from tests.content.test_content_facts import PAGES, source

# Each with what to say instead.
STILTED = {
    r"prove[sd]?|proofs?": "back, show, example",
    r"told|tells? (?:what|which|the ways)": "said, says, shows, reports",
    r"stands? (?:there|in the|below|beside|behind|before)": "is, are",
    r"in place of": "instead of",
    r"asked of": "",
    r"whoever": "no matter who, anyone who",
    r"mend(?:s|ed)?": "fix",
    r"anew": "again, or rewrite",
    r"at hand": "",
}
_CODE = re.compile(r"`[^`]*`|\]\([^)]*\)|\{[^}]*\}")


def stilted(text: str) -> list[str]:
    """Give the stilted words of a text, each with some of what is around it."""
    words = re.compile(rf".{{0,30}}\b(?:{'|'.join(STILTED)})\b.{{0,30}}", re.IGNORECASE)
    return words.findall(_CODE.sub("", text))


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_stilted(page: str) -> None:
    """In its own sentences, tables included."""
    assert stilted("\n".join(prose(source(page)))) == []


@pytest.mark.parametrize("chapter", manual.CHAPTERS)
def test_no_help_is_stilted(chapter: str) -> None:
    """Neither that of commands, nor of options, risks and rules."""
    parts = manual.read().chapters[chapter]()
    texts = [text for part in parts for text in (*part.words, *(e.meaning for e in part.entries))]
    assert stilted("\n".join(texts)) == []


def test_stilted_words_are_found() -> None:
    """But not in code or in addresses."""
    assert stilted("A change is told here.") == ["A change is told here."]
    assert stilted("See [statements](proof.md) and `told`{ .proof }.") == []
