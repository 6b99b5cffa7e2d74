"""The schema that a PostgreSQL holds, as its catalog has it: tables, views, types, rules, triggers.

Nothing is changed there, and no row of a table is read.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nexus.schema.model import (
    Check,
    Column,
    Composite,
    Domain,
    Enum,
    ForeignKey,
    Key,
    Schema,
    Sequence,
    Table,
    TableKind,
)
from nexus.sources import clauses
from nexus.sources.database import queries

if TYPE_CHECKING:
    from psycopg import Connection

_KINDS: dict[str, TableKind] = {"v": "view", "m": "view"}
_ACTIONS = {"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
_SERIAL = {"smallint", "integer", "bigint"}
# The columns that ON DELETE sets, at the end of what PostgreSQL writes of a key.
_LISTED = re.compile(
    r""" ON DELETE SET (?:NULL|DEFAULT)( \((?:"(?:[^"]|"")*"|[^"()])*\))"""
    r"(?: DEFERRABLE| INITIALLY DEFERRED| NOT VALID| NOT ENFORCED)*$"
)
# What is not held against the rows that are there; the second, of PostgreSQL 18, not against any.
_UNHELD = ("NOT VALID", "NOT ENFORCED")
_SHORT = (("character varying", "varchar"), ("bit varying", "varbit"), ("character", "char"))


def read(connection: "Connection[Any]", name: str) -> Schema:
    """Return the schema of a connection's database, called `name`."""
    connection.execute("SELECT set_config('search_path', 'public', false)")
    return _Reader(connection).schema(name)


@lru_cache(1 << 12)
def type_text(text: str) -> str:
    """Return a type as schemas spell it: `varchar(80)` for `character varying(80)`."""
    for long, short in _SHORT:
        text = re.sub(rf"^{long}(?=$|[(\[])", short, text)
    return "char" if text == '"char"' else text


class _Reader:
    """What was read so far: the types by their oid, the rows about tables by the table's oid."""

    def __init__(self, connection: "Connection[Any]") -> None:
        self._connection = connection
        self._types: dict[int, Enum | Domain | Composite] = {}
        self._tables = self._rows(queries.TABLES)
        ids = [row[0] for row in self._tables]
        self._columns = _by_table(self._named(queries.COLUMNS, ids))
        self._constraints = _by_table(self._rows(queries.CONSTRAINTS, ids))
        self._indexes = _by_table(self._rows(queries.INDEXES, ids))
        self._names = {oid: f"{s}.{n}" if s else n for oid, s, n, *_ in self._tables}

    def _rows(self, query: Any, *given: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, given or None).fetchall()

    def _named(self, query: Any, *given: Any) -> list[Any]:
        from psycopg.rows import namedtuple_row

        with self._connection.cursor(row_factory=namedtuple_row) as cursor:
            return list(cursor.execute(query, given))

    def schema(self, name: str) -> Schema:
        """Return everything."""
        kinds = list(self._named_types())
        sequences = self._rows(queries.SEQUENCES)
        columns: list[Any] = [row for rows in self._columns.values() for row in rows]
        counted = {row.sequence for row in columns if _is_serial(row)}
        functions = self._rows(queries.FUNCTIONS)
        aggregates = (text for (text,) in self._rows(queries.AGGREGATES))
        ((about,),) = self._rows(queries.COMMENT)
        known = {None, *(row[1] for row in self._tables), *(kind.schema for kind in kinds)}
        places = dict.fromkeys(place for *_, place in functions if place not in known)
        return Schema(
            name,
            tuple(map(self._table, self._tables)),
            tuple(kind for kind in kinds if isinstance(kind, Enum)),
            about,
            domains=tuple(kind for kind in kinds if isinstance(kind, Domain)),
            sequences=tuple(Sequence(n, o, s) for oid, s, n, o in sequences if oid not in counted),
            before=(
                # Nothing but functions may be in one.
                *(f"CREATE SCHEMA IF NOT EXISTS {_quoted(place)}" for place in places),
                *(text.strip() for text, is_late, _ in functions if not is_late),
                *aggregates,
            ),
            after=tuple(text.strip() for text, is_late, _ in functions if is_late),
            composites=tuple(kind for kind in kinds if isinstance(kind, Composite)),
            extensions=tuple(name for (name,) in self._rows(queries.EXTENSIONS)),
        )

    def _named_types(self) -> Iterator[Enum | Domain | Composite]:
        for oid, schema, name, kind, array, labels, domain, fields, span in self._rows(
            queries.TYPES
        ):
            made: Enum | Domain | Composite
            if kind == "e":
                made = Enum(name, tuple(labels or ()), schema)
            elif kind == "d":
                made = Domain(name, type_text(domain), schema)
            else:
                made = Composite(name, fields or span or "()", schema)
            self._types[oid] = self._types[array] = made
            yield made

    # Tables

    def _table(self, row: tuple[Any, ...]) -> Table:
        oid, schema, name, kind, comment, division, bound, definition, parents, triggers = row
        rules = _rules(self._constraints[oid], self._names)
        return Table(
            name=name,
            schema=schema,
            columns=tuple(map(self._column, self._columns[oid])),
            **rules,
            indexes=tuple(filter(None, (clauses.index(d, c) for _, d, c in self._indexes[oid]))),
            comment=comment,
            kind=_KINDS.get(kind, "table"),
            options=self._options(division, bound, parents),
            definition=definition.strip().rstrip(";") if definition else None,
            is_materialized=kind == "m",
            after=(*_counters(self._columns[oid], self._names[oid]), *(triggers or ())),
            external=kind == "f",
            partition_of=self._names.get(parents[0]) if bound and parents else None,
        )

    def _options(self, division: str | None, bound: str | None, parents: Any) -> str | None:
        """Return what CREATE TABLE says behind the columns, or of a partition behind its name."""
        named = [self._names[oid] for oid in parents or () if oid in self._names]
        inherits = f"INHERITS ({', '.join(map(_quoted, named))})" if named and not bound else ""
        by = f"PARTITION BY {division}" if division else ""
        return " ".join(filter(None, (bound, inherits, by))) or None

    def _column(self, row: Any) -> Column:
        kind = self._types.get(row.item)
        text = type_text(row.type) if kind is None else kind.id
        if row.is_array and kind is not None:
            text += (
                "[]"  # PostgreSQL keeps no number of dimensions, and writes one pair of brackets
            )
        serial = _is_serial(row)
        return Column(
            name=row.name,
            type=f"{text} COLLATE {row.collation}" if row.collation else text,
            nullable=not row.not_null,
            enum=kind.id if isinstance(kind, Enum) else None,
            server_default=None if row.generated or serial else row.given,
            computed=clauses.unwrapped(row.given) if row.generated else None,
            persisted=row.generated == "s" if row.generated else None,
            identity=_identity(row) if row.identity else None,
            comment=row.comment,
            is_serial=serial,
        )


def _by_table(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _is_serial(row: Any) -> bool:
    """Whether a column counts by a sequence of its own, from 1 in steps of 1."""
    is_plain = row.type in _SERIAL and (row.start, row.step) == (1, 1)
    return bool(is_plain and row.owned == "a" and "nextval(" in (row.given or ""))


def _counters(rows: Iterable[Any], table: str) -> Iterator[str]:
    """What gives the sequences of serial columns the type that those of an old dump have."""
    for row in rows:
        is_other = _is_serial(row) and row.counts != row.type
        if is_other and row.counter.replace('"', "") == f"{table}_{row.name}_seq":
            yield f"ALTER SEQUENCE {row.counter} AS {row.counts}"


def _identity(row: Any) -> str:
    when = "ALWAYS" if row.identity == "a" else "BY DEFAULT"
    steps = (("START WITH", row.start), ("INCREMENT BY", row.step))
    told = " ".join(f"{word} {value}" for word, value in steps if value not in {None, 1})
    return f"GENERATED {when} AS IDENTITY" + (f" ({told})" if told else "")


def _quoted(table: str) -> str:
    return ".".join(
        part if re.fullmatch(r"[a-z_][a-z0-9_$]*", part) else '"' + part.replace('"', '""') + '"'
        for part in table.split(".")
    )


# Rules


def _rules(rows: Iterable[tuple[Any, ...]], names: dict[int, str]) -> dict[str, Any]:
    """Return the fields of a `Table` that hold its keys and checks."""
    primary = Key(None, ())
    held: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        _, kind, name, text, comment, *_ = row
        if kind == "p":
            primary = clauses.key(name, text, comment)
        elif kind == "u":
            held["uniques"].append(clauses.key(name, text, comment))
        elif kind == "f":
            held["foreign_keys"].append(_foreign_key(row, names))
        elif kind == "c":
            expression, rest = clauses.bracketed(text.removeprefix("CHECK").strip())
            is_open = rest.endswith(_UNHELD)
            held["checks"].append(Check(name, clauses.unwrapped(expression), comment, is_open))
        else:
            held["exclusions"].append(Check(name, text, comment))
    return {"primary_key": primary, **{field: tuple(rules) for field, rules in held.items()}}


def _foreign_key(row: tuple[Any, ...], names: dict[int, str]) -> ForeignKey:
    _, _, name, text, comment, target, match, columns, others, can_wait, waits, deleted, changed = (
        row
    )
    listed = _LISTED.search(text)
    return ForeignKey(
        name,
        tuple(columns),
        names.get(target, str(target)),
        tuple(others),
        on_delete=_ACTIONS[deleted] + listed[1] if listed else _ACTIONS.get(deleted),
        on_update=_ACTIONS.get(changed),
        deferrable=True if can_wait else None,
        initially="DEFERRED" if waits else None,
        comment=comment,
        match="FULL" if match == "f" else None,
        not_valid=text.endswith(_UNHELD),
    )
