"""Relations and cardinalities, for every shape of a foreign key that is written down."""

import pytest
from nexus.schema.model import Schema
from nexus.sources.sqlalchemy import reader
from nexus.sources.sqlalchemy.loader import Models

from tests.nexus.shapes import SHAPES, Relation, Shape

EVERY_SHAPE = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


def schema_of(shape: Shape) -> Schema:
    """What the reader makes of a shape."""
    return reader.read(Models(shape.name, shape.metadata()))


@EVERY_SHAPE
def test_a_shape_has_the_relations_that_are_right(shape: Shape) -> None:
    """The reader finds each relation once, with its columns and both of its ends."""
    found = [
        Relation(r.child, r.foreign_key.columns, r.child_end.value, r.parent_end.value, r.parent)
        for r in schema_of(shape).relations
    ]
    assert sorted(found) == sorted(shape.expected)


@EVERY_SHAPE
def test_every_end_of_a_relation_is_a_table_with_these_columns(shape: Shape) -> None:
    """Both tables of a relation are in the schema, as a stub if the models have no such table."""
    schema = schema_of(shape)
    for relation in schema.relations:
        own = {column.name for column in schema.by_id[relation.child].columns}
        assert own.issuperset(relation.foreign_key.columns)
        assert relation.parent in schema.by_id


def test_there_are_at_least_forty_shapes() -> None:
    """The names and the titles of the shapes are distinct."""
    assert len({shape.name for shape in SHAPES}) == len(SHAPES) >= 40
    assert len({shape.title for shape in SHAPES}) == len(SHAPES)
