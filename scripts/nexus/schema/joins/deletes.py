"""What a DELETE of one row does to the rows that refer to it, as PostgreSQL does it.

What the database does is told, not what an ORM does before. The first effects are those on the rows
that refer to the row itself; where such rows are deleted too, the effects on those that refer to
them follow.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from nexus.core.text import article
from nexus.schema.model import ForeignKey, Relation, Schema, Table

Consequence = Literal["deleted", "set to null", "set to its default", "refused", "left"]
_ACTIONS: dict[str, Consequence] = {
    "CASCADE": "deleted",
    "SET NULL": "set to null",
    "SET DEFAULT": "set to its default",
}
# Nobody reads more, and for thousands of tables all of it would take minutes.
MOST = 500
_NAME = re.compile(r""""((?:[^"]|"")*)"|([^\s,()"]+)""")


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to the rows of `relation.child` that refer to a row that goes.

    Where they are `refused`, so is the whole DELETE; `late` says that it is only at the end of the
    transaction, and `spared` that these rows may be among those that the same DELETE deletes, which
    is no reason to refuse. It is `tied` where it depends on the order in which keys were made whether
    they have gone by then. Rows that are `left` refer to nothing: no key of the database keeps them.
    """

    relation: Relation
    consequence: Consequence
    late: bool = False
    spared: bool = False
    tied: bool = False

    @property
    def is_refused(self) -> bool:
        """Tell whether rows that are there keep the DELETE from happening."""
        return self.consequence == "refused"

    @property
    def words(self) -> str:
        """Return in words what the DELETE does, with names in ticks."""
        key = ", ".join(self.relation.foreign_key.columns)
        parent = article(self.relation.parent, f"`{self.relation.parent}`")
        rows = f"`{self.relation.child}` rows whose `{key}` refers to such {parent}"
        if self.consequence == "deleted":
            return f"deletes the {rows}"
        if self.consequence == "left":
            return f"leaves the {rows}, which is then not there"
        if self.consequence != "refused":
            return f"keeps the {rows}, {self.consequence}"
        late = ", at the end of the transaction" if self.late else ""
        spared = ", unless they go as well" if self.spared else ""
        if self.tied:
            spared += " by then, which depends on the order in which the keys were made"
        return f"is refused while there are {rows}{late}{spared}"


class Deletes:
    """What a DELETE of a row does, for each table of a schema."""

    def __init__(self, schema: Schema) -> None:
        self._effects = {
            table: [_effect(schema.by_id[relation.child], relation) for relation in relations]
            for table, relations in schema.referring.items()
        }

    def of(self, table: str) -> tuple[Effect, ...]:
        """Return the effects for a table, by its id: breadth first, each key once, at most `MOST`."""
        found: list[Effect] = []
        depth, waiting = {table: 0}, [table]
        for parent in waiting:
            for effect in self._effects[parent][: MOST - len(found)]:
                child = effect.relation.child
                found.append(effect)
                if effect.consequence == "deleted" and child not in depth:
                    depth[child] = depth[parent] + 1
                    waiting.append(child)
        return tuple(_spared(effect, depth) if effect.is_refused else effect for effect in found)


def more(found: tuple[Effect, ...], shown: int) -> str:
    """Return in words how many effects there are beside those shown; nothing where that is none."""
    rest = len(found) - shown
    least = "at least " if len(found) >= MOST else ""
    return f"And so on, in {least}{rest:,} more ways." if rest > 0 else ""


def _spared(effect: Effect, depth: dict[str, int]) -> Effect:
    """Whether rows that refer to what goes may be gone themselves when the database looks.

    It deletes breadth first, and what is refused at once is looked for before rows further down go.
    Of the keys to one row, it takes them in the order in which they were made.
    """
    child, parent = effect.relation.child, effect.relation.parent
    if child not in depth or not (effect.late or depth[child] <= depth[parent] + 1):
        return effect
    is_tied = not effect.late and depth[child] == depth[parent] + 1
    return replace(effect, spared=True, tied=is_tied)


def effects(schema: Schema, table: str) -> tuple[Effect, ...]:
    """Return what a DELETE of a row of one table, by its id, does."""
    return Deletes(schema).of(table)


def columns_set(key: ForeignKey, action: str | None) -> tuple[str, ...]:
    """Return the columns of a key that an action such as `SET NULL (a, "b c")` sets: all, or some."""
    names = listed(action or "")
    return tuple(name for name in key.columns if name in names) or key.columns


def listed(action: str) -> set[str]:
    """Return the names in the brackets of an action, without their quotes."""
    found = _NAME.findall(action.partition("(")[2])
    return {quoted.replace('""', '"') or plain for quoted, plain in found}


def _effect(child: Table, relation: Relation) -> Effect:
    if not relation.enforced:
        return Effect(relation, "left")
    key = relation.foreign_key
    said = (key.on_delete or "").partition("(")[0]
    action = _ACTIONS.get(said.strip().upper(), "refused")
    names = columns_set(key, key.on_delete)
    if action in {"set to null", "set to its default"} and not _may(child, names, action):
        return Effect(relation, "refused")
    if action == "set to its default" and not any(child.column(n).server_default for n in names):
        action = "set to null"
    is_late = key.initially is not None and key.initially.upper() == "DEFERRED"
    waits = said.strip().upper() != "RESTRICT"
    return Effect(relation, action, late=action == "refused" and is_late and waits)


def _may(child: Table, names: tuple[str, ...], action: Consequence) -> bool:
    """Whether the columns of a key take what an action gives them."""
    for name in names:
        column = child.column(name)
        has_value = action != "set to null" and column.server_default is not None
        if not column.nullable and not has_value:
            return False
    return True
