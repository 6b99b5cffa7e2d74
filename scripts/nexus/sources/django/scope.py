"""Which models are meant: all of a project, those of an app, of a database or of a folder.

With them come the models that they refer to, so that no key leads out of the picture.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, router
from django.db.models import Model, TextField

from nexus.core.errors import UsageError
from nexus.sources.django.order import Order
from nexus.sources.django.registry import Registry

# How often what is missing is looked for: apps that are installed may need others.
_MOST_ROUNDS = 4


def complete(registry: Registry) -> None:
    """Install the apps that models refer to, as far as they are known."""
    for _ in range(_MOST_ROUNDS):
        wanted = {str(key[0]) for key in apps._pending_operations}
        if not registry.install(sorted(wanted)):
            return


def invent() -> None:
    """Make a model for each that others refer to and that is not there.

    A key to one of them has the type of keys that the settings name, or text where it names another
    field, and leads to a stub.
    """
    for _ in range(_MOST_ROUNDS):
        for key in list(apps._pending_operations):
            label, title = re.sub(r"\W", "_", key[0]), key[1]
            model = apps.all_models[label].get(title.lower()) or _model(label, title)
            for act in apps._pending_operations.pop(key, []):
                act(model)
    for model in [model for held in apps.all_models.values() for model in held.values()]:
        for field in model._meta.local_fields:
            _let_hold(getattr(field.remote_field, "model", None), getattr(field, "to_fields", ()))


def _let_hold(target: Any, names: Iterable[str | None]) -> None:
    """Give a model that was made the fields that a key asks for."""
    if getattr(target, "__module__", "") != __name__:
        return
    held = {field.name for field in target._meta.local_fields}
    for name in filter(None, names):
        if name not in held:
            TextField(unique=True).contribute_to_class(target, name)


def know_user() -> None:
    """Let models ask for the class of users where it cannot be had: a key leads to a stub then."""
    from django.contrib import auth

    known = auth.get_user_model

    def get_user_model() -> Any:
        try:
            return known()
        except KeyboardInterrupt:
            raise
        except BaseException:  # the user's code
            label, _, title = str(settings.AUTH_USER_MODEL).partition(".")
            # While its own module is being imported, that module is what is wrong.
            if not title or _is_begun(label):
                raise
            return apps.all_models[label].get(title.lower()) or _model(label, title)

    auth.get_user_model = get_user_model


def _is_begun(label: str) -> bool:
    """Whether a module of models of an app is being imported."""
    name = getattr(apps.app_configs.get(label), "name", label)
    held = [m for n, m in list(sys.modules.items()) if f"{n}.".startswith(f"{name}.models.")]
    return any(getattr(getattr(m, "__spec__", None), "_initializing", False) for m in held)


def _model(label: str, title: str) -> Any:
    meta = type("Meta", (), {"app_label": label, "managed": False})
    return type(title, (Model,), {"__module__": __name__, "Meta": meta})


def chosen(order: Order) -> list[Any]:
    """Return the models that are meant, in the order of their apps.

    Raises UsageError for a name that no app and no database has, and where there are no models.
    """
    held = list(every())
    own = list(_named(order, held)) if order.name else held
    own = [model for model in own if is_below(model, order)]
    if not own:
        hint = "name the folder of manage.py, an app, or the module that has the models"
        raise UsageError("there are no models of Django", order.path or order.settings, hint)
    if not (order.name or order.path):
        return own
    wanted = set(own)
    waiting = list(own)
    while waiting:
        more = [model for model in _targets(waiting.pop()) if model not in wanted]
        wanted.update(more)
        waiting += more
    return [model for model in held if model in wanted or _is_between(model, wanted)]


def _is_between(model: Any, wanted: set[Any]) -> bool:
    """Whether a model stands between models that are wanted, and nothing declares it."""
    return bool(model._meta.auto_created) and wanted.issuperset(_targets(model))


def every() -> Iterator[Any]:
    """Yield all models with a table, each followed by those that stand between it and others."""
    found = list(apps.get_models(include_auto_created=True))
    between: dict[int, list[Any]] = {}
    for model in found:
        between.setdefault(id(model._meta.auto_created), []).append(model)
    for model in found:
        if not (model._meta.auto_created or model._meta.proxy or model.__module__ == __name__):
            yield model
            yield from between.get(id(model), ())


def _named(order: Order, every: Iterable[Any]) -> Iterator[Any]:
    labels = {model._meta.app_label for model in every}
    if order.name not in labels | set(connections):
        offered = ", ".join(sorted(labels))
        what = f"there is no app {order.name!r} with models"
        raise UsageError(what, order.settings, f"choose from: {offered}")
    for model in every:
        if order.name in {model._meta.app_label, _database(model)}:
            yield model


def _database(model: Any) -> str:
    """Return the alias of the first database that has a model's table."""
    return next((a for a in connections if router.allow_migrate_model(a, model)), "default")


def is_below(model: Any, order: Order) -> bool:
    """Tell whether a model, or one that it stands beside, is declared in what was named."""
    if not order.path:
        return True
    owner = model._meta.auto_created or model
    file = getattr(sys.modules.get(owner.__module__), "__file__", None)
    path = Path(order.path)
    return bool(file) and Path(str(file)).resolve().is_relative_to(path)


def _targets(model: Any) -> Iterator[Any]:
    """Yield the models that the keys of a model refer to."""
    for field in model._meta.local_fields:
        target = getattr(field.remote_field, "model", None)
        if isinstance(target, type) and hasattr(target, "_meta"):
            yield target._meta.concrete_model or target
