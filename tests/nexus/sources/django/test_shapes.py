"""The shapes of foreign keys as models of Django: those that it can have, written from their tables."""

from collections.abc import Iterator
from typing import Any

import pytest
from nexus.schema.model import Schema
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs
from sqlalchemy import Column, Index, MetaData, Table, UniqueConstraint

from tests.nexus.shapes import SHAPES, Relation, Shape

HEAD = "from django.db import models\nfrom django.db.models.functions import Lower\n"


class Impossible(Exception):
    """Django has nothing of the kind."""


def names(metadata: MetaData, number: int) -> dict[Table, str]:
    """The name of the class of each table."""
    return {table: f"S{number}T{n}" for n, table in enumerate(metadata.tables.values())}


def field(column: Column[Any], classes: dict[Table, str]) -> str:
    """The field of a column."""
    single = column.primary_key and len(column.table.primary_key.columns) == 1
    given = [f"db_column={column.name!r}", f"null={column.nullable and not column.primary_key}"]
    given += ["primary_key=True"] * single + ["unique=True"] * bool(column.unique and not single)
    keys = list(column.foreign_keys)
    if not keys:
        return f"models.IntegerField({', '.join(given)})"
    if keys[1:] or keys[0].constraint is None or len(keys[0].constraint.elements) > 1:
        raise Impossible
    target = keys[0].column
    if not target.primary_key and not target.unique:
        raise Impossible
    given += [] if target.primary_key else [f"to_field={attribute(target)!r}"]
    return f"models.ForeignKey({classes[target.table]!r}, models.CASCADE, {', '.join(given)})"


def attribute(column: Column[Any]) -> str:
    """The name of the field of a column."""
    return f"f{list(column.table.columns).index(column)}"


def constraints(table: Table, label: str) -> Iterator[str]:
    """What is unique, of several columns or beside its column."""
    rules = [r for r in table.constraints if isinstance(r, UniqueConstraint)]
    for place, rule in enumerate([*rules, *(index for index in table.indexes if index.unique)]):
        parts: list[Any] = list(rule.expressions if isinstance(rule, Index) else rule.columns)
        if len(parts) == 1 and getattr(parts[0], "unique", False):
            continue
        if not parts or not all(isinstance(part, Column) for part in parts):
            raise Impossible
        given = [f"fields={[attribute(part) for part in parts]}", f"name='{label}_{place}'"]
        if any(
            name.endswith("_where") and v is not None for name, v in rule.dialect_kwargs.items()
        ):
            given.append("condition=models.Q(pk__gt=0)")
        if getattr(rule, "deferrable", None):
            given.append("deferrable=models.Deferrable.DEFERRED")
        yield f"models.UniqueConstraint({', '.join(given)})"


def model(table: Table, classes: dict[Table, str], number: int) -> str:
    """The class of a table."""
    if table.schema or not table.primary_key.columns or getattr(table, "is_view", False):
        raise Impossible
    label = classes[table]
    lines = [f"{attribute(c)} = {field(c, classes)}" for c in table.columns]
    if len(table.primary_key.columns) > 1:
        own = ", ".join(repr(attribute(c)) for c in table.primary_key.columns)
        lines.append(f"pk = models.CompositePrimaryKey({own})")
    held = ", ".join(constraints(table, label))
    meta = f"class Meta: db_table, constraints = {f's{number}_{table.name}'!r}, [{held}]"
    return "\n    ".join([f"class {label}(models.Model):", *lines, meta]) + "\n"


def models(number: int, shape: Shape) -> str:
    """The classes of a shape; none where Django cannot have it."""
    metadata = shape.metadata()
    classes = names(metadata, number)
    try:
        return "".join(model(table, classes, number) for table in classes)
    except Exception:  # Impossible, or a key to what is not there
        return ""


MODELS = {shape: text for n, shape in enumerate(SHAPES) if (text := models(n, shape))}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    """All shapes, read from one module."""
    file = tmp_path_factory.mktemp("shapes") / "models.py"
    file.write_text(HEAD + "".join(MODELS.values()))
    reading, found = dispatch.one(str(file), Inputs())
    assert not found.warnings
    return reading.schema


@pytest.mark.parametrize("shape", MODELS, ids=lambda shape: shape.name)
def test_a_shape_of_django_has_the_relations_that_are_right(shape: Shape, schema: Schema) -> None:
    """Each once, with its columns and both of its ends."""
    own = f"s{SHAPES.index(shape)}_"
    found = [
        Relation(
            r.child.removeprefix(own),
            r.foreign_key.columns,
            r.child_end.value,
            r.parent_end.value,
            r.parent.removeprefix(own),
        )
        for r in schema.relations
        if r.child.startswith(own)
    ]
    assert sorted(found) == sorted(shape.expected)


def test_django_has_forty_of_the_shapes() -> None:
    """It knows no key of several columns, and none to a table of another schema."""
    assert len(MODELS) >= 40
