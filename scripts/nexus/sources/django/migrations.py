"""What migrations make otherwise than models say: the keys that nobody declares.

A migration does not name the key of a table that stands between models, and knows no app's own
setting for keys: it has the type that the project's settings give, whatever the app gives its other
models. The key of such another model has the type that the settings gave when its migration was
written, which no setting of today changes: it is read from the text of the migrations.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string


def has(model: Any) -> bool:
    """Tell whether the table of a model is made by migrations."""
    return _has(str(model._meta.app_label))


def _has(label: str) -> bool:
    return _folder(label) is not None


@cache
def _folder(label: str) -> Path | None:
    """Return the folder of an app's migrations."""
    config = apps.app_configs.get(label)
    named = settings.MIGRATION_MODULES
    module = named[label] if label in named else f"{getattr(config, 'name', label)}.migrations"
    try:
        spec = find_spec(module) if module else None
    except (ImportError, ValueError, AttributeError):
        return None
    return next((Path(place) for place in (spec and spec.submodule_search_locations) or ()), None)


def counter(field: Any) -> Any:
    """Return the key that a migration gives the table of a key."""
    kind = import_string(settings.DEFAULT_AUTO_FIELD)
    made = kind(primary_key=True)
    made.set_attributes_from_name(field.name)
    made.model = field.model
    return made if getattr(field, "auto_created", False) else field


def key(models: Iterable[Any]) -> None:
    """Give each model the key that its migration makes, where nobody declares one."""
    from django.db.models import AutoField, BigAutoField, SmallAutoField

    kinds = {kind.__name__: kind for kind in (AutoField, BigAutoField, SmallAutoField)}
    for model in models:
        meta = model._meta
        if not getattr(meta.pk, "auto_created", False) or type(meta.pk) not in kinds.values():
            continue
        config = apps.app_configs.get(meta.app_label)
        if meta.auto_created or getattr(config, "_is_default_auto_field_overridden", False):
            continue
        made = _keys(str(meta.app_label)).get(str(meta.model_name))
        # Keys to it ask it for their type.
        meta.pk.__class__ = kinds.get(made or "", type(meta.pk))


@cache
def _keys(label: str) -> dict[str, str]:
    """Return what field migrations make the key called `id` of each model of an app."""
    found: dict[str, str] = {}
    folder = _folder(label)
    for file in sorted(folder.glob("[!_]*.py")) if folder else ():
        for name, told in _operations(file):
            if name == "RenameModel":
                old, new = told.get("old_name", ""), told.get("new_name", "")
                found[new.lower()] = found.pop(old.lower(), "")
            elif told.get("id"):
                found[told.get("model_name", told.get("name", "")).lower()] = told["id"]
    return found


def _operations(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each operation of a migration about keys: its texts by name, and the field of `id`."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):  # told by who runs it
        return
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        given = {word.arg: word.value for word in call.keywords if word.arg}
        told = {name: str(v.value) for name, v in given.items() if isinstance(v, ast.Constant)}
        fields = given.get("fields")
        pairs = fields.elts if isinstance(fields, ast.List) else ()
        for pair in pairs:
            if isinstance(pair, ast.Tuple) and ast.unparse(pair.elts[0]) == "'id'":
                told["id"] = _called(pair.elts[-1])
        if "model_name" in told and told.get("name") == "id" and "field" in given:
            told["id"] = _called(given["field"])
        yield _called(call), told


def _called(node: ast.expr) -> str:
    """Return the last name of what a call calls."""
    return ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
