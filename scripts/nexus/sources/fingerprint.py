"""Whether models are still what they were when they were last read, told without importing them.

Or, once they are read, which of their tables are. What is remembered is what an import took: the
user's own modules, each with a hash and the names of the files beside it (one that is new there may
be read too), the other files and folders that were opened, and the variables that were asked for.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import msgspec

from nexus.core.cache import Cache
from nexus.schema.model import Schema
from nexus.sources.inputs import Inputs


def known(models: str, cache: Cache) -> str | None:
    """The fingerprint of `models` (as a user types them), or None where anything changed."""
    remembered = cache.get(_key(models))
    if remembered is None:
        return None
    states = msgspec.json.decode(remembered, type=dict[str, str])
    current = {source: _state(source) for source in states}
    return _digest(states) if states and current == states else None


def remember(models: str, files: Iterable[Path], inputs: Inputs, cache: Cache) -> str:
    """The fingerprint of `models` as they are now, remembered with the files they came from.

    Models that asked what cannot be asked again are remembered with nothing: they are never known.
    """
    states = {source: _state(source) for source in sorted({*map(str, files), *inputs.paths})}
    for name in sorted(inputs.variables):
        states[f"${name}"] = _variable(name, inputs.environment)
    cache.put(_key(models), msgspec.json.encode(states if inputs.complete else {}))
    return _digest(states)


def tables(schema: Schema) -> dict[str, str]:
    """A hash of the facts of each table, by id; where it stands in a file is none of them."""
    return {table.id: _digest(replace(table, source=None)) for table in schema.tables}


def _key(models: str) -> list[str]:
    return ["fingerprint", models, str(Path.cwd()), version("sqlalchemy")]


def _state(source: str) -> str:
    """The state of a file, of a folder, or of a variable, which is written as `$NAME`."""
    if source.startswith("$"):
        return _variable(source[1:], os.environ)
    path = Path(source)
    try:
        if path.is_dir():
            return _digest(sorted(os.listdir(path)))  # noqa: PTH208 (names are enough)
        content = path.read_bytes() if path.is_file() else b""
        return _digest([hashlib.sha256(content).hexdigest(), path.is_file(), _beside(path)])
    except OSError:
        return ""


def _beside(file: Path) -> list[str]:
    """The names of the files beside a module."""
    if file.suffix != ".py":
        return []
    with os.scandir(file.parent) as entries:
        return sorted(entry.name for entry in entries if entry.is_file())


def _variable(name: str, environment: Mapping[str, str]) -> str:
    """The state of one variable, or of all of them where the name is empty."""
    # A value may hold bytes that are no text.
    return _digest(ascii(environment.get(name) if name else sorted(environment.items())))


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()
