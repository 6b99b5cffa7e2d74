"""Models of Django as tables, in the order in which their apps and classes are declared.

A proxy and an abstract model have no table. A key to a model that is not there becomes one to a
stub; what only Django keeps (a key without a constraint, a generic relation) becomes a link.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from nexus.schema.mapped import Mapped
from nexus.schema.model import Column, ForeignKey, Source, Table
from nexus.sources.django import columns, migrations, queries
from nexus.sources.django.connection import Editor
from nexus.sources.django.rules import Rules, fields, foreign_key, place, primary_key, table_id
from nexus.sources.django.standins import Lacking, StandIn
from nexus.sources.stubs import stubs

_CLASS = re.compile(r"[ \t]*class (\w+)")
_MEASURES = ("max_length", "max_digits", "decimal_places")


class Tables:
    """The tables of models; `warnings` say what of them cannot be told."""

    def __init__(self, editor: Editor, lacking: Lacking) -> None:
        self._editor, self._lacking = editor, lacking
        self.warnings: list[str] = []

    def read(self, models: Sequence[Any]) -> tuple[Table, ...]:
        """Return the table of each model, and a stub for each that is missing."""
        lost = [model for model in models if self._is_lost(model)]
        for model in lost:
            path = self._lacking.bases[model]
            self._leave_out(model._meta.label, f"its base {path} is not installed")
        for model in models:
            for field in fields(model):
                self._measure(model, field)
        held: dict[str, Table] = {}
        for model in models:
            if model in lost or table_id(model) in held:
                continue
            try:
                held[table_id(model)] = self._table(model)
            except Exception as error:  # a field's own code
                self._leave_out(model._meta.label, f"{type(error).__name__}: {error}")
        return (*held.values(), *stubs(held.values()))

    def _is_lost(self, model: Any) -> bool:
        """Whether a model has no base that is installed."""
        names = {f"{base.__module__}.{base.__qualname__}" for base in model.__mro__}
        return model in self._lacking.bases and bool(names & self._lacking.alone)

    def _leave_out(self, what: str, why: str) -> None:
        self.warnings.append(f"left out: {what} ({why})")

    def _table(self, model: Any) -> Table:
        meta = model._meta
        self._tell_lacking(model)
        made, keys, links = self._fields(model)
        rules = Rules(model, self._editor)
        self.warnings += rules.remarks
        schema, name = place(model)
        return Table(
            name=name,
            schema=schema,
            columns=tuple(made),
            primary_key=primary_key(model),
            foreign_keys=tuple(keys),
            uniques=tuple(rules.uniques),
            checks=tuple(rules.checks),
            exclusions=tuple(rules.exclusions),
            indexes=tuple(sorted(rules.indexes, key=lambda index: index.name or "")),
            comment=getattr(meta, "db_table_comment", "") or None,
            group=str(meta.app_label),
            links=(*links, *_generic(model)),
            external=not meta.managed,
            description=_docstring(model),
            source=_source(model),
            mapped=_mapped(model),
        )

    def _tell_lacking(self, model: Any) -> None:
        meta = model._meta
        for base in model.__mro__:
            for name, package in self._lacking.attributes.get(base, {}).items():
                self._leave_out(f"{meta.label}.{name}", f"{package} is not installed")
        for name, package in self._lacking.keys.get(model, {}).items():
            what = f"{meta.label}.{name} ({package} is not installed)"
            self.warnings.append(f"taken for text: {what}")
        if model in self._lacking.bases:
            path = self._lacking.bases[model]
            self._leave_out(f"what {meta.label} has of {path}", "it is not installed")

    def _measure(self, model: Any, field: Any) -> None:
        """Let a field, and what an array is of, be without a measure that is not known."""
        for one in filter(None, (field, getattr(field, "base_field", None))):
            for name in _MEASURES:
                given = vars(one).get(name)
                is_lost = isinstance(given, StandIn)
                if is_lost or self._is_counted(name, given):
                    setattr(one, name, None)
                    why = f"{given if is_lost else 'its number'} is not known here"
                    self._leave_out(f"the {name} of {model._meta.label}.{field.name}", why)

    def _is_counted(self, name: str, given: Any) -> bool:
        """Whether a measure is 0 since the user's code took what is not known for a number."""
        return bool(self._lacking.numbers) and name != "decimal_places" and given == 0

    def _fields(self, model: Any) -> tuple[list[Column], list[ForeignKey], list[ForeignKey]]:
        made: list[Column] = []
        keys: list[ForeignKey] = []
        links: list[ForeignKey] = []
        for field in fields(model):
            counts = field.primary_key and migrations.has(model)
            shown = migrations.counter(field) if counts and model._meta.auto_created else field
            if (kind := columns.kind(shown, self._editor)) is None:
                continue
            made.append(columns.column(field, self._editor, kind))
            if field.remote_field and field.many_to_one | field.one_to_one:
                key = foreign_key(model, field, self._editor)
                is_kept = getattr(field, "db_constraint", True)
                (keys if is_kept else links).append(key)
        return made, keys, links


def _generic(model: Any) -> Iterable[ForeignKey]:
    """Yield a link from each generic relation that leads to a model, to the model that declares it."""
    from django.apps import apps

    own = [f for f in model._meta.private_fields if hasattr(f, "fk_field")]
    for other in apps.get_models(include_auto_created=True) if own else ():
        inherited = {f.name for base in other._meta.parents for f in base._meta.private_fields}
        for field in other._meta.private_fields:
            found = None if field.name in inherited else _asked(field, model)
            pk = other._meta.pk
            if found is None or not getattr(pk, "column", None):
                continue
            column = model._meta.get_field(found).column
            yield ForeignKey(None, (str(column),), table_id(other), (str(pk.column),))


def _asked(field: Any, model: Any) -> str | None:
    """Return the field of a model by which another's generic relation finds its rows."""
    target = getattr(field.remote_field, "model", None)
    name = getattr(field, "object_id_field_name", None)
    is_own = isinstance(target, type) and target._meta.concrete_model is model  # type: ignore[attr-defined]
    return str(name) if name and is_own else None


# What is said of a model


def _docstring(model: Any) -> str | None:
    """Return the first paragraph of a model's own docstring; Django writes one if there is none."""
    names = ", ".join(f.name for f in model._meta.fields)
    text = (vars(model).get("__doc__") or "").strip()
    if not text or text == f"{model.__name__}({names})" or text.startswith(f"{model.__name__}("):
        return None
    return " ".join(re.split(r"\n\s*\n", text, maxsplit=1)[0].split())


def _mapped(model: Any) -> Mapped | None:
    try:
        return queries.mapped(model)
    except Exception:  # a field's own code, or one that stands in for what is not installed
        return None


def _source(model: Any) -> Source | None:
    """Return where a model's class stands; that of a table between two models has no place."""
    file = getattr(sys.modules.get(model.__module__), "__file__", None)
    if not file or model._meta.auto_created:
        return None
    line = _classes(file).get(model.__name__)
    return Source(file, line) if line else None


@cache
def _classes(file: str) -> Mapping[str, int]:
    """Return the line on which each class of a module begins, the first of a name."""
    try:
        text = Path(file).read_text("utf-8", "replace")
    except OSError:
        return {}
    lines = enumerate(text.split("\n"), 1)
    named = ((found[1], number) for number, line in lines if (found := _CLASS.match(line)))
    return dict(reversed([*named]))
