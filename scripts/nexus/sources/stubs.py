"""Stubs: what stands for tables outside the models that foreign keys refer to."""

from collections.abc import Iterable

from nexus.schema.model import Column, Table


def stubs(tables: Iterable[Table]) -> list[Table]:
    """Return a stub for each table that the keys of others name and that is not among them.

    It has the columns that they refer to, each of the type that refers to it.
    """
    held = list(tables)
    known = {table.id for table in held}
    missing: dict[str, dict[str, Column]] = {}
    for table in held:
        for key in table.foreign_keys:
            if key.target not in known:
                columns = missing.setdefault(key.target, {})
                for own, name in zip(key.columns, key.target_columns, strict=True):
                    columns.setdefault(name, Column(name, table.column(own).type, nullable=False))
    return [_stub(target, tuple(columns.values())) for target, columns in missing.items()]


def _stub(target: str, columns: tuple[Column, ...]) -> Table:
    schema, _, name = target.rpartition(".")
    return Table(name, schema or None, columns, kind="stub")
