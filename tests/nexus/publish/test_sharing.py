"""The text of a post: in its bounds, and with nothing that the page does not say."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.core.errors import NexusError, UsageError
from nexus.pages.prose import plain
from nexus.pages.weeks import Weeks
from nexus.publish import sharing
from nexus.publish.page import Page, Website

from tests.helpers import Golden

SITE = Website("Nexus", "https://octo.github.io/nexus/", "A journal")
ADDRESS = "https://octo.github.io/nexus/weeks/week-02/"
MARKDOWN = """\
# Week 2

## Takeaways

- I learnt that SQL is about **doing it efficiently**. [proof](a.md#b){ .proof }
- I see `yield` and [async](b.md) as tools
  to *scale* snake_case_names.

## Technologies

- PostgreSQL
"""
PAGE = Page(
    "weeks/week-02/index.md",
    "weeks/week-02/",
    "Week 2: advanced SQL",
    markdown=MARKDOWN,
    technologies=("PostgreSQL", "Python (asyncio)", "Docker and Docker Compose", "dbdiagram.io"),
    share="I worked with complex SQL queries. My takeaway: do it efficiently.",
    is_week=True,
)


def length(text: str) -> int:
    """As a network counts: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def test_the_post_of_a_week(golden: Golden) -> None:
    """Hook, share, takeaways, hashtags, address."""
    golden.check("post.txt", sharing.post(PAGE, ADDRESS) + "\n")


def test_a_figure_and_a_takeaway_are_said_once() -> None:
    """Not again where the author's own words have them; without those the site is named."""
    figure = "500 times fewer page reads: an index"
    first = takeaway = "I learnt that SQL is about doing it efficiently."
    share = f"{first} I gave it an index: 500 times fewer page reads: an index."
    post = sharing.post(replace(PAGE, share=share), ADDRESS, figure, SITE)
    assert post.count(takeaway) == post.count(figure) == 1
    assert "A journal" not in post
    own = sharing.post(replace(PAGE, share="", description="Of SQL."), ADDRESS, figure, SITE)
    assert own.count(takeaway) == own.count(figure) == own.count("Nexus: A journal") == 1


def test_takeaways_are_the_list_under_their_heading() -> None:
    """As a reader sees them, without links to proofs."""
    assert sharing.takeaways(MARKDOWN) == [
        "I learnt that SQL is about doing it efficiently.",
        "I see yield and async as tools to scale snake_case_names.",
    ]


def test_a_page_without_takeaways_names_none() -> None:
    """And its title is not left alone above nothing."""
    post = sharing.post(replace(PAGE, markdown="# Week 2"), ADDRESS)
    assert "Week 2: advanced SQL" not in post


def test_takeaways_go_on_after_code() -> None:
    """A comment in a fence is no heading, and what stands in a fence is no takeaway."""
    code = "- one\n\n    ```sh\n    # a comment\n    - no item\n    ```\n\n- two"
    assert sharing.takeaways(f"## Takeaways\n\n{code}\n\n## More\n\n- three") == ["one", "two"]


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("<b>R&amp;D</b> is ~~slow~~ ==fast==", "R&D is slow fast"),
        ("`<b>` and `&amp;` are code", "<b> and &amp; are code"),
        ("a < b [proof](a.md#b){ .proof .told }", "a < b"),
    ],
)
def test_a_takeaway_is_what_a_reader_sees(markdown: str, shown: str) -> None:
    """Without the signs of Markdown and HTML."""
    assert sharing.takeaways(f"## Takeaways\n\n- {markdown}") == [shown]


def test_hashtags_are_one_for_each_technology() -> None:
    """Without signs that end a hashtag, and none twice."""
    names = ["Docker and Docker Compose", "docker", "C++", "C#", "dbdiagram.io", "3", "Django ORM"]
    tags = "#docker #DockerCompose #Cplusplus #Csharp #dbdiagramio #DjangoORM"
    assert " ".join(sharing.hashtags(names)) == tags


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("scikit_learn", ["#scikitlearn"]),
        ("CI/CD", ["#CICD"]),
        ("PL/pgSQL", ["#PLpgSQL"]),
        ("HTML / CSS", ["#HTML", "#CSS"]),
        ("Cafe\N{COMBINING ACUTE ACCENT}", ["#Caf\N{LATIN SMALL LETTER E WITH ACUTE}"]),
        ("x\N{SUPERSCRIPT TWO}", ["#x"]),
        ("_ - _", []),
    ],
)
def test_a_hashtag_has_letters_and_digits_only(name: str, tags: list[str]) -> None:
    """Anything else would end it; a name with a slash stays one."""
    assert sharing.hashtags([name]) == tags


def test_a_long_first_sentence_gives_way_to_the_title() -> None:
    """The hook is whole before the fold."""
    post = sharing.post(replace(PAGE, share="word " * 100), ADDRESS)
    assert post.startswith("Week 2: advanced SQL\n\nword word")


@pytest.mark.parametrize(
    ("share", "hook"),
    [
        ("I tried Flask vs. Django. Then SQL.", "I tried Flask vs. Django."),
        ("I used tools, e.g. Docker! All of them.", "I used tools, e.g. Docker!"),
        ("It was week 2. I learnt.", "It was week 2."),
    ],
)
def test_an_abbreviation_does_not_end_the_hook(share: str, hook: str) -> None:
    """A number does."""
    assert sharing.post(replace(PAGE, share=share), ADDRESS).startswith(f"{hook}\n\n")


def test_a_post_of_many_technologies_keeps_its_words() -> None:
    """Hashtags take what is left to them, and no more."""
    names = [f"Technology {number}" for number in range(500)]
    share = f"I learnt SQL. {'word ' * 900}"
    post = sharing.post(replace(PAGE, share=share, technologies=tuple(names)), ADDRESS)
    assert length(post) <= 3000
    assert post.startswith("I learnt SQL.\n\nword word")
    assert 20 < post.count("#Technology") < 40
    assert post.endswith(f"\n\n{ADDRESS}")


@given(
    st.text("ab .\N{HOT BEVERAGE}\N{GRINNING FACE}", max_size=6000),
    st.lists(st.text("xy z", min_size=1, max_size=900), max_size=9),
    st.text("ab\N{GRINNING FACE} ", min_size=1, max_size=600).filter(str.strip),
    st.lists(st.text("xy/", min_size=1, max_size=900), max_size=90),
)
def test_a_post_keeps_its_bounds(
    share: str, items: list[str], title: str, technologies: list[str]
) -> None:
    """At most 3,000 characters, a hook in the first 200, the address at the end."""
    listed = "\n".join(f"- {item}" for item in items)
    markdown = f"## Takeaways\n\n{listed}"
    page = replace(
        PAGE, title=title, share=share, markdown=markdown, technologies=tuple(technologies)
    )
    post = sharing.post(page, ADDRESS)
    assert length(post) <= 3000
    assert 0 < length(post.split("\n\n")[0]) <= 200
    assert not post.startswith(("#", ADDRESS))
    assert post.endswith(f"\n\n{ADDRESS}")


def test_a_post_says_only_what_the_page_says() -> None:
    """Each of its words stands on the page, or is a hashtag or the address."""
    page = " ".join([PAGE.share, PAGE.title, plain(MARKDOWN.replace("\n", " "))])
    words = sharing.post(PAGE, ADDRESS).replace(ADDRESS, "").split()
    assert [word for word in words if word not in page and not word.startswith("#")] == []


def test_only_a_week_is_offered() -> None:
    """With LinkedIn's address where the site's is known, and without it where it is not."""
    offer = sharing.offer(PAGE, SITE)
    assert offer is not None
    assert offer.linkedin == (
        "https://www.linkedin.com/sharing/share-offsite/"
        "?url=https%3A%2F%2Focto.github.io%2Fnexus%2Fweeks%2Fweek-02%2F"
    )
    unknown = sharing.offer(PAGE, Website("Nexus"))
    assert unknown is not None
    assert unknown.linkedin == ""
    assert sharing.offer(replace(PAGE, is_week=False), SITE) is None


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder of pages with one week."""
    file = tmp_path / "weeks" / "week-02" / "index.md"
    file.parent.mkdir(parents=True)
    head = "title: Week 2\ndescription: d\nweek: 2\ntechnologies: [SQL]\nshare: I learnt SQL."
    file.write_text(f"---\n{head}\n---\n\n{MARKDOWN}", encoding="utf-8")
    return tmp_path


def test_a_week_is_found_by_its_folder(docs: Path) -> None:
    """Its post is made of its file."""
    post = sharing.of_week(docs, "week-02", Website("", "https://a.b/n"), Weeks())
    assert post.startswith("I learnt SQL.\n\nWeek 2\n- I learnt that SQL")
    assert post.endswith("#SQL\n\nhttps://a.b/n/weeks/week-02/")


@pytest.mark.parametrize(
    ("folder", "url"), [("", "week-02/"), ("my weeks/", "my%20weeks/week-02/")]
)
def test_the_folder_of_the_weeks_is_a_choice(docs: Path, folder: str, url: str) -> None:
    """The pages' own one too."""
    (docs / "weeks").rename(docs / "my weeks")
    if not folder:
        docs = docs / "my weeks"
    post = sharing.of_week(docs, "week-02", Website("", "https://a.b"), Weeks(folder))
    assert post.endswith(f"https://a.b/{url}")


def test_a_week_without_front_matter_is_told_in_its_own_words(docs: Path) -> None:
    """Its first paragraph opens the post, and its heading names it."""
    file = docs / "weeks" / "week-02" / "index.md"
    file.write_text(MARKDOWN.replace("# Week 2\n", "# SQL & I\n\nI learnt *much*.\n"))
    post = sharing.of_week(docs, "week-02", Website("", ""), Weeks())
    assert post.startswith("I learnt much.\n\nSQL & I\n- I learnt that SQL")


@pytest.mark.parametrize("week", ["week-9", "../week-02", ""])
def test_an_unknown_week_is_told_with_those_there_are(docs: Path, week: str) -> None:
    """A path is no week."""
    with pytest.raises(UsageError, match="choose from: week-02"):
        sharing.of_week(docs, week, Website("", ""), Weeks())


@pytest.mark.parametrize(
    ("right", "wrong"), [("week: 2", "week: two"), ("[SQL]", "SQL"), ("week: 2", "week: 'two")]
)
def test_wrong_front_matter_is_told_at_its_line(docs: Path, right: str, wrong: str) -> None:
    """As the check tells it."""
    file = docs / "weeks" / "week-02" / "index.md"
    file.write_text(file.read_text("utf-8").replace(right, wrong), encoding="utf-8")
    with pytest.raises(NexusError, match=r"index\.md:[45]"):
        sharing.of_week(docs, "week-02", Website("", ""), Weeks())


def test_a_post_fits_whatever_the_length_of_its_items() -> None:
    """Also where one more character would be too many."""
    base = replace(PAGE, share="I learnt SQL. More.")
    for size in range(2_800, 3_000):
        page = replace(base, markdown=f"## Takeaways\n\n- {'x' * size}")
        assert length(sharing.post(page, ADDRESS)) <= sharing.MOST


def test_items_above_the_first_heading_are_no_takeaways() -> None:
    """They stand under none."""
    assert sharing.takeaways("- not this\n\n## Takeaways\n\n- this") == ["this"]


def test_a_title_is_told_as_it_reads(tmp_path: Path) -> None:
    """Without the references of HTML."""
    file = tmp_path / "weeks" / "week-01" / "index.md"
    file.parent.mkdir(parents=True)
    head = "title: SQL &amp; I\ndescription: d\ntechnologies: [SQL]\nshare: I learnt."
    file.write_text(f"---\n{head}\n---\n\n## Takeaways\n\n- One\n", "utf-8")
    assert "SQL & I" in sharing.of_week(tmp_path, "week-01", Website("", ""), Weeks())


@pytest.mark.usefixtures("other_disk")
def test_weeks_to_choose_from_are_told_in_order(docs: Path) -> None:
    """On every disk."""
    for number in (1, 3):
        folder = docs / "weeks" / f"week-0{number}"
        folder.mkdir()
        (folder / "index.md").write_text("# Week")
    with pytest.raises(UsageError, match="choose from: week-01, week-02, week-03"):
        sharing.of_week(docs, "week-9", Website("", ""), Weeks())
