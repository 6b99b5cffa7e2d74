"""A relation that only the models know is told apart in every output, and is in no statement."""

import json

from nexus.erd.drawing import draw
from nexus.exports import export
from nexus.schema.model import ForeignKey

from tests.helpers import schema, table

LINK = ForeignKey(None, ("thing_id",), "thing", ("id",))
LABELS = schema(table("thing"), table("label", "thing_id", links=(LINK,)))


def test_a_link_is_told_apart_in_every_format() -> None:
    """Dashed where it is drawn, virtual for tbls, a comment in DBML, and not in SQL."""
    assert "thing |o..o{ label" in export(LABELS, "mermaid")
    assert "}o..o|" in export(LABELS, "plantuml")
    (relation,) = json.loads(export(LABELS, "tbls"))["relations"]
    assert relation["virtual"]
    assert not [line for line in export(LABELS, "dbml").splitlines() if line.startswith("Ref")]
    assert "REFERENCES" not in export(LABELS, "postgresql")


def test_a_link_is_dashed_in_a_diagram() -> None:
    """And its words say that the database does not keep it."""
    drawn = draw(LABELS).file()
    assert 'class="dashed"' in drawn
    assert "label.thing_id references thing.id" in drawn
    assert "known to the models alone" in drawn
