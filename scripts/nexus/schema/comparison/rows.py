"""A table before and after, with rows in it: what the new columns have in those that are there."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from nexus.schema.comparison import domains, spelling
from nexus.schema.comparison.change import Change, Comparison
from nexus.schema.model import Column, Table


@dataclass(frozen=True)
class Pair:
    """A table that is in both schemas of a comparison."""

    old: Table
    new: Table

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all columns, old and new."""
        return frozenset(column.name for column in (*self.old.columns, *self.new.columns))

    def fresh(self, columns: Collection[str]) -> list[Column]:
        """Return those of the columns that are new."""
        known = {column.name for column in self.old.columns}
        return [each for each in self.new.columns if each.name in {*columns} - known]

    @cached_property
    def empty(self) -> list[Column]:
        """The new columns that have no value in any row."""
        return [c for c in self.fresh(self.names) if c.nullable and not self.is_filled(c)]

    def is_empty(self, columns: Collection[str]) -> bool:
        """Tell whether one of the columns has no value in any row: then no row breaks a rule of all."""
        return any(column.name in columns for column in self.empty)

    def is_filled(self, column: Column) -> bool:
        """Tell whether the rows that are there get a value of a new column."""
        given = (column.server_default, column.computed, column.identity)
        is_null = spelling.expression(column.server_default) == "null"
        is_given = any(each is not None for each in given) and not is_null
        return column.is_serial or is_given or self.is_filled_once(column)

    def is_filled_once(self, column: Column) -> bool:
        """Tell whether a migration of Django's gives each row without a value what new ones get."""
        mapped = self.new.mapped
        is_django = mapped is not None and mapped.orm == "django" and not column.nullable
        has_default = column.client_default not in {None, "None"}
        return is_django and (has_default or column.server_default is not None)


def is_counted(column: Column) -> bool:
    """Tell whether each row that is there gets a number that no other one has."""
    return column.is_serial or column.identity is not None


def both(change: Change, comparison: Comparison) -> Pair | None:
    """Return the table of a change before and after, where rows may be in it; None for another."""
    old, new = (schema.by_id.get(change.owner) for schema in (comparison.old, comparison.new))
    if not (old and new and new.kind == "table"):
        return None
    return Pair(domains.filled(old, comparison.old), domains.filled(new, comparison.new))
