"""The statements for other databases than PostgreSQL: what SQLAlchemy compiles, table by table.

What it cannot compile for a dialect is set aside while the rest is compiled, and put back: a
default, a type (a plainer one stands for it), a constraint, an index. A remark says so, and what a
dialect would drop without a word. What only the database itself refuses, nothing here knows.
"""

import re
import warnings
from collections.abc import Collection, Iterator
from contextlib import ExitStack, suppress
from typing import Any

from sqlalchemy import Column, Index, MetaData, String, Table, Text
from sqlalchemy import Enum as EnumType
from sqlalchemy.exc import SQLAlchemyError, UnsupportedCompilationError
from sqlalchemy.schema import (
    AddConstraint,
    CreateColumn,
    CreateIndex,
    CreateTable,
    ForeignKeyConstraint,
    SetColumnComment,
    SetTableComment,
    UniqueConstraint,
    sort_tables_and_constraints,
)

from nexus.schema.statements import Remarks, Statements, script
from nexus.sources.sqlalchemy import events
from nexus.sources.sqlalchemy.rules import is_meant
from nexus.sources.sqlalchemy.spelling import dialect_of

# The dialects that the reference shows beside PostgreSQL, and what they call themselves.
SHOWN = {"mysql": "MySQL", "sqlite": "SQLite"}
_OWN_STATEMENTS = "what the models run themselves when tables are made is left out"
# Functions of PostgreSQL alone that defaults often call.
_FUNCTION = re.compile(
    r"\b(?:gen_random_uuid|uuid_generate_v\w+|uuidv[47]|nextval)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`)""")
# What a column does without, in words, from the mildest change to the last.
_CHANGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("its default is left out", {"server_default": None}),
    ("its checks are left out", {"constraints": frozenset()}),
    ("how it is computed is left out", {"server_default": None, "computed": None}),
)


def ddl(metadata: MetaData, dialect: str) -> str:
    """Return the statements that make all tables in a dialect of SQLAlchemy, e.g. `mysql`.

    What the dialect lacks is said in comments at the top. Raises UsageError where SQLAlchemy has
    no such dialect.
    """
    compiler = _Compiler(dialect)
    if events.has_own(metadata):
        compiler.remarks.add(_OWN_STATEMENTS)
    for name in sorted({str(t.schema) for t in metadata.tables.values() if t.schema}):
        compiler.remarks.add(f"the schema {name} must be there already")
    texts = list(compiler.script(metadata))
    return script(compiler.remarks.lines(), texts)


def statements(metadata: MetaData) -> dict[str, dict[str, Statements]]:
    """Return what makes each table, by table id, then by what each shown dialect is called."""
    found: dict[str, dict[str, Statements]] = {str(name): {} for name in metadata.tables}
    for dialect, label in SHOWN.items():
        compiler = _Compiler(dialect)
        for name, table in metadata.tables.items():
            texts = compiler.table(table, table.foreign_key_constraints)
            sql = script((), texts).rstrip("\n")
            found[str(name)][label] = Statements(sql, tuple(compiler.remarks.lines(str(name))))
    return found


class _Compiler:
    """A dialect of SQLAlchemy, and remarks on what it lacks of the tables that it compiled."""

    def __init__(self, name: str) -> None:
        self._dialect: Any = dialect_of(name)
        if self._dialect.name == "mssql":
            # Its comments name the schema, which a connection would tell.
            self._dialect.default_schema_name = "dbo"
        self._label = SHOWN.get(name, name)
        self.remarks = Remarks()

    def script(self, metadata: MetaData) -> Iterator[str]:
        """Yield all tables, parents first, and then the foreign keys that close a cycle."""
        can_alter = self._dialect.supports_alter
        sort: Any = sort_tables_and_constraints
        tables = list(metadata.tables.values())
        for table, keys in sort(tables, filter_fn=lambda key: not _is_closed(key) or None):
            if table is not None:
                yield from self.table(table, keys if can_alter else table.foreign_key_constraints)
            elif can_alter:
                late = (AddConstraint(k, isolate_from_table=False) for k in keys if _is_closed(k))
                yield from sorted(map(self._text, late))

    def table(self, table: Table, keys: Collection[ForeignKeyConstraint]) -> Iterator[str]:
        """Yield a table with those foreign keys, its indexes and comments; nothing if it cannot be."""
        name = str(table.fullname)
        creator = getattr(table, "_creator_ddl", None)
        if table.info.get("is_view") and creator is None:
            self.remarks.add("the view is left out: the models do not say what it selects", name)
            return
        if events.has_own(table):
            self.remarks.add(_OWN_STATEMENTS, name)
        with warnings.catch_warnings(), ExitStack() as back:
            # What SQLAlchemy would warn of is for whoever runs the statements.
            warnings.simplefilter("ignore")
            closed = [key for key in keys if _is_closed(key)]
            create = creator or CreateTable(table, include_foreign_key_constraints=closed)
            made = self._tried(create)
            for column in table.columns:
                if not isinstance(made, str):
                    self._fit(column, back)
                for words in self._losses(column):
                    self.remarks.add(words, name, str(column.name))
            are_set_aside = [self._fit_rule(r, back) for r in sorted(table.constraints, key=_place)]
            if any(are_set_aside) or not isinstance(made, str):
                made = self._tried(create)
            if not isinstance(made, str):
                self.remarks.add(f"the table is left out: {self._reason(made)}", name)
                return
            yield made
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                yield from self._index(index)
            yield from self._comments(table)

    def _tried(self, statement: Any) -> str | Exception:
        """A statement, or why there is none: the compiler of a construct may be the models' own."""
        try:
            return self._text(statement)
        except Exception as error:
            return error

    def _text(self, statement: Any) -> str:
        """A statement without SQLAlchemy's tabs and blanks; quoted text stays as it is."""
        parts = _QUOTED.split(str(statement.compile(dialect=self._dialect)).strip())
        parts[::2] = [re.sub(r" +\n", "\n", part).replace("\t", "    ") for part in parts[::2]]
        return "".join(parts) + ";"

    def _reason(self, error: BaseException) -> str:
        """An exception in words that are the same in every run."""
        if isinstance(error, UnsupportedCompilationError):
            found = re.search(r"<class '(?:\w+\.)*(\w+)'>|of type (\w+)", str(error))
            return f"{self._label} has no {(found[1] or found[2]) if found else 'form for it'}"
        text = re.sub(r" at 0x[0-9a-fA-F]+", "", str(error)).partition("\n")[0]
        if "NullType" in text:
            return "its type is not known"
        is_told = isinstance(error, SQLAlchemyError)
        return text if is_told else f"{type(error).__name__}: {text}".rstrip(": ")

    # What is set aside

    def _fit(self, column: Column[Any], back: ExitStack) -> None:
        """Change a column until it compiles, for as long as `back` is open."""
        place = str(column.table.fullname), str(column.name)
        error = self._error(column)
        for words, change in (*_CHANGES, *self._types(column)) if error else ():
            with ExitStack() as undo:
                for attribute, value in change.items():
                    undo.callback(setattr, column, attribute, getattr(column, attribute))
                    setattr(column, attribute, value)
                if self._error(column) is None:
                    back.push(undo.pop_all())
                    self.remarks.add(f"{words}: {self._reason(error)}" if error else "", *place)
                    break

    def _error(self, column: Column[Any]) -> Exception | None:
        try:
            CreateColumn(column).compile(dialect=self._dialect)
        except Exception as error:
            return error
        return None

    def _types(self, column: Column[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        kinds: list[Any] = []
        with suppress(Exception):  # a type of the models' own, or of one dialect alone
            kinds.append(column.type.as_generic())
        # Dialects without a type for it take no unlimited text into a key.
        is_in_key = column.primary_key or column.foreign_keys or column.unique
        kinds.append(String(255) if is_in_key else Text())
        for kind in kinds:
            change: dict[str, Any] = {"type": kind, "server_default": None, "constraints": ()}
            yield f"it is written as {type(kind).__name__.lower()}", change

    def _losses(self, column: Column[Any]) -> Iterator[str]:
        """What becomes something else without a word of SQLAlchemy's."""
        kind: Any = column.type
        is_text = isinstance(kind, EnumType) and not (
            kind.native_enum and self._dialect.supports_native_enum
        )
        if is_text and not kind.create_constraint:
            yield "nothing checks its values"
        if column.identity is not None and not self._dialect.supports_identity_columns:
            yield "how it counts is left out"
        default = getattr(column.server_default, "arg", "")
        told = getattr(default, "text", None) or getattr(default, "name", default)
        if isinstance(told, str) and (found := _FUNCTION.search(told)):
            yield f"its default calls {found[0]}, which {self._label} lacks"

    def _fit_rule(self, rule: Any, back: ExitStack) -> bool:
        """Set a constraint aside that cannot be compiled, for as long as `back` is open."""
        why = self._refusal(rule)
        if not why:
            return False
        if is_meant(rule, self._dialect):
            kind = "foreign key" if isinstance(rule, ForeignKeyConstraint) else "constraint"
            name = f" {rule.name}" if isinstance(rule.name, str) else ""
            self.remarks.add(f"the {kind}{name} is left out: {why}", rule.table.fullname)
        back.callback(setattr, rule, "_ddl_if", rule._ddl_if)  # noqa: SLF001 (there is no other way)
        rule.ddl_if(callable_=lambda *_, **__: False)
        return True

    def _refusal(self, rule: Any) -> str:
        """Why a constraint cannot be compiled, in words; none if it can."""
        if isinstance(rule, ForeignKeyConstraint | UniqueConstraint) and not rule.columns:
            return "it has no columns"
        if isinstance(rule, ForeignKeyConstraint) and not _is_closed(rule):
            return "what it refers to is not in the models"
        try:
            self._dialect.ddl_compiler(self._dialect, None).process(rule)
        except Exception as error:  # as above
            return self._reason(error)
        return ""

    # Indexes and comments

    def _index(self, index: Index) -> Iterator[str]:
        if not is_meant(index, self._dialect) or not index.expressions:
            return
        table: Any = index.table
        reason = self._option(index)
        try:
            text = self._text(CreateIndex(index))
        except Exception as error:  # as above
            reason = self._reason(error)
        if reason:
            self.remarks.add(f"the index {index.name} is left out: {reason}", table.fullname)
        else:
            yield text

    def _option(self, index: Index) -> str:
        """An option that is given for other dialects alone: without it this is another index."""
        for option in ("where", "using"):
            given = {
                name.rpartition("_")[0]
                for name, value in index.dialect_kwargs.items()
                if name.endswith(f"_{option}") and str(value).lower() not in {"none", "btree"}
            }
            if given and self._dialect.name not in given:
                return f"its {option.upper()} is for {', '.join(sorted(given))} only"
        return ""

    def _comments(self, table: Table) -> Iterator[str]:
        told = [SetColumnComment(column) for column in table.columns if column.comment is not None]
        both = [*([] if table.comment is None else [SetTableComment(table)]), *told]
        if both and not self._dialect.supports_comments:
            words = f"the comments are left out: {self._label} keeps none"
            self.remarks.add(words, table.fullname)
        elif not self._dialect.inline_comments:
            yield from map(self._text, both)


def _place(rule: Any) -> tuple[str, list[str]]:
    """What puts the constraints of a table, which SQLAlchemy keeps in a set, in one order."""
    return str(rule.name), [column.name for column in getattr(rule, "columns", ())]


def _is_closed(key: ForeignKeyConstraint) -> bool:
    """Whether the models hold all that a foreign key refers to."""
    try:
        return bool([element.column for element in key.elements])
    except SQLAlchemyError:
        return False
