"""The file of a cohort: programmes with their portfolios, or one line about what is wrong."""

from pathlib import Path

import pytest
from nexus.cohort import roster
from nexus.cohort.roster import Member
from nexus.core.errors import UsageError

from tests.nexus.cohort import builders


def test_programmes_are_read_in_their_order(tmp_path: Path) -> None:
    """A portfolio is a folder or an address, or both of its facts by name."""
    read = roster.read(
        builders.roster(
            tmp_path,
            "title: All\nprogrammes:\n  B: [a, 'https://b.example/']\n"
            "  2031:\n    - site: https://c.example\n      repository: c/site\n",
        )
    )
    assert (read.title, read.url, list(read.programmes)) == ("All", "", ["B", "2031"])
    assert list(read.members) == [
        ("B", Member("a")),
        ("B", Member("https://b.example/")),
        ("2031", Member("https://c.example", "c/site")),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no programmes"),
        ("- a", "no list of keys"),
        ("programmes: [a]", "no programmes"),
        ("programmes:\n  A: a", "has no list"),
        ("programmes:\n  A: [1]", "A, entry 1: this names no portfolio"),
        ("programmes:\n  A: [a, {site: b, repo: c}]", "entry 2: .*unknown field"),
        ("programmes:\n  A: ['']", "is empty"),
        ("programmes:\n  A: [{site: a, repository: b}]", "OWNER/NAME"),
        ("programmes:\n  A: [a]\n  B: [a/]", "named twice, in A and in B"),
        ("programmes:\n  A: [a]\nprogramme: 1", "cohort.yml:3; .*programmes"),
        ("title: [1]\nprogrammes:\n  A: [a]", "title is no text"),
        ("url: ftp://a\nprogrammes:\n  A: [a]", "url is no address"),
        ("programmes:\n  A: [a", "not valid YAML"),
    ],
)
def test_what_is_no_file_of_a_cohort_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """With the place of what is wrong."""
    with pytest.raises(UsageError, match=told):
        roster.read(builders.roster(tmp_path, text))
