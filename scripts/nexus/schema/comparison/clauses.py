"""Keys, rules and indexes in words that are equal where they do the same, whatever they are called."""

from nexus.schema.comparison import spelling
from nexus.schema.joins.deletes import columns_set
from nexus.schema.model import Check, Column, ForeignKey, Index, Key

_DEFAULT_RULES = {None, "", "NO ACTION"}


def of_key(key: Key) -> str:
    """Return what a primary key or a unique constraint says: `(a, b) nulls not distinct`."""
    parts = [_list(key.columns)]
    if key.include:
        parts.append(f"include {_list(key.include)}")
    if key.nulls_not_distinct:
        parts.append("nulls not distinct")
    return " ".join((*parts, *_deferred(key)))


def of_foreign_key(key: ForeignKey) -> str:
    """Return what a foreign key says: `(user_id) references user (id) on delete cascade`."""
    parts = [f"{_list(key.columns)} references {key.target} {_list(key.target_columns)}"]
    for event, rule in (("delete", key.on_delete), ("update", key.on_update)):
        if (rule or "").upper() not in _DEFAULT_RULES:
            parts.append(f"on {event} {_action(key, rule or '')}")
    if key.match and key.match.upper() != "SIMPLE":
        parts.append(f"match {key.match.lower()}")
    parts += _deferred(key)
    if key.not_valid:
        parts.append("not valid")
    return " ".join(parts)


def _action(key: ForeignKey, rule: str) -> str:
    """What is done, and to which columns if not to all, however these are quoted."""
    words, names = rule.partition("(")[0].strip().lower(), columns_set(key, rule)
    return words if names == key.columns else f"{words} {_list(names)}"


def of_check(check: Check) -> str:
    """Return the rule of a check or an exclusion, as it is written."""
    return f"{' '.join(check.expression.split())}{' not valid' if check.not_valid else ''}"


def of_index(index: Index) -> str:
    """Return what an index holds: `unique (a, b) where deleted_at is null`."""
    parts = ["unique"] if index.unique else []
    if index.method and index.method.lower() != "btree":
        parts.append(f"using {index.method.lower()}")
    parts.append(_list(index.parts))
    if index.include:
        parts.append(f"include {_list(index.include)}")
    if index.nulls_not_distinct:
        parts.append("nulls not distinct")
    if index.storage:
        parts.append(f"with ({index.storage})")
    if index.predicate:
        parts.append(f"where {' '.join(index.predicate.split())}")
    return " ".join(parts)


def of_column(column: Column) -> str:
    """Return what is said of a whole column: `varchar(20) not null default ''`."""
    parts = [spelling.type_of(column)]
    if not column.nullable:
        parts.append("not null")
    if column.server_default is not None:
        parts.append(f"default {' '.join(column.server_default.split())}")
    if column.computed is not None:
        parts.append(of_computed(column))
    if column.is_serial or column.identity is not None:
        parts.append(of_identity(column))
    return " ".join(parts)


def of_computed(column: Column) -> str:
    """Return how a column is computed, or nothing."""
    if column.computed is None:
        return ""
    stored = {True: " stored", False: " virtual"}.get(bool(column.persisted), "")
    return (
        f"as ({' '.join(column.computed.split())}){stored if column.persisted is not None else ''}"
    )


def of_identity(column: Column) -> str:
    """Return what counts a column up, or nothing."""
    if column.identity is not None:
        return f"identity {' '.join(column.identity.split())}".strip()
    return "serial" if column.is_serial else ""


def rule(expression: str) -> str:
    """Return an expression as it is compared."""
    return spelling.expression(expression)


def _list(columns: tuple[str, ...]) -> str:
    return f"({', '.join(columns)})"


def _deferred(key: Key | ForeignKey) -> list[str]:
    if not key.deferrable:
        return []
    is_late = (key.initially or "").upper() == "DEFERRED"
    return ["deferrable initially deferred" if is_late else "deferrable"]
