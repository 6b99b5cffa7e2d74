"""What migrations make otherwise than models say: the keys of tables that stand between models.

A migration does not name such a table's key, and knows no app's own setting for keys: it has the
type that the project's settings give, whatever the app gives its other models.
"""

from functools import cache
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string


def has(model: Any) -> bool:
    """Tell whether the table of a model is made by migrations."""
    return _has(str(model._meta.app_label))


@cache
def _has(label: str) -> bool:
    config = apps.app_configs.get(label)
    named = settings.MIGRATION_MODULES
    module = named[label] if label in named else f"{getattr(config, 'name', label)}.migrations"
    try:
        return bool(module) and find_spec(module) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def counter(field: Any) -> Any:
    """Return the key that a migration gives the table of a key."""
    kind = import_string(settings.DEFAULT_AUTO_FIELD)
    made = kind(primary_key=True)
    made.set_attributes_from_name(field.name)
    made.model = field.model
    return made if getattr(field, "auto_created", False) else field
