"""Where tables are declared: recorded while the user's code runs, looked up when it is asked for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import MetaData, Pool, Table, event

from nexus.schema.model import Source
from nexus.sources.inputs import Inputs

# Where each table in memory was declared: a module that stays imported keeps its tables. That is an
# instruction of running code; its line is looked up late, since each look-up reads all lines.
_spots: WeakKeyDictionary[Table, tuple[CodeType, int]] = WeakKeyDictionary()


@contextmanager
def recorded(tables: list[Table], inputs: Inputs) -> Iterator[None]:
    """Record, for the time of the `with`, where tables are declared, and add them to `tables`."""

    def record(table: Table, _parent: Any) -> None:
        if (spot := _declaration(inputs)) is not None and table not in _spots:
            _spots[table] = spot
            tables.append(table)

    def asked(*_: Any) -> None:
        # The driver of a database may connect without Python's knowledge.
        inputs.complete = False

    event.listen(Table, "after_parent_attach", record)
    event.listen(Pool, "connect", asked)
    try:
        yield
    finally:
        event.remove(Table, "after_parent_attach", record)
        event.remove(Pool, "connect", asked)


def file(table: Table) -> str:
    """Return the file that declared a table, or the empty string where nobody saw it."""
    return _spots[table][0].co_filename if table in _spots else ""


def sources(metadata: MetaData) -> dict[Table, Source]:
    """Return where each table was declared, as far as it was seen."""
    spots = {table: _spots[table] for table in metadata.tables.values() if table in _spots}
    # By identity: to hash the code of a module means to hash all that is in it.
    lines = {number: _lines(code) for number, code in {id(c): c for c, _ in spots.values()}.items()}
    return {
        table: Source(code.co_filename, lines[id(code)][instruction // 2])
        for table, (code, instruction) in spots.items()
    }


def _lines(code: CodeType) -> list[int]:
    """Return the line of each instruction; an instruction takes two bytes."""
    found: list[int] = []
    for start, end, line in code.co_lines():
        found += [line or code.co_firstlineno] * ((end - start) // 2)
    return found


def _declaration(inputs: Inputs) -> tuple[CodeType, int] | None:
    """Return the innermost place in the user's own code that runs, or in the body of a module.

    The hooks of a base class (`__new__`, `__init_subclass__`) are not where a table is declared,
    and what the body of a library's module declares is not declared by who imports it.
    """
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 (inspect's is the same, and slow)
    while frame is not None:
        code = frame.f_code
        is_own = inputs.is_own(code.co_filename) and not code.co_name.startswith("__")
        if is_own or (code.co_name == "<module>" and not code.co_filename.startswith("<")):
            return code, frame.f_lasti
        frame = frame.f_back
    return None
