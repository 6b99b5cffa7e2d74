"""The facts of a schema: uniqueness, cardinality, neighbours, and finding tables."""

import pytest
from nexus.core.errors import NexusError
from nexus.schema.model import (
    Cardinality,
    Column,
    ForeignKey,
    Index,
    Key,
    Relation,
    Schema,
    Table,
)

from tests.helpers import chain, run_python, schema, table, to

ONE, MAYBE, MANY = Cardinality.EXACTLY_ONE, Cardinality.ZERO_OR_ONE, Cardinality.ZERO_OR_MORE


def relation(child: Table, *, parent: str = "user") -> Relation:
    """The only relation between a child and its parent."""
    (found,) = schema(table(parent), child).relations
    return found


@pytest.mark.parametrize(
    ("end", "words"), [(ONE, "exactly one"), (MAYBE, "zero or one"), (MANY, "zero or more")]
)
def test_a_cardinality_is_said_in_words(end: Cardinality, words: str) -> None:
    """The words are those of a reader of crow's feet."""
    assert end.words == words


@pytest.mark.parametrize(
    ("facts", "many"),
    [
        pytest.param({}, MANY, id="nothing unique"),
        pytest.param({"uniques": (Key(None, ("user_id",)),)}, MAYBE, id="unique constraint"),
        pytest.param({"uniques": (Key(None, ("user_id", "id")),)}, MANY, id="unique with another"),
        pytest.param({"primary_key": Key(None, ("user_id",))}, MAYBE, id="primary key"),
        pytest.param({"primary_key": Key(None, ("id", "user_id"))}, MANY, id="part of the key"),
        pytest.param(
            {"indexes": (Index("i", ("user_id",), ("user_id",), unique=True),)},
            MAYBE,
            id="unique index",
        ),
        pytest.param(
            {"indexes": (Index("i", ("user_id",), ("user_id",), unique=True, predicate="x"),)},
            MANY,
            id="partial index",
        ),
        pytest.param(
            {"indexes": (Index("i", ("lower(user_id)",), unique=True),)},
            MANY,
            id="index of an expression",
        ),
        pytest.param(
            {"indexes": (Index("i", ("user_id",), ("user_id",)),)}, MANY, id="plain index"
        ),
    ],
)
@pytest.mark.parametrize("nullable", [False, True])
def test_the_cardinality_of_a_foreign_key(
    facts: dict[str, object], many: Cardinality, nullable: bool
) -> None:
    """A key is one-to-one if it is unique in the whole table, and optional if it may be null."""
    column = Column("user_id", "integer", nullable=nullable)
    found = relation(table("booking", column, foreign_keys=(to("user", "user_id"),), **facts))
    assert (found.child_end, found.parent_end) == (many, MAYBE if nullable else ONE)


def test_a_part_of_a_composite_key_that_is_unique_makes_the_whole_unique() -> None:
    """Two rows that agree on both columns agree on each."""
    facts = {"uniques": (Key(None, ("number",)),)}
    child = table("seat", "row", "number", foreign_keys=(to("hall", "row", "number"),), **facts)
    assert relation(child, parent="hall").child_end is MAYBE


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (("user_id",), "booking.user_id references user.id"),
        (("a", "b"), "booking.(a, b) references user.(key_a, key_b)"),
    ],
)
def test_a_relation_is_told_in_a_sentence(columns: tuple[str, ...], sentence: str) -> None:
    """Both ends are named with their columns."""
    assert relation(table("booking", *columns, foreign_keys=(to("user", *columns),))).sentence == (
        sentence
    )


def test_relations_stand_in_the_order_of_the_columns() -> None:
    """The order in which the constraints were found does not matter."""
    keys = (to("user", "host_id"), to("user", "guest_id"))
    columns = ("guest_id", "host_id")
    for given in (keys, keys[::-1]):
        found = schema(table("user"), table("stay", *columns, foreign_keys=given)).relations
        assert [r.foreign_key.columns for r in found] == [("guest_id",), ("host_id",)]


def test_a_key_that_is_declared_twice_is_one_relation() -> None:
    """Two constraints that say the same draw one line, whatever their names."""
    twice = (to("user", "user_id"), ForeignKey("again", ("user_id",), "user", ("id",)))
    assert len(schema(table("user"), table("stay", "user_id", foreign_keys=twice)).relations) == 1


def test_a_key_to_a_table_that_was_left_out_is_no_relation() -> None:
    """`only` drops tables, and so every line to them."""
    left = chain("user", "booking", "payment").part(["user", "payment"])
    assert [t.id for t in left.tables] == ["user", "payment"]
    assert left.relations == ()


def test_a_table_that_refers_to_itself_is_not_its_own_neighbour() -> None:
    """The relation is there, the neighbour is not."""
    tree = schema(table("node", "up_id", foreign_keys=(to("node", "up_id"),)))
    assert len(tree.relations) == 1
    assert tree.neighbours == {"node": ()}


@pytest.mark.parametrize(
    ("depth", "selected"),
    [(0, "c"), (1, "bcd"), (2, "abcde"), (9, "abcde")],
)
def test_select_follows_relations_both_ways(depth: int, selected: str) -> None:
    """Each step of depth adds the neighbours, in the order of the declarations."""
    part = chain("a", "b", "c", "d", "e").select(["c"], depth)
    assert "".join(t.id for t in part.tables) == selected


def test_a_table_is_found_by_its_id_and_by_a_name_that_only_one_has() -> None:
    """The qualified name always works."""
    named = schema(Table("log", "audit"), Table("user"), Table("user", "audit"))
    assert named.find("log").id == named.find("audit.log").id == "audit.log"
    assert named.find("user").id == "user"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nobody", "there is no table 'nobody' in schema 'shop'; choose from: a.user, b.user"),
        ("user", "several tables are called 'user' in schema 'shop'; choose from: a.user, b.user"),
    ],
)
def test_a_name_that_names_no_one_table_is_told_with_a_choice(name: str, told: str) -> None:
    """Unknown and ambiguous names are told apart."""
    both = schema(Table("user", "a"), Table("user", "b"))
    with pytest.raises(NexusError) as error:
        both.select([name])
    assert str(error.value) == told


def test_a_long_choice_is_cut() -> None:
    """Twelve names are shown, and the number of the others."""
    with pytest.raises(NexusError, match=r"t11 and 3 more$"):
        schema(*(table(f"t{n}") for n in range(15))).find("nobody")


def test_a_column_is_found_by_its_name() -> None:
    """One that is not there is a KeyError: a bug, no error of the user."""
    assert table("user", "email").column("email").type == "text"
    with pytest.raises(KeyError):
        table("user").column("email")


def test_where_a_table_stands_is_no_difference() -> None:
    """Equal facts are equal schemas, wherever they were read."""
    assert Schema("shop", (Table("user"),)) == Schema("shop", (Table("user", source=None),))


NEIGHBOURS = """
from tests.helpers import schema, table, to
keys = tuple(to(f"t{n}", column) for n, column in enumerate("abcdefgh"))
hub = table("hub", *"abcdefgh", foreign_keys=keys)
print(schema(*(table(f"t{n}") for n in range(8)), hub).neighbours["hub"])
"""


def test_neighbours_are_in_one_order() -> None:
    """That of the tables, though they are gathered as a set."""
    runs = {run_python(NEIGHBOURS, PYTHONHASHSEED=str(seed)) for seed in range(3)}
    assert runs == {f"{tuple(f't{n}' for n in range(8))}\n"}
