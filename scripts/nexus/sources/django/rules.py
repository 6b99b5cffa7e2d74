"""Keys, constraints and indexes of a Django model as facts, under the names that Django gives."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from nexus.schema.model import Check, ForeignKey, Index, Key
from nexus.sources import clauses
from nexus.sources.django.columns import check, kind
from nexus.sources.django.connection import Editor

_MOST_BYTES = 63


class Rules:
    """The rules of a model's table, and a line for each that cannot be told."""

    def __init__(self, model: Any, editor: Editor) -> None:
        self._model, self._editor = model, editor
        self.uniques: list[Key] = []
        self.checks: list[Check] = []
        self.exclusions: list[Check] = []
        self.indexes: list[Index] = []
        self.remarks: list[str] = []
        for field in fields(model):
            if field.unique and not field.primary_key and kind(field, editor):
                self.uniques.append(Key(None, (str(field.column),)))
            if (found := check(field, editor)) is not None:
                self.checks.append(found)
        for text in self._texts():
            self._take(text)

    def _texts(self) -> Iterator[str]:
        """Yield what makes each constraint and index, as far as it can be told."""
        model, meta = self._model, self._model._meta
        asked: list[tuple[str, Callable[[], Iterable[str]]]] = [
            *((f"unique_together {n}", partial(self._together, n)) for n in meta.unique_together),
            *((str(rule.name), partial(self._constraint, rule)) for rule in meta.constraints),
            ("the indexes of fields", partial(self._editor.field_indexes, model)),
            *((str(index.name), partial(self._index, index)) for index in meta.indexes),
        ]
        for what, texts in asked:
            try:
                yield from texts()
            except (
                Exception
            ) as error:  # what is not installed leaves fields out, and raises anything
                self.remarks.append(f"left out: {what} of {meta.db_table} ({error})")

    def _constraint(self, rule: Any) -> list[str]:
        return [self._editor.constraint(self._model, rule)]

    def _index(self, index: Any) -> list[str]:
        return [self._editor.index(self._model, index)]

    def _together(self, names: Any) -> list[str]:
        found = [self._model._meta.get_field(name) for name in names]
        return [self._editor.together(self._model, found)]

    def _take(self, text: str) -> None:
        if (made := clauses.index(text)) is not None:
            self.indexes.append(replace(made, name=cut(made.name)))
            return
        name, rule = clauses.constraint(text)
        name = cut(name)
        if rule.startswith("UNIQUE"):
            self.uniques.append(clauses.key(name, rule))
        elif rule.startswith("CHECK"):
            held, _ = clauses.bracketed(rule.removeprefix("CHECK").strip())
            self.checks.append(Check(name, clauses.unwrapped(held)))
        elif rule.startswith("EXCLUDE"):
            self.exclusions.append(Check(name, rule))


def fields(model: Any) -> list[Any]:
    """Return the fields of a model that its own table holds, in order."""
    return [f for f in model._meta.local_fields if f.column is not None]


def primary_key(model: Any) -> Key:
    """Return the primary key of a model's table."""
    found = model._meta.pk
    held = getattr(model._meta, "pk_fields", None) or ([found] if found else [])
    return Key(None, tuple(str(field.column) for field in held if field.column))


def foreign_key(model: Any, field: Any, editor: Editor) -> ForeignKey:
    """Return the foreign key that Django makes for a field."""
    target = field.target_field
    name, rule = clauses.constraint(editor.foreign_key(model, field))
    rest = re.sub(r"^.*?REFERENCES .*?\)", "", rule, count=1, flags=re.DOTALL)
    deferrable, initially = clauses.deferral(rest)
    told = clauses.actions(rest)
    return ForeignKey(
        cut(name),
        (str(field.column),),
        table_id(target.model),
        (str(target.column),),
        deferrable=deferrable,
        initially=initially,
        on_delete=told["on_delete"],
        on_update=told["on_update"],
    )


def cut(name: str | None) -> str | None:
    """Return a name as PostgreSQL holds it: it cuts what Django lets grow too long."""
    return name and name.encode()[:_MOST_BYTES].decode("utf-8", "ignore")


def table_id(model: Any) -> str:
    """Return the id of a model's table."""
    schema, name = place(model)
    return f"{schema}.{name}" if schema else name


def place(model: Any) -> tuple[str | None, str]:
    """Return the schema and the name of a model's table; a schema is given by a known trick."""
    schema, _, name = str(model._meta.db_table).strip('"').rpartition('"."')
    return schema or None, name
