"""What is remembered of models for as long as nothing changes that it was made from.

It is known without importing them: an entry holds the state of all that was read (`Inputs`). Of a
module that is its text and the names of the files beside it (one that is new there may be read
too), of a folder its names, of a variable of the environment its value.
"""

import hashlib
import os
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from nexus.core.cache import Cache
from nexus.sources.inputs import Inputs

# The folders that installers write to; Debian's has a name of its own.
_PACKAGES = {"site-packages", "dist-packages"}


class _Entry(msgspec.Struct):
    """What was made, and the state of each thing that it was made from."""

    states: dict[str, str]
    content: bytes


def recall(key: object, cache: Cache) -> bytes | None:
    """Return what is remembered under `key` (plain data), or None where anything changed."""
    kept = cache.get(keyed(key))
    if kept is None:
        return None
    entry = msgspec.msgpack.decode(kept, type=_Entry)
    is_same = all(_state(source) == state for source, state in entry.states.items())
    return entry.content if is_same else None


def remember(key: object, content: bytes, inputs: Inputs, cache: Cache) -> None:
    """Keep `content` under `key`, with the state of all that it was made from.

    What asked for something that cannot be asked again is not kept, nor what was read from no file.
    """
    if not (inputs.complete and inputs.paths):
        return
    states = {path: _state(path) for path in sorted(inputs.paths)}
    for name in sorted(inputs.variables):
        states[f"${name}"] = _variable(name, inputs.environment)
    cache.put(keyed(key), msgspec.msgpack.encode(_Entry(states, content)))


def keyed(key: object) -> list[object]:
    """Return a key with what else decides how models are read: the folder, and what is installed.

    A package that is missing may be installed later; the names in the folders of packages hold the
    versions.
    """
    folders = [_state(path) for path in sys.path if Path(path).name in _PACKAGES]
    return ["models", key, str(Path.cwd()), *map(_version, ("sqlalchemy", "django")), *folders]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _state(source: str) -> str:
    """Return the state of a file, of a folder, or of a variable, which is written as `$NAME`."""
    if source.startswith("$"):
        return _variable(source[1:], os.environ)
    path = Path(source)
    try:
        if path.is_dir():
            # Python's own folder of compiled modules comes and goes.
            return _digest(sorted({*os.listdir(path)} - {"__pycache__"}))  # noqa: PTH208
        content = path.read_bytes() if path.is_file() else b""
        return _digest([hashlib.sha256(content).hexdigest(), path.is_file(), _beside(path)])
    except OSError:
        return ""


def _beside(file: Path) -> list[str]:
    """Return the names of the files beside a module."""
    if file.suffix != ".py":
        return []
    with os.scandir(file.parent) as entries:
        return sorted(entry.name for entry in entries if entry.is_file())


def _variable(name: str, environment: Mapping[str, str]) -> str:
    """Return the state of one variable, or of all of them where the name is empty."""
    # A value may hold bytes that are no text.
    return _digest(ascii(environment.get(name) if name else sorted(environment.items())))


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()
