"""Schemas as an enemy would declare them: names, comments and rules made of other languages."""

import re
from dataclasses import replace

from hypothesis import strategies as st
from nexus.schema.model import (
    Check,
    Column,
    Enum,
    ForeignKey,
    Index,
    Key,
    Schema,
    Table,
)

from tests.helpers import HOSTILE_NAMES

# Words and marks that mean something in one of the formats.
PIECES = (
    *re.findall(
        r"\S+",
        "pk FK uk one many to u end class classDef style title subgraph erDiagram indexes checks "
        "Note Table Ref public @enduml @startuml !include %% %%{init:{}}%% ||--o{ }o--|| { } [ ] "
        "( ) < > -- --- // /* */ /' '/ ** __ _ ~ .. == $$x$$ #34; &#60; &amp; [x](javascript:1) ' "
        "'' ''' \" ` ``` \\ \\n # : ; , . | = <U+0041> \ufb02\xb0\xb034\xb6\xdf \x7f \0",
    ),
    *("direction TB", "Direction  lr", "accDescr {", "style x:#a;", "name: a; b"),
    *("\n", "\r\n", "\u2028", "\x85"),
)

texts = st.one_of(
    st.sampled_from(
        [name for key, name in HOSTILE_NAMES.items() if key not in {"long", "surrogate"}]
    ),
    st.lists(
        st.sampled_from(PIECES)
        | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3),
        min_size=1,
        max_size=4,
    ).map("".join),
)
maybe = st.none() | texts
types = st.sampled_from(("integer", "numeric(10, 2)", "timestamp with time zone", "text[]")) | texts


def several(items: st.SearchStrategy, least: int = 0) -> st.SearchStrategy:
    """Up to three distinct items, in any order."""
    return st.lists(items, min_size=least, max_size=3, unique=True).map(tuple)


@st.composite
def tables(draw: st.DrawFn, name: str) -> Table:
    """A table with every kind of rule, but without foreign keys."""
    names = draw(several(texts, least=1))
    own = st.sampled_from(names)
    key = st.builds(Key, maybe, several(own, least=1))
    column = st.builds(
        Column,
        name=own,
        type=types,
        nullable=st.booleans(),
        server_default=maybe,
        comment=maybe,
    )
    index = st.builds(
        Index,
        name=maybe,
        parts=several(own | texts, least=1),
        unique=st.booleans(),
        predicate=maybe,
        method=st.sampled_from((None, "gin", "hash")),
    )
    return Table(
        name,
        draw(st.none() | st.sampled_from(("sales", "public", 'a."b'))),
        tuple(replace(draw(column), name=name) for name in names),
        draw(key | st.just(Key(None, ()))),
        uniques=draw(several(key)),
        checks=draw(several(st.builds(Check, maybe, texts, maybe))),
        indexes=draw(several(index)),
        comment=draw(maybe),
        group=draw(maybe),
    )


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """Up to three tables, some of which refer to each other or to themselves, and enums."""
    made = [draw(tables(name)) for name in draw(several(texts, least=1))]
    made = list({table.id: table for table in made}.values())
    for place, table in enumerate(made):
        targets = draw(st.lists(st.sampled_from(made), max_size=2))
        keys = tuple(draw(foreign_keys(table, target)) for target in targets)
        made[place] = replace(table, foreign_keys=keys)
    enums = draw(st.lists(st.builds(Enum, texts, several(texts)), unique_by=lambda e: e.name))
    return Schema(draw(texts), tuple(made), tuple(enums), draw(texts))


@st.composite
def foreign_keys(draw: st.DrawFn, table: Table, target: Table) -> ForeignKey:
    """A foreign key of one or two columns."""
    size = draw(st.integers(1, min(2, len(table.columns), len(target.columns))))
    own, other = (
        tuple(column.name for column in draw(st.permutations(side.columns))[:size])
        for side in (table, target)
    )
    actions = st.sampled_from((None, "CASCADE", "SET NULL", "SET NULL (x)"))
    return ForeignKey(draw(maybe), own, target.id, other, draw(actions), draw(actions))
