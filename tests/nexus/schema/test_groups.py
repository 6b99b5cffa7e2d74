"""How a large schema is divided into groups, and what a capped neighbourhood keeps."""

import random

import pytest
from nexus.erd.drawing import WIDEST_MAP, draw
from nexus.erd.options import Options
from nexus.erd.svg import size
from nexus.schema import groups as grouping
from nexus.schema.groups import MOST_TABLES
from nexus.schema.model import (
    Column,
    ForeignKey,
    Schema,
    Table,
)


def table(name: str, *parents: str, schema: str | None = None, group: str | None = None) -> Table:
    """A table with a column for each parent that it refers to."""
    keys = tuple(ForeignKey(None, (parent,), parent, ("id",)) for parent in parents)
    columns = (Column("id", "integer"), *(Column(parent, "integer") for parent in parents))
    return Table(name, schema, columns, foreign_keys=keys, group=group)


def star(leaves: int) -> Schema:
    """A hub and the tables that refer to it."""
    return Schema("star", (table("hub"), *(table(f"leaf{i}", "hub") for i in range(leaves))))


def clusters(count: int, width: int) -> Schema:
    """Separate stars: each centre with its leaves."""
    names = [(f"c{n}", f"c{n}_{i}") for n in range(count) for i in range(width - 1)]
    centres = dict.fromkeys(centre for centre, _ in names)
    leaves = (table(leaf, centre) for centre, leaf in names)
    return Schema("clusters", (*(table(centre) for centre in centres), *leaves))


def test_names_of_groups_are_those_of_schemas_or_else_of_apps() -> None:
    """Where all tables have the same, or none has any, nothing tells them apart."""
    places = Schema("s", (table("a", schema="x", group="g"), table("b", schema="y"), table("c")))
    apps = Schema("s", (table("a", group="g"), table("b", group="h"), table("c")))
    same = Schema("s", (table("a", group="g"), table("b", group="g")))
    assert grouping.named(places) == {"x.a": "x", "y.b": "y"}
    assert grouping.named(apps) == {"a": "g", "b": "h"}
    assert grouping.named(same) == {}


def web(seed: int, count: int) -> Schema:
    """Tables each of which refers to two others at random."""
    dice = random.Random(seed)
    names = [f"t{n}" for n in range(count)]
    return Schema("web", tuple(table(name, *dice.sample(names, 2)) for name in names))


def test_tables_of_a_group_are_in_the_order_of_the_models() -> None:
    """Whichever of them were joined first."""
    schema = web(1, 60)
    places = {name: place for place, name in enumerate(schema.by_id)}
    for group in grouping.groups(schema):
        found = [places[name] for name in group.tables]
        assert found == sorted(found)


@pytest.mark.parametrize("schema", [star(100), clusters(9, 7), Schema("s", star(90).tables[1:])])
def test_every_table_is_in_one_group_of_bearable_size(schema: Schema) -> None:
    """Groups hold each table exactly once and never more than a diagram may show."""
    groups = grouping.groups(schema)
    members = [name for group in groups for name in group.tables]
    assert sorted(members) == sorted(schema.by_id)
    assert max(len(group.tables) for group in groups) <= MOST_TABLES
    assert len({group.name for group in groups}) == len(groups)


def test_database_schemas_come_before_groups_of_the_models() -> None:
    """Tables of several database schemas are grouped by these."""
    tables = [table(f"t{i}", schema="ab"[i % 2], group="same") for i in range(50)]
    assert [group.name for group in grouping.groups(Schema("s", tuple(tables)))] == ["a", "b"]


def test_groups_of_the_models_come_before_communities() -> None:
    """Tables that name their group are grouped by it, and the others together."""
    named = [table(f"t{i}", group=["sales", "people", None][i % 3]) for i in range(60)]
    groups = grouping.groups(Schema("s", tuple(named)))
    assert [group.name for group in groups] == ["sales", "people", "Other tables"]


def test_communities_find_what_is_joined() -> None:
    """Each separate star is a community, called after its centre."""
    groups = grouping.groups(clusters(9, 7))
    assert [group.name for group in groups] == [f"around c{n}" for n in range(9)]


def test_a_hub_is_capped_and_the_rest_is_told() -> None:
    """Around a hub the first declared are drawn, and every other table is named as left out."""
    drawing = draw(star(100), Options(("hub",), depth=1))
    assert len(drawing.schema.tables) == MOST_TABLES
    drawn = [table.id for table in drawing.schema.tables]
    assert [*drawn, *drawing.left_out] == ["hub", *(f"leaf{i}" for i in range(100))]
    assert "61 more tables" in drawing.description


def test_a_large_schema_is_drawn_as_a_map() -> None:
    """A map shows each table once, by name, with no column, and is not too wide."""
    schema = clusters(60, 5)
    drawing = draw(schema)
    svg = drawing.file()
    assert [svg.count(f'data-table="{name}"') for name in schema.by_id] == [1] * 300
    assert "data-column" not in svg
    assert size(drawing.layout)[0] <= WIDEST_MAP


def test_relations_between_groups_are_bundled() -> None:
    """Two groups have one bundle, with the number of relations in both directions."""
    tables = [table(f"a{i}", schema="a") for i in range(30)]
    tables += [table(f"b{i}", f"a.a{i}", schema="b") for i in range(30)]
    schema = Schema("s", tuple(tables))
    bundles = grouping.bundles(schema, grouping.groups(schema))
    assert [bundle.sentence for bundle in bundles] == ["30 relations join b to a"]


@pytest.mark.parametrize("seed", range(5))
def test_communities_are_those_that_looking_at_every_pair_finds(seed: int) -> None:
    """The two whose union raises the modularity most are united, until none does."""
    schema = web(seed, 25)
    near = {name: set(others) for name, others in schema.neighbours.items()}
    total = sum(map(len, near.values()))
    found = [{name} for name in schema.by_id]

    def gain(one: set[str], other: set[str]) -> float:
        links = sum(len(near[name] & other) for name in one)
        degrees = [sum(len(near[name]) for name in each) for each in (one, other)]
        return 2 * links / total - 2 * degrees[0] * degrees[1] / total**2 if links else -1

    while True:
        pairs = [(gain(a, b), -i, -j) for j, b in enumerate(found) for i, a in enumerate(found[:j])]
        best, one, other = max(pairs, default=(0.0, 0, 0))
        if best <= 0:
            break
        found[-one] |= found.pop(-other)
    assert [set(each) for each in grouping.communities(schema, 25)] == found
