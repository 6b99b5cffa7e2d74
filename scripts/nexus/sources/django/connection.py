"""Django's schema editor for PostgreSQL, on a connection that is never opened."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from nexus.core.errors import MachineError

# Collations that compare byte by byte where all else is equal; any other may have been made not to.
_PLAIN = re.compile(
    r"C|POSIX|default|ucs_basic|unicode|pg_c_utf8|[\w-]+-x-icu|[a-z]{2,3}_[A-Z]{2}.*"
)
# What the embedded PostgreSQL is; what Django writes depends on nothing newer.
_VERSION = 180000


def block() -> None:
    """Let no code connect to a database."""

    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("no database is asked while models are read")

    BaseDatabaseWrapper.connect = refuse
    BaseDatabaseWrapper.ensure_connection = refuse


class Editor:
    """What Django would write for a model; values are in place in the texts."""

    def __init__(self) -> None:
        try:
            self.connection: Any = connections["default"]
        except (ImproperlyConfigured, ImportError) as error:
            hint = "pip install 'project-nexus[django]'"
            what = f"models of Django need a driver of PostgreSQL: {error}".partition("\n")[0]
            raise MachineError(what, hint=hint) from None
        self.connection.__dict__["pg_version"] = _VERSION
        self._editor: Any = self.connection.schema_editor(collect_sql=True, atomic=False)
        self._editor.deferred_sql = []
        self._known: dict[int, tuple[Any, Mapping[str, Any]]] = {}
        self._editor._is_collation_deterministic = lambda name: bool(_PLAIN.fullmatch(name))

    def parameters(self, field: Any) -> Mapping[str, Any]:
        """Return the type that the database gives a field, its check and its collation."""
        # A field equals a changed copy of itself.
        if id(field) not in self._known:
            self._known[id(field)] = field, field.db_parameters(connection=self.connection)
        return self._known[id(field)][1]

    def field_indexes(self, model: Any) -> list[str]:
        """Return the CREATE INDEX of each index that fields bring."""
        meta = model._meta
        declared, meta.indexes = meta.indexes, []
        try:
            return [str(made) for made in self._editor._model_indexes_sql(model) if made]
        finally:
            meta.indexes = declared

    def index(self, model: Any, index: Any) -> str:
        """Return the CREATE INDEX of an index of a model."""
        return str(index.create_sql(model, self._editor) or "") if model._meta.managed else ""

    def constraint(self, model: Any, constraint: Any) -> str:
        """Return what adds a constraint to a model's table; it may be a unique index."""
        return str(constraint.create_sql(model, self._editor) or "")

    def together(self, model: Any, fields: Sequence[Any]) -> str:
        """Return what makes several fields unique together."""
        return str(self._editor._create_unique_sql(model, fields))

    def foreign_key(self, model: Any, field: Any) -> str:
        """Return what adds the foreign key of a field."""
        suffix = "_fk_%(to_table)s_%(to_column)s"
        return str(self._editor._create_fk_sql(model, field, suffix))

    def default(self, field: Any) -> str:
        """Return the default that the database gives a field."""
        return self._composed(*self._editor.db_default_sql(field))

    def generated(self, field: Any) -> str:
        """Return the expression that makes the values of a field."""
        return self._composed(*field.generated_sql(self.connection))

    def _composed(self, sql: str, params: Sequence[Any]) -> str:
        return str(sql % tuple(map(self._editor.quote_value, params)) if params else sql)
