"""Rules about indexes: those that do nothing for any query."""

from collections.abc import Iterator
from dataclasses import dataclass

from nexus.schema.lint.rule import Found, Rule, Subject
from nexus.schema.model import Index, Table


@dataclass(frozen=True, slots=True)
class _Tree:
    """A B-tree of a table: what it begins with, and whether it belongs to a key."""

    name: str
    parts: tuple[str, ...]
    unique: bool
    predicate: str | None
    include: tuple[str, ...]
    is_key: bool

    def like(self, other: "_Tree") -> bool:
        """Tell whether both hold the same rows with the same columns beside them."""
        return self.predicate == other.predicate and set(self.include) <= set(other.include)


def _trees(table: Table) -> list[_Tree]:
    keys = [key for key in (table.primary_key, *table.uniques) if key.columns]
    found = [_Tree(_shown(k.name, k.columns), k.columns, True, None, k.include, True) for k in keys]  # noqa: FBT003
    return found + [_tree(i) for i in table.indexes if i.method in {None, "btree"}]


def _tree(index: Index) -> _Tree:
    name = _shown(index.name, index.parts)
    # Columns in another order than the usual one are told by the parts alone.
    return _Tree(name, index.parts, index.unique, index.predicate, index.include, is_key=False)


def _shown(name: str | None, parts: tuple[str, ...]) -> str:
    return name or ", ".join(parts)


def _duplicate(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        # What keeps values distinct is not what can go.
        trees = sorted(_trees(table), key=lambda tree: (not tree.is_key, not tree.unique))
        for place, tree in enumerate(trees):
            for other in trees[:place]:
                if other.parts == tree.parts and tree.like(other) and other.like(tree):
                    words = f"it is on the same columns as `{other.name}`"
                    yield Found(table.id, tree.name, words)
                    break


def _redundant(subject: Subject) -> Iterator[Found]:
    for table in subject.tables:
        trees = _trees(table)
        for tree in trees:
            wider = next((w for w in trees if not tree.unique and _begins(tree, w)), None)
            if wider is not None:
                words = f"`{wider.name}` begins with the same columns, and finds the same rows"
                yield Found(table.id, tree.name, words)


def _begins(tree: _Tree, wider: _Tree) -> bool:
    longer = len(wider.parts) > len(tree.parts)
    return longer and wider.parts[: len(tree.parts)] == tree.parts and tree.like(wider)


RULES = (
    Rule(
        "duplicate-index",
        "A second index on the same columns finds nothing that the first does not, and slows down "
        "every write.",
        _duplicate,
        wrong="CREATE TABLE post (id uuid PRIMARY KEY, slug text UNIQUE);\n"
        "CREATE INDEX post_by_slug ON post (slug);",
        right="CREATE TABLE post (id uuid PRIMARY KEY, slug text UNIQUE);",
        then="SELECT count(*) AS indexes FROM pg_indexes WHERE tablename = 'post';",
        gives=("3", "2"),
    ),
    Rule(
        "redundant-index",
        "An index on the first columns of another one finds nothing that the longer one does not, "
        "and slows down every write.",
        _redundant,
        wrong="CREATE TABLE post (id uuid PRIMARY KEY, topic text, day date);\n"
        "CREATE INDEX post_by_topic ON post (topic);\n"
        "CREATE INDEX post_by_day ON post (topic, day);",
        right="CREATE TABLE post (id uuid PRIMARY KEY, topic text, day date);\n"
        "CREATE INDEX post_by_day ON post (topic, day);",
        then="INSERT INTO post SELECT gen_random_uuid(), md5(n::text), now()\n"
        "  FROM generate_series(1, 5000) AS n;\n"
        "ANALYZE;\n"
        "DROP INDEX IF EXISTS post_by_topic;\n"
        "EXPLAIN (COSTS OFF) SELECT id FROM post WHERE topic = 'x';",
        gives=("Index Scan using post_by_day on post\n  Index Cond: (topic = 'x'::text)",) * 2,
    ),
)
