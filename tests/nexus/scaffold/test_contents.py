"""Which page each section of a README becomes, and that no word is lost or twice."""

from pathlib import Path

import pytest
from nexus.scaffold.contents import Where
from nexus.scaffold.notes import Notes
from nexus.scaffold.taken import take as take_file

from tests.nexus.scaffold.builders import READMES, take, words_after, words_before

# What pages have that no README says: the list of weeks, and words for what has none.
_ADDED = {"weeks", "days", "modules", "entries", "technologies", "about", "as", "list", "me"}
_ADDED |= {"note", "warning"}
_SECRETS = {"hunter2hunter2", "changeme123changeme", "your", "secret"}


@pytest.mark.parametrize("name", sorted(file.stem for file in READMES.glob("*.md")))
def test_every_word_is_on_one_page_once(name: str) -> None:
    """But for passwords, which no site may show."""
    file = READMES / f"{name}.md"
    before, after = words_before(file), words_after(take_file(file, Notes(), Where("me")))
    assert set(before - after) <= _SECRETS
    assert set(after - before) <= _ADDED | _SECRETS | _html_words(name)


def _html_words(name: str) -> set[str]:
    """The words of tags that are shown, since they are no HTML that is known."""
    return {"html": {"script", "iframe", "src", "https", "evil", "example", "string", "repo", "url"},
            "hub": {"the", "logo", "name", "hub"}}.get(name, set())  # fmt: skip


def paths(name: str) -> list[str]:
    """Give the pages that a README becomes."""
    return list(take_file(READMES / f"{name}.md", Notes(), Where("me")).texts)


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("journal", ["index", "weeks/index", "weeks/week-01/index", "weeks/week-02/index",
                     "technologies", "about"]),
        ("hub", ["index", "technologies", "important-concepts", "challenges-solutions",
                 "best-practices", "takeaways", "about"]),
        ("days", ["index", "days/index", "days/day-00/index", "days/day-01/index"]),
        ("setext", ["index", "modules/index", "modules/module-01/index", "modules/module-02/index"]),
        ("bold", ["index", "weeks/index", "weeks/week-01/index", "weeks/week-02/index"]),
        ("flat", ["index", "weeks/index", "weeks/week-01/index", "weeks/week-02/index", "about"]),
        ("dates", ["index", "entries/index", "entries/entry-01/index", "entries/entry-02/index",
                   "about"]),
        ("plain", ["index"]),
    ],
)  # fmt: skip
def test_a_readme_becomes_the_pages_of_its_kind(name: str, pages: list[str]) -> None:
    """A journal by its weeks, days, modules or dates; a hub by its sections."""
    assert paths(name) == [f"{page}.md" for page in pages]


def test_lines_with_an_emoji_are_headings_where_there_are_no_others(tmp_path: Path) -> None:
    """As of a text that was copied without its marks; its first line is the title."""
    long = "word " * 100
    text = f"My hub\n\nWords.\n\n📌 Concepts\n\n{long}\n\n✅ Takeaways\n\n✅ Not one.\n\n{long * 3}"
    found, _ = take(tmp_path, text)
    assert list(found.texts) == ["index.md", "concepts.md", "takeaways.md"]
    assert found.texts["index.md"] == "# My hub\n\nWords.\n"
    assert found.texts["takeaways.md"].startswith("# ✅ Takeaways\n\n✅ Not one.\n")
    found, _ = take(tmp_path, f"# A\n\n{text}")
    assert list(found.texts) == ["index.md"]


def test_weeks_that_open_are_weeks(tmp_path: Path) -> None:
    """With headings in them or without, and beside each other."""
    weeks = "".join(
        f"<details>\n<summary><b>Week {n}: w</b></summary>\n\n{text}\n\n</details>\n\n"
        for n, text in enumerate(("### Learnt\n\na", "b", "c"), start=1)
    )
    found, _ = take(tmp_path, f"# J\n\n{weeks}")
    assert list(found.texts)[2:] == [f"weeks/week-0{n}/index.md" for n in (1, 2, 3)]
    assert found.texts["weeks/week-01/index.md"] == "# Week 1: w\n\n## Learnt\n\na\n"


def test_a_title_that_is_html_is_the_title(tmp_path: Path) -> None:
    """As many READMEs have it, with a picture and lines that break."""
    head = '<h1 align="center">\n  <img src="none.png" alt="">\n  <br>My hub<br>\n</h1>'
    found, _ = take(tmp_path, f"{head}\n\nWords.\n")
    assert found.texts["index.md"] == "# My hub\n\nWords.\n"


@pytest.mark.parametrize(
    ("item", "used"),
    [
        ("PostgreSQL, Redis and me", ["PostgreSQL", "Redis and me"]),
        ("Django - the framework", ["Django"]),
        ("**Tools**: git, Docker", ["git", "Docker"]),
    ],
)
def test_technologies_are_read_from_items(tmp_path: Path, item: str, used: list[str]) -> None:
    """Each name of a list, and of a sentence what begins it."""
    found, _ = take(tmp_path, f"# J\n\n## Week 1\n\n### Technologies\n\n- {item}\n")
    head = "".join(f"- {name}\n" for name in used)
    assert found.texts["weeks/week-01/index.md"].startswith(f"---\ntechnologies:\n{head}---\n")


def test_a_week_keeps_its_sections_and_what_was_used_comes_last() -> None:
    """Also where it stood behind the week, at the same level."""
    found = take_file(READMES / "journal.md", Notes(), Where("me"))
    week = found.texts["weeks/week-01/index.md"]
    headings = [line for line in week.split("\n") if line.startswith("#")]
    assert headings == [
        "# 📚 Week 1 – Foundations & Data Modeling",
        "## Focus Areas",
        "## 🧠 Key Learnings",
        "### 🗃 Database Design (DataScape)",
        "### Python",
        "## 🚧 Challenges Faced",
        "## ✅ Solutions Implemented",
        "## 🌟 Personal Takeaways",
        "## 🛠 Technologies Introduced",
    ]
    assert week.startswith("---\ntechnologies:\n- dbdiagram.io\n- drawSQL\n- AI Tools\n---\n")
    assert "```nexus-technologies" in found.texts["technologies.md"]


def test_a_long_section_of_a_week_is_a_page_of_its_own(tmp_path: Path) -> None:
    """Its week links to it, where it stood."""
    found, _ = take(
        tmp_path, f"# J\n\n## Week 1\n\n### Joins\n\n{'long ' * 400}\n\n### Next\n\nb\n"
    )
    assert list(found.texts)[2:] == ["weeks/week-01/index.md", "weeks/week-01/joins.md"]
    assert "[Joins](joins.md)\n\n## Next" in found.texts["weeks/week-01/index.md"]


def test_a_page_that_is_too_long_becomes_several(tmp_path: Path) -> None:
    """Each opens quickly, and none is over the budget of a build."""
    found, _ = take(tmp_path, "# J\n\n## One\n\n" + "\n\n".join(["word " * 1000] * 20))
    assert list(found.texts) == ["index.md", "one.md", "one-2.md", "one-3.md"]
    assert max(map(len, found.texts.values())) < 45_000


def test_names_of_files_are_plain_and_never_alike(tmp_path: Path) -> None:
    """Whatever a heading holds."""
    titles = ["../../etc/passwd", "404", "CON", "con", "a/b\\c", "  ", "Проекты", "readme"]
    sections = "\n\n".join(f"## {title}\n\n{'word ' * 300}" for title in titles)
    found, _ = take(tmp_path, f"# J\n\n{sections}")
    names = [path for path in found.texts if path != "index.md"]
    assert len({name.lower() for name in names}) == len(names) == 7
    assert all("/" not in name and ".." not in name for name in names)
    assert not {"con.md", "readme.md", "index.md"} & set(names)


def test_no_page_gets_the_address_of_the_list_of_weeks(tmp_path: Path) -> None:
    """weeks.md and weeks/index.md would both be published at weeks/."""
    text = f"# J\n\n## Week 1\n\nw\n\n## Weeks\n\n{'word ' * 400}\n"
    found, _ = take(tmp_path, text)
    assert "weeks-2.md" in found.texts
    assert "weeks.md" not in found.texts


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"])
def test_an_empty_readme_gives_a_home_page(tmp_path: Path, text: str) -> None:
    """And a note."""
    found, notes = take(tmp_path, text)
    assert found.texts == {"index.md": "# me\n"}
    assert notes == ["it is empty"]


def test_a_password_is_not_taken_over(tmp_path: Path) -> None:
    """The gate would refuse the site; the report says where."""
    found, notes = take(tmp_path, "# A\n\n```env\nDB_PASSWORD=hunter2hunter2\n```\n")
    assert "DB_PASSWORD=your-secret" in found.texts["index.md"]
    assert "this looks like a secret" in notes[0]
