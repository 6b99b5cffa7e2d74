"""The technologies of the weeks, from front matter and the last section."""

from nexus.proof import ledger, technologies

from tests.nexus.proof.builders import journal

LINK = "[proof](topic.md#said){ .proof }"


def test_each_item_says_what_its_technologies_were_for() -> None:
    """Without the name that it begins with; one item may tell of several."""
    read = journal(f"- **SQL:** I asked. {LINK}\n- **Tools:** I used Git with SQL. {LINK}")
    found = technologies.read(read, ledger.read(read, {}))
    assert [(technology.names, technology.purpose) for technology in found] == [
        (("SQL",), "I asked."),
        (("SQL", "Git"), "Tools: I used Git with SQL."),
    ]


def test_names_and_items_must_match() -> None:
    """A part of a longer word is no name."""
    told = [str(error) for error in technologies.errors(journal("- SQL\n- GitHub"))]
    assert [error.partition("; ")[0] for error in told] == [
        "no item says what 'Git' was for",
        "the item names no technology of the front matter",
    ]
    assert [error.split("; ")[1] for error in told] == [
        "docs/weeks/week-01/index.md:6",
        "docs/weeks/week-01/index.md:14",
    ]
