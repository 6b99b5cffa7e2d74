"""Whether models are still what they were when they were last read, told without importing them.

Or, once they are read, which of their tables are. What is remembered is the user's own files that an import took, each with a hash, and the names of
the modules beside it: a file that is new there may be imported too.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import msgspec

from nexus.cache import Cache
from nexus.schema import Schema


def known(models: str, cache: Cache) -> str | None:
    """The fingerprint of `models` (as a user types them), or None where anything changed."""
    remembered = cache.get(_key(models))
    if remembered is None:
        return None
    states = msgspec.json.decode(remembered, type=dict[str, str])
    current = {file: _state(Path(file)) for file in states}
    return _digest(states) if states and current == states else None


def remember(models: str, files: Iterable[Path], cache: Cache) -> str:
    """The fingerprint of `models` as they are now, remembered with the files they came from."""
    states = {str(file): _state(file) for file in files}
    cache.put(_key(models), msgspec.json.encode(states))
    return _digest(states)


def tables(schema: Schema) -> dict[str, str]:
    """A hash of the facts of each table, by id; where it stands in a file is none of them."""
    return {table.id: _digest(replace(table, source=None)) for table in schema.tables}


def _key(models: str) -> list[str]:
    return ["fingerprint", models, str(Path.cwd()), version("sqlalchemy")]


def _state(file: Path) -> str:
    try:
        content = file.read_bytes()
        beside = sorted(other.name for other in file.parent.glob("*.py"))
    except OSError:
        return ""
    return _digest([hashlib.sha256(content).hexdigest(), beside])


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()
