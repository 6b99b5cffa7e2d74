"""Front matter: what it may say, what is told of it, and what stands in for it."""

import pytest
from nexus.core.errors import NexusError
from nexus.pages import frontmatter


def at(line: int) -> str:
    """The place of a line."""
    return f"a.md:{line}"


def told(source: str) -> list[str]:
    """The errors of a page's text."""
    return [str(error) for error in frontmatter.errors(source, at)]


def test_the_front_matter_of_a_page_is_read_with_its_lines() -> None:
    """Lines are those of the page, the dashes being the first."""
    entries = frontmatter.read("---\ntitle: A\n\nweek: 1\n---\ntext\n", at)
    assert {key: (entry.value, entry.line) for key, entry in entries.items()} == {
        "title": ("A", 1),
        "week": (1, 3),
    }
    assert str(entries.error("week", "wrong")) == "wrong; a.md:4"


def test_keys_may_be_those_of_another_mapping() -> None:
    """A key of its own counts, then that of the first mapping that is named."""
    lines = "a: &a {title: A, week: 1}\nb: &b {title: B, draft: true}\n<<: [*a, *b]\nweek: 2\n"
    entries = frontmatter.read(f"---\n{lines}---\n", at)
    found = {key: (entry.value, entry.line) for key, entry in entries.items() if len(key) > 1}
    assert found == {"week": (2, 4), "title": ("A", 1), "draft": (True, 2)}
    (error,) = told("---\ntitle: A\n<<: text\n---\n")
    assert error.startswith("this is not valid YAML: expected a mapping")
    assert "; a.md:3; " in error


@pytest.mark.parametrize(
    "source",
    ["", "# About\n", "\n---\ntitle: 1\n---\n", "---\n\nA line across the page.\n", "---\n"],
)
def test_a_page_needs_no_front_matter(source: str) -> None:
    """What begins with something else, also with a line across, has none."""
    assert not frontmatter.read(source, at)
    assert not told(source)


@pytest.mark.parametrize(
    "source",
    [
        "\ufeff---\ntitle: A\n---\n",
        "---  \ntitle: A\n...\n",
        "---\ntitle: A\n---",
        "---\ntitle: A\n---\n---\nno: key\n---\n",
    ],
    ids=["byte order mark", "dots", "no text", "line across below"],
)
def test_every_way_to_delimit_front_matter_works(source: str) -> None:
    """It ends at the first line of dashes or dots."""
    assert list(frontmatter.read(source, at)) == ["title"]


@pytest.mark.parametrize(
    "source", ["---\ntitle: A\n", "---\ntitle: A\n ---\n"], ids=["no end", "an end that is none"]
)
def test_front_matter_that_does_not_end_is_told(source: str) -> None:
    """MkDocs would show it as the text of the page."""
    hint = "close it with a line of three dashes"
    assert told(source) == [f"the front matter does not end; a.md:1; {hint}"]
    with pytest.raises(NexusError, match="does not end"):
        frontmatter.read(source, at)


@pytest.mark.parametrize(
    "lines",
    [
        "title: A\ndescription: It is.\nweek: 12\ntechnologies: [SQL]\nshare: I learnt.\n",
        "description: |\n  one\n  two\n",
        "icon: material/home\nstatus: new\nsearch:\n  exclude: true\n",
        "date: 2031-05-01\nauthors: [me]\ndraft: true\nlayout: post\nhide: [toc]\ntags: SQL\n",
        "subtitle: B\nstyle: dark\ntemplate: home.html\nweekly: yes\ntitre: C\ncomments: true\n",
    ],
)
def test_keys_of_the_theme_and_of_other_plugins_are_theirs(lines: str) -> None:
    """Only what looks like a key of ours is looked at."""
    assert not told(f"---\n{lines}---\n\n# About\n")


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("titel", "title"),
        ("Title", "title"),
        ("descripton", "description"),
        ("technologie", "technologies"),
        ("weeks", "week"),
    ],
)
def test_a_near_miss_of_a_key_is_told(key: str, meant: str) -> None:
    """With the key that is perhaps meant."""
    what = f"unknown key {key!r} in the front matter"
    assert told(f"---\nicon: a\n{key}: 1\n---\n") == [f"{what}; a.md:3; perhaps {meant!r} is meant"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("title:", "'title' must be a text, not empty"),
        ("title: '  '", "'title' must be a text, not empty"),
        ("title: 12", "'title' must be a text, not empty"),
        ("share: [A]", "'share' must be a text, not empty"),
        ("week: twelve", "'week' must be a number, not empty"),
        ("week: true", "'week' must be a number, not empty"),
        ("week: -1", "'week' must be a number, not empty"),
        ("technologies: SQL", "'technologies' must be a list of texts, not empty"),
        ("technologies: []", "'technologies' must be a list of texts, not empty"),
        ("technologies: [SQL, 3]", "'technologies' must be a list of texts, not empty"),
        ("title: A: B", "this is not valid YAML: mapping values are not allowed in this context"),
        ("icon: b", "the key 'icon' stands twice"),
    ],
)
def test_a_value_that_a_key_cannot_have_is_told_at_its_line(line: str, what: str) -> None:
    """And so is what is no YAML."""
    (error,) = told(f"---\nicon: a\n{line}\n---\n")
    assert error.startswith(f"{what}; a.md:3; ")


def test_all_errors_of_a_page_are_told() -> None:
    """Not only the first: wrong values, then unknown keys."""
    errors = told("---\ntitle: 1\ntitel: A\nshare: ''\n---\n")
    assert [error.split("; ")[1] for error in errors] == ["a.md:2", "a.md:4", "a.md:3"]


@pytest.mark.parametrize(
    ("source", "head"),
    [
        ("---\ntitle: A\n---\n\n# B\n", "---\ntitle: A\n---\n\n"),
        ("---\ntitle: A\n...", "---\ntitle: A\n..."),
        ("# B\n", ""),
    ],
)
def test_front_matter_is_given_as_it_was_written(source: str, head: str) -> None:
    """With the empty lines down to the text."""
    assert frontmatter.head(source) == head


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Words.\n\n# The `title` of *it* { #own } \n\n# Other\n", "The title of it"),
        ("---\ntitle: A\n# no heading\n---\n```sh\n# no heading\n```\n# Title ##\n", "Title"),
        ("## Below\n", ""),
        ("", ""),
    ],
)
def test_a_title_comes_from_the_first_heading(text: str, title: str) -> None:
    """In plain words; a page without one has none."""
    assert frontmatter.title(text) == title


@pytest.mark.parametrize(
    "above",
    [
        "# Title\n",
        "Title\n=====\n",
        "- a list\n- of two\n",
        "1. a list\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "a | b\n--|--\n1 | 2\n",
        "!!! note\n    A box.\n",
        "/// note\nA box.\n///\n",
        '=== "Tab"\n\n    In a tab.\n',
        "    indented code\n",
        "```sh\ncode\n```\n",
        "<!--\nA license.\n\nOf two parts.\n-->\n",
        '<div align="center">\n  <img src="a.png">\n  Words of it.\n</div>\n',
        "[TOC]\n",
        "[![build](b.svg)](https://a.example) ![cover](c.svg)\n",
        "[Home](index.md) [Next](next.md)\n",
        "[name]: https://a.example\n",
        "*[SQL]: Structured Query Language\n",
        "> Somebody said.\n",
        "::: module.name\n",
        "---\n",
    ],
)
def test_a_description_comes_from_the_first_paragraph(above: str) -> None:
    """Whatever stands above it that is no paragraph."""
    text = f"{above}\nIt *is*\n[here](a.md).\n\nMore.\n"
    assert frontmatter.description(text) == "It is here."


def test_a_heading_needs_no_empty_line_around_it() -> None:
    """The paragraph begins below it, and ends above the next one."""
    assert frontmatter.description("# Title\nWords.\n## More\nOf it.\n") == "Words."


def test_a_page_without_a_paragraph_has_no_description() -> None:
    """Nothing is made up."""
    assert not frontmatter.description("# Title\n\n- a list\n")


@pytest.mark.parametrize(
    ("paragraph", "description"),
    [
        ("word " * 39 + "last.", "word " * 39 + "last."),
        ("word " * 60, "word " * 39 + "word\N{HORIZONTAL ELLIPSIS}"),
        ("\u5b57" * 300, "\u5b57" * 200 + "\N{HORIZONTAL ELLIPSIS}"),
    ],
    ids=["short", "long", "without blanks"],
)
def test_a_long_description_is_cut_at_the_end_of_a_word(paragraph: str, description: str) -> None:
    """A language without blanks is cut between two characters."""
    assert frontmatter.description(paragraph) == description
