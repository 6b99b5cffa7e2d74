"""What Django's queries call a model and the relations of its keys."""

from collections.abc import Iterator
from typing import Any

from nexus.schema.mapped import Lookup, Mapped


def mapped(model: Any) -> Mapped:
    """Return the names of a model; one that only joins two others is reached by its field."""
    meta, owner = model._meta, model._meta.auto_created
    joined = dict(_joined(model))
    lookups = tuple(
        Lookup((str(field.column),), str(field.name), _down(field), joined.get(field.name, ""))
        for field in meta.local_fields
        if field.column is not None and field.remote_field
    )
    name = str(model.__qualname__)
    if owner:
        fields = [f for f in owner._meta.local_many_to_many if f.remote_field.through is model]
        name = f"{owner.__qualname__}.{fields[0].name}.through" if fields else ""
    attributes = tuple((str(f.column), str(f.attname)) for f in meta.local_fields if f.column)
    module = str((owner or model).__module__)
    return Mapped("django", module, name, attributes, lookups, manager=_manager(model))


def _manager(model: Any) -> str:
    return str(getattr(model._default_manager, "name", None) or "objects")


def _down(field: Any) -> str:
    """The name by which the other model's queries reach this one; none where that is hidden."""
    name = str(field.related_query_name())
    return name if name.isidentifier() else ""


def _joined(model: Any) -> Iterator[tuple[str, str]]:
    """For each key of a model that joins two, what leads from its other end over it."""
    owner = model._meta.auto_created
    for field in owner._meta.local_many_to_many if owner else ():
        if field.remote_field.through is model:
            yield field.m2m_field_name(), str(field.name)
            back = str(field.related_query_name())
            yield field.m2m_reverse_field_name(), back if back.isidentifier() else ""
