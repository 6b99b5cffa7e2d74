"""The pages of a history: all that authors wrote stays text, and each link leads to a page."""

import re
from dataclasses import replace
from os.path import normpath
from pathlib import Path

import pytest
import yaml
from nexus.reference.changelog import Changelog, files
from nexus.reference.styles import SiteStyle
from nexus.schema.model import Column, Key, Schema, Table
from nexus.schema.timeline import Origin, Revision, Step, Timeline

HOSTILE = "<script>alert(1)</script>: [x](javascript:y) ``` {{ z }} 8<-"
T = Table("t", columns=(Column("id", "integer", nullable=False),), primary_key=Key(None, ("id",)))
ONE = Schema("", (T,))
TWO = Schema("", (T, Table(HOSTILE, columns=(Column(HOSTILE, "text"),))))


def timeline(origin: str = "alembic") -> Timeline:
    """Three revisions, of which one does not go down and one fails."""
    return Timeline(
        "shop",
        origin,  # type: ignore[arg-type]
        (
            Revision("a1", "first", "2026-01-02", up=Step(("CREATE TABLE t (id int)",), ONE)),
            Revision(
                HOSTILE,
                HOSTILE,
                file=HOSTILE,
                parents=("a1",),
                up=Step((HOSTILE,), TWO),
                down=Step((HOSTILE,), TWO),
                again=Step(error=HOSTILE),
            ),
            Revision("index", up=Step(error=HOSTILE)),
        ),
        models=None,
        remarks=(HOSTILE, "env.py names no models"),
    )


@pytest.mark.parametrize("origin", ["alembic", "git"])
def test_what_authors_write_stays_text(origin: Origin) -> None:
    """In Markdown, HTML and front matter; SQL is a fence that it cannot end."""
    told = timeline(origin)
    dropped = Revision("last", parents=(HOSTILE,), up=Step(schema=ONE))
    told = replace(
        told, name=HOSTILE, revisions=(*told.revisions[:2], dropped, *told.revisions[2:])
    )
    found = {path: text for path, text in files(told).items() if path.endswith(".md")}
    assert "risks/drop-table.md" in found
    for path, text in found.items():
        plain = re.sub(r"^(`{3,})sql\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
        plain = re.sub(r"^---\n.*?^---\n", "", plain, flags=re.DOTALL | re.MULTILINE)
        assert "<script" not in plain, path
        assert "](javascript" not in plain, path


def links(found: dict[str, str]) -> set[str]:
    """The files that the links of pages lead to, but for those of authors and to PostgreSQL's manual."""
    others = ("javascript", "https://www.postgresql.org/docs/current/")
    return {
        normpath(Path(path).parent / link)
        for path, text in found.items()
        for link in re.findall(r"\]\(([^)]+)\)", text)
        if not any(other in link for other in others)
    }


def test_every_link_leads_to_a_file() -> None:
    """Also where a revision is called as the index is."""
    found = files(timeline())
    assert links(found) <= found.keys()
    assert len(found) == 1 + 3 + 2


@pytest.mark.parametrize("origin", ["alembic", "git"])
def test_a_risk_that_is_found_has_a_page(origin: Origin) -> None:
    """With its reason, an example, the source, and where it was found; its lines lead there."""
    steps = (("a1", TWO), ("b2", ONE))
    revisions = tuple(Revision(name, up=Step(schema=schema)) for name, schema in steps)
    found = files(Timeline("shop", origin, revisions))
    text = found["risks/drop-table.md"]
    assert "Dropping a table deletes its rows" in text
    assert "DROP TABLE booking" in text
    assert "](https://www.postgresql.org/docs/current/sql-droptable.html)" in text
    assert text.count("<code>b2</code>") == 1
    shown = found["b2.md" if origin == "alembic" else "index.md"]
    assert "[`drop-table`](risks/drop-table.md), data lost" in shown
    assert links(found) <= found.keys()


def test_a_revision_says_what_became_of_its_ways() -> None:
    """What down leaves, and why up again fails; one that failed says why."""
    texts = [text for path, text in files(timeline()).items() if path.endswith(".md")]
    assert any("Down does not bring back what was before" in text for text in texts)
    assert any("Up again fails" in text for text in texts)
    assert not any("It went down" in text for text in texts)
    step = Step(("SELECT 1",), ONE)
    both = Revision("a1", parents=(), up=step, down=Step(("SELECT 2",), Schema("", ())), again=step)
    told = files(Timeline("shop", "alembic", (both,)))
    assert any("It went down to what was before, and up again" in text for text in told.values())
    assert any("3 revisions of Alembic, 1 failed, 1 not the same" in text for text in texts)
    assert any("\n- env&#46;py names no models." in text for text in texts)


def test_a_revision_without_a_title_is_called_by_its_id() -> None:
    """In its page and in the index."""
    found = files(Timeline("shop", "alembic", (Revision("a1", up=Step((), ONE)),)))
    assert "\n# a1\n" in found["a1.md"]
    assert "[a1](a1.md)" in found["index.md"]


def test_versions_of_git_are_one_page_with_the_newest_first() -> None:
    """Each with its diagram and its words; in a site the diagram is a fence."""
    told = replace(timeline("git"), name="shop: a")
    pages = list(Changelog(told, "changelog/shop/", SiteStyle()).pages())
    assert [page.path for page in pages if page.listed] == ["changelog/shop/index.md"]
    text = pages[0].markdown
    assert text.index("script") < text.index("first")
    fences = re.findall(r"^```nexus-changes\n(.*?)\n```$", text, re.DOTALL | re.MULTILINE)
    told = [{"history": "shop: a", "revision": name} for name in (HOSTILE, "a1")]
    assert list(map(yaml.safe_load, fences)) == told
