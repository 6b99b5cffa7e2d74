"""Leaves items of a MetaData out while SQLAlchemy makes the rest, and puts everything back."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.schema import ForeignKeyConstraint

from nexus.sources.sqlalchemy.ddl.changes import Change


@contextmanager
def set_aside(
    tables: Iterable[Table], items: Iterable[Any], changed: Mapping[Column[Any], Change]
) -> Iterator[None]:
    """For the time of the `with`, tables are made without the items, and with columns as changed.

    Items are columns, constraints and indexes (tables have a list of their own for `create_all`).
    """
    with ExitStack() as back:
        for table in tables:
            for key in table.foreign_key_constraints:
                # Adding a key by ALTER TABLE would keep it out of CREATE TABLE ever after.
                _change(back, key, "_create_rule", key._create_rule)  # noqa: SLF001
        for column, change in changed.items():
            back.enter_context(with_change(column, change))
        for item in items:
            _hide(back, item)
        yield


@contextmanager
def with_change(column: Column[Any], change: Change) -> Iterator[None]:
    """For the time of the `with`, the column is as a change would have it."""
    with ExitStack() as back:
        for attribute, value in change.items():
            _change(back, column, attribute, value)
        yield


def _hide(back: ExitStack, item: Any) -> None:
    if isinstance(item, Column):
        # What SQLAlchemy takes for the database's own column, it does not make.
        _change(back, item, "system", True)  # noqa: FBT003
    elif not isinstance(item, Table):
        _change(back, item, "_ddl_if", None)
        item.ddl_if(callable_=_never)
    if isinstance(item, ForeignKeyConstraint):
        _unlink(back, item)


def _change(back: ExitStack, item: Any, attribute: str, value: object) -> None:
    back.callback(setattr, item, attribute, getattr(item, attribute))
    setattr(item, attribute, value)


def _never(*_: Any, **__: Any) -> bool:
    return False


def _unlink(back: ExitStack, key: ForeignKeyConstraint) -> None:
    """Take a key from its table, which SQLAlchemy could not sort by what the key refers to."""
    table, elements = key.table, set(key.elements)
    back.callback(table.foreign_keys.update, elements)
    back.callback(table.constraints.add, key)
    table.foreign_keys.difference_update(elements)
    table.constraints.discard(key)
