"""Front matter: what each page must say of itself, and each error at its line."""

from pathlib import PurePosixPath

import pytest
from nexus.core.errors import NexusError
from nexus.pages import frontmatter

PAGE = PurePosixPath("about.md")
WEEK = PurePosixPath("weeks/week-12/index.md")
EVERY = 'title: About\ndescription: "Who wrote this: me."\n'
WEEKLY = f"{EVERY}week: 12\ntechnologies: [SQL]\nshare: I learnt SQL.\n"


def at(line: int) -> str:
    """The place of a line."""
    return f"a.md:{line}"


def check(lines: str, page: PurePosixPath = PAGE) -> None:
    """Checks a page that has these lines as its front matter."""
    frontmatter.check(f"---\n{lines}---\n\n# About\n", page, at)


def test_the_front_matter_of_a_page_is_read_with_its_lines() -> None:
    """Lines are those of the page, the dashes being the first."""
    entries = frontmatter.read("---\ntitle: A\n\nweek: 1\n---\ntext\n", at)
    assert {key: (entry.value, entry.line) for key, entry in entries.items()} == {
        "title": ("A", 1),
        "week": (1, 3),
    }
    assert str(entries.error("week", "wrong")) == "wrong; a.md:4"


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        (PAGE, EVERY),
        (PAGE, f"{EVERY}tags: [SQL, Python]\nhide: [toc]\ntemplate: home.html\n"),
        (PurePosixPath("weeks/index.md"), EVERY),
        (PurePosixPath("weeks/week-12/sql.md"), EVERY),
        (WEEK, WEEKLY),
    ],
    ids=lambda value: str(value).splitlines()[-1],
)
def test_sound_front_matter_is_no_error(page: PurePosixPath, lines: str) -> None:
    """Only the page of a week says more than a title and a description."""
    check(lines, page)


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff---\n{EVERY}---\n",
        f"---  \n{EVERY}...\n",
        f"---\n{EVERY}---",
        f"---\n{EVERY}---\n---\nno: key\n---\n",
    ],
    ids=["byte order mark", "dots", "no text", "rule below"],
)
def test_every_way_to_delimit_front_matter_works(text: str) -> None:
    """It ends at the first line of dashes or dots."""
    frontmatter.check(text, PAGE, at)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# About\n", "the page has no front matter; a.md:1; start the page with ---"),
        ("", "the page has no front matter; a.md:1; start the page with ---"),
        ("\n---\ntitle: A\n---\n", "the page has no front matter; a.md:1; start the page with ---"),
        ("---\ntitle: A\n", "the front matter does not end; a.md:1; close it with a line of"),
        ("---\ntitle: A\n ---\n", "the front matter does not end; a.md:1; close it with a line of"),
    ],
)
def test_front_matter_that_is_not_there_or_does_not_end(text: str, told: str) -> None:
    """MkDocs would show it as the text of the page."""
    with pytest.raises(NexusError) as error:
        frontmatter.check(text, PAGE, at)
    assert str(error.value).startswith(told)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (f"{EVERY}titel: A\n", "unknown key 'titel' in the front matter; a.md:4; choose from: "),
        (f"{EVERY}week: 1\n", "unknown key 'week' in the front matter; a.md:4; choose from: "),
        ("description: It is.\n", "the front matter has no 'title'; a.md:2; add `title:` (a text)"),
        (
            "title: A\n",
            "the front matter has no 'description'; a.md:2; add `description:` (a text)",
        ),
        ("title: A\ndescription:\n", "'description' must be a text, not empty; a.md:3; "),
        ("title: ''\n", "'title' must be a text, not empty; a.md:2; "),
        ("title: '  '\ndescription: It is.\n", "'title' must be a text, not empty; a.md:2; "),
        ("title: 12\n", "'title' must be a text, not empty; a.md:2; "),
        ("title: [A]\n", "'title' must be a text, not empty; a.md:2; "),
        (f"{EVERY}tags: SQL\n", "'tags' must be a list of texts, not empty; a.md:4; "),
        (f"{EVERY}tags: []\n", "'tags' must be a list of texts, not empty; a.md:4; "),
        (f"{EVERY}\ntags: [SQL, 3]\n", "'tags' must be a list of texts, not empty; a.md:5; "),
        ("title: A\ndescription: |\n  one\n  two\n", "the description must be one line; a.md:3; "),
        ("title: A\ntitle: B\n", "the key 'title' stands twice; a.md:3; keep one of them"),
        (
            "title: A: B\n",
            "this is not valid YAML: mapping values are not allowed in this context; a.md:2; ",
        ),
    ],
)
def test_each_error_of_a_page_is_told_at_its_line(lines: str, told: str) -> None:
    """What is unknown, missing, empty or of the wrong kind."""
    with pytest.raises(NexusError) as error:
        check(lines)
    assert str(error.value).startswith(told)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (EVERY, "the front matter has no 'week'; a.md:2; add `week:` (a number)"),
        (WEEKLY.replace("12", "twelve"), "'week' must be a number, not empty; a.md:4; "),
        (WEEKLY.replace("12", "true"), "'week' must be a number, not empty; a.md:4; "),
        (WEEKLY.replace("[SQL]", ""), "'technologies' must be a list of texts, not empty; a.md:5"),
        (WEEKLY.replace("share", "post"), "unknown key 'post' in the front matter; a.md:6; "),
    ],
)
def test_each_error_of_a_week_is_told_at_its_line(lines: str, told: str) -> None:
    """The page of a week also says its number, its technologies and its post."""
    with pytest.raises(NexusError) as error:
        check(lines, WEEK)
    assert str(error.value).startswith(told)
