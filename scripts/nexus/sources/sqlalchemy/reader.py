"""Reads SQLAlchemy's MetaData into a `Schema`: with the loader, the one room that knows SQLAlchemy.

Every table of the MetaData is read with all of its columns and rules, spelt as PostgreSQL spells
them (`spelling`), and with it the types, the sequences and the statements that the models make
beside their tables. Sets of SQLAlchemy are put in order here, so that nothing later depends on the
order of a run.
"""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from sqlalchemy import Column as SAColumn
from sqlalchemy import MetaData
from sqlalchemy import Sequence as SASequence
from sqlalchemy import Table as SATable
from sqlalchemy.dialects.postgresql import DOMAIN, CreateDomainType
from sqlalchemy.schema import CreateSequence, ForeignKeyConstraint

from nexus.schema.model import (
    Domain,
    Enum,
    ForeignKey,
    Schema,
    Sequence,
    Source,
    Table,
)
from nexus.schema.statements import Ddl
from nexus.sources.reading import Reading
from nexus.sources.sqlalchemy import dialects, events, mapped
from nexus.sources.sqlalchemy.columns import column
from nexus.sources.sqlalchemy.events import Events
from nexus.sources.sqlalchemy.loader import Models
from nexus.sources.sqlalchemy.rules import rules
from nexus.sources.sqlalchemy.spelling import POSTGRESQL, chosen, implementation
from nexus.sources.stubs import stubs


@dataclass(frozen=True)
class _Reading(Reading):
    """The schema of a MetaData, which SQLAlchemy writes for other databases too."""

    metadata: MetaData = field(default_factory=MetaData)

    def ddl(self) -> Ddl:
        """Return what makes each table in the databases that the reference shows."""
        return dialects.statements(self.metadata)

    def script(self, dialect: str) -> str:
        """Return what makes all tables in a dialect of SQLAlchemy."""
        return dialects.ddl(self.metadata, dialect)


def reading(models: Models) -> Reading:
    """Return the schema of `models` with all that is known of where it comes from."""
    told = (models.home, models.typed, models.docstring)
    return _Reading(read(models), *told, metadata=models.metadata)


def read(models: Models, name: str = "") -> Schema:
    """Read the schema of all tables of `models`, called `name` or else what the models are called.

    A table outside the MetaData that a foreign key names becomes a stub.
    """
    with warnings.catch_warnings():
        # Compiling for documentation: what SQLAlchemy would warn of is not news to the reader.
        warnings.simplefilter("ignore")
        enums: dict[str, Enum] = {}
        metadata, heard = models.metadata, Events(models.metadata)
        declared = list(metadata.tables.values())
        before = heard.statements(metadata, "before_create")
        before += [text for table in declared for text in heard.statements(table, "before_create")]
        tables = _with_views(_tables(models, enums, heard), metadata, enums)
        return Schema(
            name or models.name,
            (*tables, *stubs(tables)),
            tuple(enums.values()),
            models.description,
            tuple(_left_out(declared)),
            domains=tuple(dict.fromkeys(_domains(declared))),
            sequences=tuple(dict.fromkeys(_sequences(metadata))),
            before=tuple(before),
            after=tuple(heard.statements(metadata, "after_create")),
            remarks=tuple(heard.remarks),
            dialect="" if chosen() is POSTGRESQL else str(chosen().name),
        )


def _tables(models: Models, enums: dict[str, Enum], heard: Events) -> list[Table]:
    """The tables as declared, each with what its class says and the relations that it knows."""
    declared = list(models.metadata.tables.values())
    classes = mapped.mappers(models.metadata)
    held = mapped.variables({t: source for t, source in models.sources.items() if t not in classes})
    tables = [
        _table(table, enums, heard, models.sources.get(table), classes.get(table))
        for table in declared
    ]
    tables = [
        replace(t, mapped=held.get(d, t.mapped)) for t, d in zip(tables, declared, strict=True)
    ]
    return _linked(tables, declared, classes)


def _left_out(tables: Iterable[SATable]) -> Iterator[str]:
    for table in tables:
        for rule in table.constraints:
            if isinstance(rule, ForeignKeyConstraint) and not rule.elements:
                yield f"left out: a foreign key without columns; {table.fullname}; give it columns"


# Tables and views


def _table(
    table: SATable,
    enums: dict[str, Enum],
    heard: Events | None,
    source: Source | None = None,
    mapper: Any = None,
) -> Table:
    # SQLAlchemy 2.1 marks its own views; before it, projects mark theirs in `info`.
    is_view = bool(getattr(table, "is_view", False) or table.info.get("is_view"))
    group = table.info.get("group")
    creator = getattr(table, "_creator_ddl", None) if is_view else None
    return Table(
        name=str(table.name),
        schema=_schema(table),
        columns=tuple(
            column(each, enums, is_of_view=is_view, mapper=mapper) for each in table.columns
        ),
        comment=table.comment,
        group=None if group is None else str(group),
        kind="view" if is_view else "table",
        options=_options(table),
        definition=_select(creator.selectable) if creator is not None else None,
        is_materialized=bool(getattr(creator, "materialized", False)),
        after=tuple(heard.statements(table, "after_create")) if heard else (),
        description=mapped.table_words(mapper) if mapper and table.comment is None else None,
        source=source,
        mapped=mapped.names(table, mapper),
        **rules(table),
    )


def _linked(
    tables: list[Table], declared: Iterable[SATable], classes: Mapping[SATable, Any]
) -> list[Table]:
    """The tables, each with the relations that its class knows and the database does not."""
    ids = {own: table.id for own, table in zip(declared, tables, strict=True)}
    found: dict[str, dict[ForeignKey, None]] = {}
    for mapper in classes.values():
        for table, link in mapped.links(mapper, ids):
            found.setdefault(table, {})[link] = None
    return [replace(table, links=tuple(found.get(table.id, ()))) for table in tables]


def _schema(item: Any) -> str | None:
    return str(item.schema) if item.schema else None


def _options(table: SATable) -> str | None:
    """What stands behind the columns in PostgreSQL, but for where the files lie."""
    given = table.dialect_options["postgresql"]
    options = {
        "INHERITS": _inherited(given.get("inherits")),
        "PARTITION BY": given.get("partition_by"),
    }
    return " ".join(f"{word} {value}" for word, value in options.items() if value) or None


def _inherited(parents: Any) -> str:
    names = (parents,) if isinstance(parents, str) else parents or ()
    listed = ", ".join(POSTGRESQL.identifier_preparer.quote(name) for name in names)
    return f"({listed})" if listed else ""


def _with_views(tables: list[Table], metadata: MetaData, enums: dict[str, Enum]) -> list[Table]:
    """The tables, and the views that events make: they have a table elsewhere, or none."""
    found = {table.id: table for table in tables}
    for name, select, is_materialized in events.views(metadata):
        columns = (SAColumn(c.name, c.type) for c in getattr(select, "selected_columns", ()))
        view = found.get(name) or _table(SATable(name, MetaData(), *columns), enums, None)
        found[name] = replace(
            view, kind="view", definition=_select(select), is_materialized=is_materialized
        )
    return list(found.values())


def _select(select: Any) -> str | None:
    try:
        return str(select.compile(dialect=chosen(), compile_kwargs={"literal_binds": True}))
    except Exception:  # its constructs may be the author's own
        return None


# What stands beside tables


def _domains(tables: Iterable[SATable]) -> Iterator[Domain]:
    for table in tables:
        for each in table.columns:
            kind = implementation(each.type)
            if isinstance(kind, DOMAIN):
                text = str(CreateDomainType(kind).compile(dialect=POSTGRESQL))
                yield Domain(str(kind.name), text.partition(" AS ")[2].strip(), _schema(kind))


def _sequences(metadata: MetaData) -> Iterator[Sequence]:
    """Those that PostgreSQL's dialect makes: it needs none for a column that it makes SERIAL."""
    columns = [each for table in metadata.tables.values() for each in table.columns]
    # A sequence counts by itself, or by what its `next_value()` made.
    defaults = (each.default for each in columns), (each.server_default for each in columns)
    own = [getattr(getattr(d, "arg", None), "sequence", d) for d in chain(*defaults)]
    for each in (*metadata._sequences.values(), *own):  # noqa: SLF001 (there is no public way)
        if isinstance(each, SASequence) and not each.optional:
            named = POSTGRESQL.identifier_preparer.format_sequence(each)
            text = str(CreateSequence(each).compile(dialect=POSTGRESQL))
            options = text.removeprefix(f"CREATE SEQUENCE {named}").strip()
            yield Sequence(str(each.name), options, _schema(each))
