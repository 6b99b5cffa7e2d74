"""The models of a project, made by Django in a database of their own."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, router
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState
from psycopg import DatabaseError

from nexus.history import extensions


def make(migrations: Iterable[Migration], connection: Any) -> set[str]:
    """Make all tables in an empty database, and return what the models name in them themselves."""
    for operation in (each for migration in migrations for each in migration.operations):
        if any(kind.__name__ == "CreateExtension" for kind in type(operation).__mro__):
            quoted = connection.ops.quote_name(operation.name)
            make, raw = f"CREATE EXTENSION IF NOT EXISTS {quoted} CASCADE", connection.connection
            # One that is not available is told by the migration that installs it.
            with suppress(DatabaseError):
                raw.execute(extensions.fitted(make, raw))
    # As migrations see them: the keys of tables between models are those that they would get there.
    found = [each for each in ProjectState.from_apps(apps).apps.get_models() if is_made(each)]
    with connection.schema_editor() as editor:
        for model in found:
            editor.create_model(model)
    named = (each for model in found for each in (*model._meta.constraints, *model._meta.indexes))
    return {str(each.name) for each in named}


def is_made(model: Any) -> bool:
    """Tell whether the table of a model is for migrations to make."""
    meta = model._meta
    is_own = meta.managed and not meta.proxy and not meta.swapped
    # What a router keeps in another database is not of this one.
    return bool(is_own and router.allow_migrate_model(DEFAULT_DB_ALIAS, model))


def tables(labels: Iterable[str]) -> set[str]:
    """Return the names of the tables of these apps, without their schemas."""
    wanted = set(labels)
    return _names(lambda meta: meta.app_label in wanted)


def unmanaged() -> set[str]:
    """Return the names of the tables that no migration makes by itself, without their schemas."""
    return _names(lambda meta: not meta.managed)


def _names(is_meant: Callable[[Any], bool]) -> set[str]:
    found = (model._meta for model in apps.get_models(include_auto_created=True))
    return {str(meta.db_table).strip('"').rpartition('"."')[2] for meta in found if is_meant(meta)}
