"""The fence that says who speaks."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from nexus.core.author import Author
from nexus.core.errors import NexusError
from nexus.figures.author import AuthorFigure

from tests.helpers import EVIL, check_evil
from tests.nexus.figures.builders import facts, html
from tests.nexus.proof.builders import TOPIC

FULL = Author(
    "Ama Owusu",
    "Backend developer",
    "I like small queries.",
    "mailto:ama@example.org",
    {"GitHub": "https://github.com/ama"},
    "me.png",
    "https://github.com/ama/site",
)


def shown(folder: Path, author: Author, body: str = "", address: str = "/{}") -> str:
    """Show the fence on the page of the topic."""
    known = replace(facts(folder), author=author)
    return html(AuthorFigure(known), body, known.pages[TOPIC], address=address)


def test_all_that_is_set_is_shown(tmp_path: Path) -> None:
    """With links that say where they lead; the portrait has a text."""
    told = shown(tmp_path, FULL, "heading: true\nwords: A journal.\nlinks: {Topic: topic.md#runs}")
    assert "<h1>Ama Owusu</h1>" in told
    assert 'src="/me.png" alt="Portrait of Ama Owusu"' in told
    for words in ("Backend developer", "I like small queries.", "A journal."):
        assert f">{words}</p>" in told
    links = ['"mailto:ama@example.org">E-mail', f'"/{TOPIC}#runs">Topic']
    links += ['"https://github.com/ama" rel="me noopener">GitHub', '/site">Source code']
    assert [link for link in links if link not in told] == []


def test_nothing_is_invented(tmp_path: Path) -> None:
    """Without settings the heading is the page's title, and without a heading there is nothing."""
    assert (
        shown(tmp_path, Author(), "heading: true") == '<div class="nx-author"><h1>Topic</h1></div>'
    )
    assert shown(tmp_path, Author()) == ""


@pytest.mark.parametrize("field", ["name", "role", "tagline", "contact", "portrait", "repository"])
def test_every_setting_is_text(tmp_path: Path, field: str) -> None:
    """Each by itself."""
    check_evil(shown(tmp_path, replace(FULL, **{field: EVIL})))


def test_links_are_text(tmp_path: Path) -> None:
    """Their labels, and where they lead."""
    body = f"links: {{{json.dumps(EVIL)}: topic.md}}"
    check_evil(shown(tmp_path, FULL, body, f"/{EVIL}/{{}}"))


def test_profiles_and_words_are_text(tmp_path: Path) -> None:
    """Their labels and addresses too."""
    check_evil(shown(tmp_path, replace(FULL, profiles={EVIL: f"https://a.example/{EVIL}"})))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("heading: yes please", "the option 'heading' is wrong"),
        ("links: {Gone: gone.md}", "there is no page 'gone.md'"),
        ("name: Ama", "unknown option 'name' of a nexus-author fence"),
    ],
)
def test_a_wrong_option_is_told(tmp_path: Path, body: str, told: str) -> None:
    """At the fence."""
    with pytest.raises(NexusError, match=told):
        shown(tmp_path, FULL, body)
