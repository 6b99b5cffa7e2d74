"""What PostgreSQL can have of a schema: the same schema, cut to fit, with a remark on each cut.

Types and defaults of other databases are translated, a rule that PostgreSQL would refuse is left
out, and a name that is taken is changed. What fits from the start comes out as it went in, without
a remark.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nexus.exports.fitting import expressions
from nexus.exports.fitting.columns import Columns
from nexus.exports.fitting.rules import Rules
from nexus.schema.model import Schema, Table
from nexus.schema.statements import Remarks


@dataclass(frozen=True, slots=True)
class Fitted:
    """A schema that PostgreSQL can have, without stubs, and what was changed to make it one."""

    schema: Schema
    remarks: Remarks


def fit(schema: Schema) -> Fitted:
    """Return what PostgreSQL can have of a schema."""
    remarks = Remarks()
    for words in schema.remarks:
        remarks.add(words)
    columns, rules = Columns(schema, remarks), Rules(schema, remarks)
    own = [table for table in schema.tables if table.kind == "table" and not table.external]
    for table in schema.tables:
        if table.external:
            remarks.add("the table is left out: it is made elsewhere", table.id)
    tables = [rules.keyed(columns.fitted(table)) for table in own]
    views = [view for t in schema.tables if t.kind == "view" for view in _view(t, schema, remarks)]
    held = {table.id: rules.indexed(table) for table in (*tables, *views)}
    made = (rules.referring(table, held) for table in held.values())
    sequences = (*schema.sequences, *columns.sequences)
    fitted = replace(schema, tables=tuple(made), enums=columns.enums, sequences=sequences)
    return Fitted(fitted, remarks)


def _view(view: Table, schema: Schema, remarks: Remarks) -> Iterator[Table]:
    """The view, which keeps no rule but the indexes of what is materialized; none if unknown."""
    if view.definition is None:
        remarks.add("the view is left out: the models do not say what it selects", view.id)
        return
    if schema.dialect:
        remarks.add(f"the view is left out: it is written for {schema.database}", view.id)
        return
    text, words = expressions.expression(view.definition.rstrip("; \n"))
    if text is None:
        remarks.add(f"the view is left out: {words}", view.id)
        return
    indexes = view.indexes if view.is_materialized else ()
    yield Table(
        view.name,
        view.schema,
        view.columns,
        indexes=indexes,
        comment=view.comment,
        group=view.group,
        kind="view",
        definition=text,
        is_materialized=view.is_materialized,
        after=view.after,
    )
