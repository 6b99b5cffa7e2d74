"""The pages say what the journal says: all of it, and nothing more.

FACTS lists the journal, item by item, with the pages that must carry it and the words that do.
They are looked for in the author's own sentences: headings, front matter, fences and demonstrations
are taken away first, so an example cannot stand in for a statement.
UNCLAIMED lists what the journal is silent about. No page of its weeks may name it, but for the few
places of DELIBERATE, where a word explains something and claims nothing. A later week may speak of
other things, and so may the pages beside the weeks once there is one.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from nexus.proof import ledger
from nexus.proof.journal import Journal
from nexus.proof.ledger import Backing, Entry
from nexus.proof.sections import Kind

from tests.helpers import ROOT
from tests.nexus.pages.builders import written

DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
WEEKS = ["weeks/week-01/index.md", "weeks/week-02/index.md"]
OF_ITS_WEEKS = [page for page in PAGES if page.startswith(("weeks/week-01/", "weeks/week-02/"))]
IS_WHOLE = not any(re.match("weeks/week-(?!01/|02/)", page) for page in PAGES)
OF_THE_JOURNAL = PAGES if IS_WHOLE else OF_ITS_WEEKS

# number, E where an example shows it | pages beside the week's own | words; " ... " leaves out
# some of a sentence, ** keeps the journal's stress.
FACTS = """
A1    | about                 | This repository is **alx-project-nexus**
A2    | about                 | I document my major learnings, experiences and personal take
A3    | index about           | ProDev Backend Engineering ... by ALX
A4    | about                 | my growing mastery of backend concepts, tools and best pract
A5    | about                 | practical projects, weekly modules and collaborative learning

B1    | ai-prompting          | introduced to prompting techniques for better interaction
B2    | visibility            | visibility through GitHub and LinkedIn
B3  E | database-design       | schema design, ER diagrams and normalization
B4    | backend-blueprint     | understand the project requirements for the AirBnB Clone
B5    | ai-prompting          | **effective AI prompts** ... learning support and ... productivity
B6    | ai-prompting          | applied the principles of the **Prompting Cheatsheet** to real
B7    | ai-prompting          | fine-tune my instructions ... better AI results
B8    | visibility            | I updated my **LinkedIn** profile ... my current goals
B9    | visibility            | revamped my **GitHub profile** ... my projects and contributions
B10   | visibility            | visible as a developer in the tech community
B11 E | database-design       | I practised creating **ERDs**
B12 E | database-design       | **normalization** (1NF, 2NF and 3NF) for an efficient schema
B13 E | database-design       | I defined a database schema ... from the provided specifications
B14   | backend-blueprint     | I identified the **core features** required for a backend system
B15   | backend-blueprint     | **requirements into technical tasks** for implementation planning
B16   | backend-blueprint     | the value of **requirement analysis** ... scope creep
B17   | database-design       | initially struggled with **normal forms** and relationships
B18   | visibility            | hard to express my personal brand professionally online
B19   | database-design       | multiple sample ERDs for practice and got peer feedback
B20   | visibility            | studied top GitHub and LinkedIn profiles for inspiration
B21   | about                 | prompting is not just about AI ... better questions everywhere
B22   | visibility about      | a **career strategy**, not just a social task
B23   | database-design about | good database design ... the foundation of a scalable backend
B24   | database-design       | dbdiagram.io and drawSQL
B25   | ai-prompting          | I used ChatGPT for research and debugging
B26   |                       | **Platforms:** I used LinkedIn and GitHub

C1  E | advanced-sql          | advanced queries and performance optimization
C2  E | generators            | memory-efficient patterns
C2  E | asynchronous-programming | async workflows
C3    | milestone-1           | **Milestone 1 ... initial setup and database configuration
C4  E | advanced-sql          | **complex queries**: `JOIN`
C5  E | advanced-sql          | **complex queries**: ... `GROUP BY`
C6  E | advanced-sql          | **complex queries**: ... subqueries
C7  E | advanced-sql          | **complex queries**: ... window functions
C8  E | advanced-sql          | the importance of **indexing** ... on large datasets
C9  E | advanced-sql          | I learnt the importance of ... query optimization
C10 E | advanced-sql          | analyse query performance with `EXPLAIN`
C11 E | advanced-sql          | I learnt ... to improve the runtime
C12 E | generators            | **generators** give memory-efficient iteration over large datasets
C13 E | generators            | I used `yield` for simple generators
C14 E | generators            | chained generators for lazy processing
C15 E | generators            | when to prefer **generators over lists** in real backend use cases
C16 E | asynchronous-programming | foundational ... **async I/O** with `async def` and `await`
C17 E | asynchronous-programming | **asynchronous workflows** help high-concurrency ... API handling
C18 E | asynchronous-programming | I studied **event loops**
C19 E | asynchronous-programming | cooperative multitasking
C20   | milestone-1           | I set up a fully working backend environment using Django
C21   | milestone-1           | created and configured a PostgreSQL database for the AirBnB Clone
C22 E | milestone-1           | `.env` files
C23 E | milestone-1           | `docker-compose`
C24 E | advanced-sql          | I had difficulty optimizing **nested SQL queries** for speed
C25   | advanced-sql          | revisited SQL execution plans ... real-world data ... indexes
C26   | asynchronous-programming | small async Python programs to isolate and master async concepts
C27   | advanced-sql          | PLDs (Peer Learning Days) ... feedback on my SQL query structures
C28 E | advanced-sql about    | SQL is not just retrieving data ... **doing it efficiently**
C29 E | generators about      | generators ... async ... **scale backend systems**
C30   | milestone-1 about     | project setup and environment configuration pay off later
C31 E | milestone-1           | **PostgreSQL ... relational database system
C32 E |                       | **Python (asyncio):**
C33   | milestone-1           | **Docker and Docker Compose ... consistent development environments
C34 E | milestone-1           | **Django ORM ... query and manage database models
"""

JOURNAL = [
    *(f"A{number}" for number in range(1, 6)),
    *(f"B{number}" for number in range(1, 27)),
    *(f"C{number}" for number in range(1, 35)),
]

LEARNINGS = {
    WEEKS[0]: [
        "AI prompting",
        "Visibility and branding",
        "Database design: DataScape",
        "Backend blueprint",
    ],
    WEEKS[1]: [
        "Advanced SQL: querying power",
        "Python generators",
        "Asynchronous programming",
        "Milestone 1: project setup",
    ],
}

# What no example can show, as it was felt or done.
LIVED = [
    "initially struggled with normal forms",
    "had difficulty optimizing nested SQL queries",
    "practised on real-world data sets",
    "set up a fully working backend environment",
    "built small async Python programs",
    "Docker and Docker Compose",
    "project setup and environment configuration pay off later",
    "introduced to dbdiagram.io and drawSQL",
    "updated my LinkedIn profile",
    "revamped my GitHub profile",
    "collaborated with peers",
]

UNCLAIMED = [
    # technologies and practices that are not in the journal
    r"MySQL",
    r"SQLite",
    r"Redis",
    r"Celery",
    r"RabbitMQ",
    r"GraphQL",
    r"(?-i:\bREST\b)",
    r"\bDRF\b",
    r"Swagger",
    r"Kubernetes",
    r"CI/CD",
    r"\bdeploy",
    # the person
    r"certificat",
    r"\bgrades?\b",
    r"\bcohort",
    r"\bemploy",
    r"years? of experience",
    r"\b20[12]\d\b",
    r"@\w+\.\w+",
    r"github\.com/|linkedin\.com/",
    # what is not there
    r"coming soon",
    r"lorem ipsum",
    r"\bTODO\b",
]

# (page, word): what the word is there for.
DELIBERATE = {
    ("guide/index.md", r"github\.com/|linkedin\.com/"): "shows where pip finds a repository",
    ("guide/publishing.md", r"github\.com/|linkedin\.com/"): "shows where pip finds a repository",
    ("guide/engines.md", r"github\.com/|linkedin\.com/"): "shows where pip finds a repository",
    ("guide/tutorial.md", r"github\.com/|linkedin\.com/"): "shows where a portfolio is pushed to",
    ("guide/tutorial.md", r"@\w+\.\w+"): "shows an address that nobody has",
    ("guide/writing.md", r"@\w+\.\w+"): "shows an address that nobody has",
    ("guide/models.md", r"SQLite"): "names a database that the generator reads",
    ("guide/models.md", r"MySQL"): "names a database that the generator reads",
    ("guide/scale.md", r"\bcohort"): "names a command, and what it reads",
    ("guide/scale.md", r"Kubernetes"): "says where builds may run",
    ("guide/scale.md", r"\bdeploy"): "names an action of GitHub",
    ("guide/scale.md", r"github\.com/|linkedin\.com/"): "shows where pip finds a repository",
    ("architecture.md", r"\bcohort"): "names a room",
    ("weeks/week-01/open-questions.md", r"MySQL"): "has the ON UPDATE that PostgreSQL lacks",
    ("colophon-cardinality.md", r"MySQL"): "names a shape of foreign key in the tests",
}

# (page, words): limits of the generator, which nobody measured.
LIMITS = {("guide/scale.md", limit) for limit in ("5 MB", "0 seconds", "4 GB", "1 GB")}

# What was added for the site: a section, a frame, or a whole page.
SECTION = re.compile(
    r"^(?P<marks>#+) [^\n]*\{ \.demonstration\b[^}\n]*\}\n.*?(?=^(?!(?P=marks)#)#{1,6} |\Z)",
    re.MULTILINE | re.DOTALL,
)
FRAME = re.compile(r'^!!! demonstration ".*"\n(?:(?: {4}.*)?\n)*', re.MULTILINE)
FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
HERO = re.compile(
    r"^```nexus-author\n.*?words: (?:>-\n)?(?P<words>.*?)^\w+:.*?^```$", re.MULTILINE | re.DOTALL
)
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
LINK = re.compile(r"\s*\[[^\]]*\]\([^)]*\)\{[^}]*\}")
# A number, in digits or in words, and what somebody may have measured.
WORD = r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundreds?|thousands?)"
UNIT = r"(?:ms|s|milliseconds?|seconds?|minutes?|[kMG]i?B|(?:kilo|mega|giga)bytes?|buffers?)"
MEASURED = re.compile(rf"(?:\d[\s-]?|{WORD}[\s-])(?:{UNIT}|times faster)\b", re.IGNORECASE)


class Fact(NamedTuple):
    """One item of the journal: its number, the pages that carry it, and the words there.

    `is_shown` says whether an example shows what it is about.
    """

    number: str
    is_shown: bool
    pages: list[str]
    words: str


def short_name(page: str) -> str:
    """Return what FACTS calls `page`: its folder's name for an index, else its own."""
    path = Path(page)
    return (path.parent.name or "index") if path.stem == "index" else path.stem


def facts() -> list[Fact]:
    """Read the table FACTS."""
    pages = {short_name(page): page for page in PAGES}
    own = {"A": [], "B": WEEKS[:1], "C": WEEKS[1:]}
    found = []
    for row in filter(None, FACTS.splitlines()):
        item, others, words = (cell.strip() for cell in row.split("|"))
        number, _, tag = item.partition(" ")
        where = [*own[number[0]], *(pages[name] for name in others.split())]
        found.append(Fact(number, tag.strip() == "E", where, words))
    return found


def source(page: str) -> str:
    """Return the Markdown of `page`."""
    return (DOCS / page).read_text(encoding="utf-8")


def demonstrations(page: str) -> str:
    """Return what `page` holds that is no part of the journal, without code."""
    text = FENCE.sub("", FRONT_MATTER.sub("", source(page)))
    if "\ndemonstration: true\n" in source(page):
        return text
    return "\n".join(part[0] for kind in (SECTION, FRAME) for part in kind.finditer(text))


def journal(page: str) -> list[str]:
    """Return the author's paragraphs and list items on `page`, each on one line."""
    if "\ndemonstration: true\n" in source(page):
        return []
    said = HERO.sub(r"\g<words>", FRONT_MATTER.sub("", source(page)))
    text = FENCE.sub("", said)
    text = FRAME.sub("", SECTION.sub("", text))
    text = LINK.sub("", re.sub(r"^#.*$", "", text, flags=re.MULTILINE))
    text = re.sub(r"^ +- ", "", text, flags=re.MULTILINE)  # an item below another goes on with it
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n|\n(?=(?:-|\d+\.) )", text)]


def carries(paragraph: str, words: str) -> bool:
    """Tell whether `paragraph` holds `words`, with anything where they say " ... "."""
    pattern = ".*".join(re.escape(part) for part in words.split(" ... "))
    return re.search(pattern, paragraph, re.IGNORECASE) is not None


@cache
def pages_read() -> Journal:
    """Read all pages as the ledger reads them."""
    return Journal(
        {page: written(page, source(page)) for page in PAGES}, {"schema/airbnb/index.md"}
    )


def runs(backing: Backing) -> bool:
    """Tell whether an example runs in the section that backs a statement."""
    section = pages_read().sections[backing.page][backing.anchor]
    lines = range(section.line, section.end + 1)
    return any(f.is_run and f.line in lines for f in pages_read().pages[backing.page].fences)


def entries(words: str) -> list[Entry]:
    """Return the statements of the weeks that carry these words."""
    plain = words.replace("*", "").replace("`", "")
    claims = [claim for page in WEEKS for claim in pages_read().weeks[page]]
    found = [ledger.entry(pages_read(), c, {}) for c in claims if carries(c.text, plain)]
    assert found, words
    return found


def names(text: str, word: str) -> bool:
    """Tell whether `text` names `word`, a pattern of UNCLAIMED."""
    return re.search(word, text, re.IGNORECASE) is not None


def headings(page: str, level: int) -> list[str]:
    """Return the headings of `page` at `level`, in order."""
    return re.findall(
        rf"^{'#' * level} (.+?)(?: \{{[^}}]*\}})?$", FENCE.sub("", source(page)), re.MULTILINE
    )


def test_the_table_covers_the_journal() -> None:
    """FACTS names each of the journal's 65 items and no other."""
    assert len(JOURNAL) == 65
    assert {fact.number for fact in facts()} == set(JOURNAL)


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.number)
def test_each_fact_is_on_its_pages(fact: Fact) -> None:
    """One paragraph of the author's own text carries the fact, on every page it belongs to."""
    for page in fact.pages:
        assert any(carries(paragraph, fact.words) for paragraph in journal(page)), page


@pytest.mark.parametrize(
    "fact", [fact for fact in facts() if fact.is_shown], ids=lambda fact: fact.number
)
def test_what_an_example_can_show_has_one_beside_it(fact: Fact) -> None:
    """The statement on the week's page links to a section in which an example runs."""
    linked = [backing for entry in entries(fact.words) for backing in entry.linked]
    assert any(runs(backing) for backing in linked)


@pytest.mark.parametrize("words", LIVED)
def test_no_example_is_said_to_show_what_was_felt_or_done(words: str) -> None:
    """Such a statement is the author's account, whatever it links to."""
    assert {entry.kind for entry in entries(words)} == {Kind.ACCOUNT}


@pytest.mark.parametrize("page", OF_THE_JOURNAL)
def test_nothing_outside_the_journal_is_named(page: str) -> None:
    """No page names what the journal is silent about, but where DELIBERATE says what for."""
    text = source(page)
    allowed = {word for where, word in DELIBERATE if where == page}
    assert [word for word in UNCLAIMED if word not in allowed and names(text, word)] == []


@pytest.mark.parametrize(("page", "word"), DELIBERATE)
def test_each_exception_is_needed_and_claims_nothing(page: str, word: str) -> None:
    """An exception's word is on its page, and in no sentence that says "I"."""
    assert names(source(page), word)
    claims = [paragraph for paragraph in journal(page) if re.search(r"\bI\b", paragraph)]
    assert not any(names(claim, word) for claim in claims)


@pytest.mark.parametrize("page", PAGES)
def test_no_measured_figure_is_written_by_hand(page: str) -> None:
    """The prose of a page holds no time, memory size or count of buffers."""
    found = MEASURED.findall(FENCE.sub("", source(page)))
    assert [words for words in found if (page, words) not in LIMITS] == []


@pytest.mark.parametrize(
    "written",
    ["1.5 s", "12ms", "ten seconds", "a 30-second wait", "4 MiB", "Two minutes", "3 buffers"],
)
def test_a_measured_figure_is_known_as_one(written: str) -> None:
    """In digits and in words, so that the test above would see it."""
    assert MEASURED.search(f"It took {written} here.")


@pytest.mark.parametrize("page", PAGES)
def test_demonstrations_do_not_speak_for_the_author(page: str) -> None:
    """None says "I" or "my"."""
    prose = re.sub(r"`[^`]*`", "", demonstrations(page)).replace("I/O", "")
    assert not re.search(r"\b(I|[Mm]e|[Mm]y)\b", prose)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_title(page: str) -> None:
    """That of its front matter is its heading, so that lists, tabs and the ledger agree."""
    title = pages_read().pages[page].meta.get("title")
    first = headings(page, 1)
    assert not first or title in (None, *first)


@pytest.mark.parametrize("page", WEEKS)
def test_a_week_keeps_the_order_of_the_journal(page: str) -> None:
    """Focus, four blocks of learnings, challenges, solutions, takeaways, technologies."""
    focus, learnings, challenges, solutions, takeaways, technologies = headings(page, 2)
    assert (focus, learnings) == ("Focus areas", "Key learnings")
    assert challenges in ("Challenge", "Challenges")
    assert (solutions, takeaways) == ("Solutions", "Takeaways")
    assert technologies.startswith("Technologies")
    assert headings(page, 3) == LEARNINGS[page]
