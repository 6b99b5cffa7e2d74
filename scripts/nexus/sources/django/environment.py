"""What a call that asks the environment gives where the package that would ask is not installed.

It is the default, made what the call asks for. The packages are alike in how they are called:
python-decouple and Starlette by `config(name, default, cast)`, django-environ and environs by
`env(name, cast, default)` and `env.bool(name, default)`.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

# Those that models ask too; what any other package is given in a model is no default of a variable.
READERS = {"decouple", "dj_database_url", "environ", "environs", "prettyconf", "starlette"}
# The default of a call that has none.
NOTHING = object()

_TRUE = {"1", "on", "ok", "t", "true", "y", "yes"}
_LISTS = (list, tuple, set)
_KINDS = {each.__name__: each for each in (bool, int, float, *_LISTS)} | {"boolean": bool}


def default(
    called: str, given: Sequence[Any], named: Mapping[str, Any], scheme: Mapping[str, Any]
) -> Any:
    """Return the default of a call by the name `called`, cast; NOTHING where it has none.

    `scheme` is what django-environ was told of some variables: a type, or that and a default.
    """
    variable = given[0] if given and isinstance(given[0], str) else None
    if variable is not None and called in {"Csv", "strtobool"}:
        return _listed(variable, scheme) if called == "Csv" else _cast(variable, bool)
    told = scheme.get(variable) if variable else None
    own_kinds, own_values = _parted(given[1:] if variable else ())
    kinds, values = _parted(told if isinstance(told, tuple) else (told,))
    kinds = [named.get("cast"), *own_kinds, _KINDS.get(called), *kinds]
    values = [named["default"]] if "default" in named else [*own_values, *values]
    kind = next((each for each in kinds if each is not None), None)
    return _cast(values[0], kind) if values else NOTHING


def _parted(given: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """Return the types and functions among what is given, and the values."""
    held = [each for each in given if each is not None]
    kinds = [each for each in held if callable(each)]
    return kinds, [each for each in held if not callable(each)]


def _cast(value: Any, kind: Any) -> Any:
    """Return a default as a kind: a type, a function, a list of a type, or none."""
    if kind is bool and isinstance(value, str):
        return value.strip().lower() in _TRUE
    if isinstance(kind, _LISTS):
        return _listed(value, {"cast": [*kind, str][0]})
    if kind in _LISTS:
        return _listed(value, {"post_process": kind})
    if callable(kind) and (isinstance(value, str) or not isinstance(kind, type)):
        with suppress(Exception):  # a default may be what the function would make
            made = kind(value)
            # What stands in for a function makes nothing of it.
            return value if type(made) is type(kind) else made
    return value


def _listed(value: Any, how: Mapping[str, Any]) -> Any:
    """Return a text as the list that it writes, as python-decouple's `Csv` does."""
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(how.get("delimiter", ","))]
    return how.get("post_process", list)(
        [_cast(part, how.get("cast", str)) for part in parts if part]
    )
