"""The statements of a week in the HTML of its page, and the marks beside them."""

from pathlib import Path
from urllib.parse import urljoin

import pytest
from nexus.figures import statements
from nexus.figures.statements import Marks
from nexus.proof import ledger
from nexus.proof.ledger import Backing, Entry
from nexus.proof.sections import Kind

from tests.helpers import EVIL, check_evil
from tests.nexus.figures.builders import facts
from tests.nexus.proof.builders import TOPIC, WEEK

WORDS = {"/t/#runs": "Runs", "/t/#said": "Said", "/u/#said": "Said", "/t/#shown": EVIL}
KINDS = {"runs": Kind.EXAMPLE, "shown": Kind.DIAGRAM, "said": Kind.ACCOUNT}


def entries(folder: Path, items: str) -> tuple[Entry, ...]:
    """The statements of a week with those items."""
    (week,) = ledger.read(facts(folder, items=items).journal, {}).weeks
    return week.entries


def backing(page: str, anchor: str, words: str) -> Backing:
    """A section of a page that is called as its address says."""
    title = WORDS[f"/{page}/#{anchor}"]
    return Backing(KINDS[anchor], page, anchor, (f"Page {page}", title), "", words, anchor)


def marked(html: str, *told: Entry) -> str:
    """A page whose links lead to /t/ or /u/, with its marks."""

    def resolve(link: str) -> tuple[str, str] | None:
        address, _, anchor = urljoin("/w/", link).partition("#")
        return (address.strip("/"), anchor) if f"{address}#{anchor}" in WORDS else None

    return Marks(told, resolve, backing).put(html)


@pytest.mark.parametrize(
    ("anchor", "kind", "words"),
    [
        ("runs", "example", 'Runs<span class="nx-said">, runnable example</span>'),
        ("said", "account", 'Said<span class="nx-said">, my account</span>'),
    ],
)
def test_a_mark_names_its_target_and_its_kind(anchor: str, kind: str, words: str) -> None:
    """Whatever kind was written; other attributes of the link stay."""
    link = f'<a class="proof drawn own" href="../t/#{anchor}" title="a">  </a>'
    shown = f'<a class="proof {kind} own" href="../t/#{anchor}" title="a">{words}</a>'
    assert marked(link).replace("  ", "") == shown


def test_two_marks_with_the_same_words_and_another_target_have_their_page_in_them() -> None:
    """So that no two links are called alike."""
    link = '<a class="proof" href="../{}/#said"></a>'
    shown = marked(link.format("t") + link.format("u") + link.format("t"))
    assert shown.count(">Page t: Said<") == 2
    assert shown.count(">Page u: Said<") == 1


def test_a_link_that_leads_nowhere_stays_as_it_is() -> None:
    """And so does every link without the class."""
    html = '<a class="proof" href="../x/">proof</a><a class="proofs" href="../t/#runs">proof</a>'
    assert marked(html) == html


def test_words_of_a_heading_stay_text() -> None:
    """A heading may show what looks like markup."""
    check_evil(marked('<a class="proof" href="../t/#shown"></a>'))


def test_the_place_of_a_proof_is_text() -> None:
    """It comes from a heading, whose id an author may write."""
    found = Backing(Kind.EXAMPLE, TOPIC, "runs", ("Topic", "Runs"), place=EVIL)
    link = '<a class="proof" href="../t/#runs"></a>'
    check_evil(Marks((), lambda _: (TOPIC, "runs"), lambda *_: found).put(link))


def test_a_feeling_has_no_kind_beside_it(tmp_path: Path) -> None:
    """Its link is further reading, and the legend says so."""
    items = "- I felt lost. [a](topic.md#runs){ .proof }\n- SQL [a](topic.md#runs){ .proof }"
    told = entries(tmp_path, items)
    html = '<h1>Week</h1><a class="proof" href="#1">a</a><a class="proof" href="#2">a</a>'
    found = Backing(Kind.EXAMPLE, TOPIC, "runs", ("Topic", "Runs"))
    shown = Marks(told, lambda _: (TOPIC, "runs"), lambda *_: found).put(html)
    assert '<a class="proof related" href="#1">Runs</a>' in shown
    assert '<a class="proof example" href="#2">Runs<span' in shown
    assert "further reading" in shown


def test_each_statement_has_an_id_of_its_words(tmp_path: Path) -> None:
    """In the order of the page; no two are the same, and other items have none."""
    items = "- I wrote\n    - `SQL` &amp; more [a](topic.md#runs){ .proof }\n- Git\n- Git"
    html = (
        "<ul><li>Other</li></ul><ul><li>I wrote<ul><li><code>SQL</code> &amp; more "
        '<a class="proof" href="#">x</a></li></ul></li><li>Git</li><li><p>Git</p></li></ul>'
    )
    shown = statements.with_ids(html, entries(tmp_path, items), {})
    assert shown.count(" id=") == 3
    assert '<li id="statement-i-wrote-sql-more"><code>SQL</code>' in shown
    assert '<li id="statement-git">Git</li><li id="statement-git-2"><p>Git</p></li>' in shown


def test_a_statement_about_a_profile_links_to_it(tmp_path: Path) -> None:
    """Where its address is set, and to no other profile."""
    told = entries(tmp_path, "- I updated my **GitHub** profile.\n- I used GitHub.")
    html = "<li>I updated my <strong>GitHub</strong> profile.</li><li>I used GitHub.</li>"
    profiles = {"GitHub": f"https://a.example/{EVIL}", "Other": "https://b.example"}
    shown = statements.with_ids(html, told, profiles)
    assert shown.count("GitHub profile</a></li>") == 1
    assert "Other" not in shown
    check_evil(shown)
    assert "<a " not in statements.with_ids(html, told, {})


def test_a_page_lists_the_statements_that_link_to_it() -> None:
    """As text; none, and there is no list."""
    check_evil(statements.listing([(EVIL, f"/{WEEK}#{EVIL}")]))
    assert statements.listing([]) == ""
