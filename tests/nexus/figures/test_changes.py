"""Diagrams of what changed in pages: of a revision of a history, and since a revision of git."""

from dataclasses import replace
from pathlib import Path

import pytest
from nexus.core.errors import NexusError
from nexus.figures.changes import Changes
from nexus.figures.erd import Erd
from nexus.figures.figure import Facts
from nexus.pages.fences import Fence
from nexus.schema.model import Column, Key, Schema, Table
from nexus.schema.timeline import Revision, Step, Timeline

from tests.nexus.figures.builders import facts, html, page

ID = Column("id", "integer", nullable=False)
STAY = Table("stay", columns=(ID,), primary_key=Key(None, ("id",)))
NOTED = replace(STAY, columns=(ID, Column("note", "text")))
GUEST = replace(STAY, name="guest")
OLD, NEW = Schema("shop", (STAY,)), Schema("shop", (NOTED, GUEST))


@pytest.fixture
def known(tmp_path: Path) -> Facts:
    """A site with a schema, and its history of two revisions."""
    revisions = (Revision("a1", up=Step(schema=OLD)), Revision("b2", up=Step(schema=NEW)))
    return replace(
        facts(tmp_path, schemas=(NEW,)),
        timelines={"shop": Timeline("shop", "alembic", revisions, models=OLD)},
        versions=lambda revision, _: {"v1": OLD}[revision],
    )


def test_a_revision_is_drawn_with_links_to_its_tables(known: Facts) -> None:
    """What was added and what changed, in the palette of the page."""
    shown = html(Changes(known), "history: shop\nrevision: b2", page())
    assert 'href="/schema/shop/guest.md"' in shown
    assert "+ guest (added)" in shown
    assert 'data-column="note"' in shown
    assert "<style" not in shown


def test_a_copy_of_the_page_has_the_changes_in_words(known: Facts) -> None:
    """As a quotation."""
    words = Changes(known).words(Fence("nexus-changes", "history: shop\nrevision: b2"), page(), str)
    assert words.startswith("> ")
    assert "guest" in words


def test_the_difference_from_the_models_is_drawn(known: Facts) -> None:
    """As a revision of its own."""
    assert "- guest (removed)" in html(Changes(known), "history: shop\nrevision: models", page())


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("history: gone\nrevision: a1", "names no history"),
        ("history: shop\nrevision: gone", "names no revision"),
        ("histori: shop", "histori"),
    ],
)
def test_what_is_not_there_is_an_error_at_the_fence(known: Facts, body: str, said: str) -> None:
    """Drawn or only checked."""
    with pytest.raises(NexusError, match=said):
        html(Changes(known), body, page())
    with pytest.raises(NexusError, match=said):
        Changes(known).check(Fence("nexus-changes", body), page())


def test_an_erd_since_a_revision_shows_what_changed_since(known: Facts) -> None:
    """Of all tables, or of those that are named; in words too."""
    erd = Erd(known)
    body = "schema: shop\nsince: v1"
    assert "+ guest (added)" in html(erd, body, page())
    only = html(erd, f"{body}\ntables: [stay]\ntitle: Since v1", page())
    assert "guest (added)" not in only
    assert "<figcaption>Since v1</figcaption>" in only
    told = erd.words(Fence("erd", body), page(), str)
    assert "stay.note: column added." in told
