"""Why the user's code could not be imported, in one line that is about that code."""

import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nexus.core.errors import NexusError, place
from nexus.sources.inputs import Inputs

FIX = "fix the model, then try again"
INSTALL = "install the package that has it, then try again"


def told(error: BaseException, file: Path, inputs: Inputs) -> NexusError:
    """Return the error of importing a file, placed at the user's own line that ran last.

    Where variables of the environment are missing, it says which.
    """
    if isinstance(error, SyntaxError) and error.filename:
        what = f"{type(error).__name__}: {error.msg}"
        return NexusError(what, place(Path(error.filename), error.lineno), FIX)
    frames = traceback.extract_tb(error.__traceback__)
    own = [place(Path(f.filename), f.lineno) for f in frames if inputs.is_own(f.filename)]
    names = ", ".join(variables(error, inputs))
    advice = INSTALL if isinstance(error, ModuleNotFoundError) else FIX
    hint = f"set in the environment: {names}" if names else advice
    return NexusError(f"{type(error).__name__}: {_message(error)}", [place(file), *own][-1], hint)


def reason(error: NexusError) -> str:
    """Return what an error of an import says, without the advice that holds for any of its kind."""
    return str(error).removesuffix(f"; {FIX}").removesuffix(f"; {INSTALL}")


def _message(error: BaseException) -> str:
    """Return the first line of what a failure says, or what pydantic says of each field."""
    try:
        told = (": ".join([".".join(map(str, f["loc"])), f["msg"]]) for f in _faults(error))
        return ", ".join(told).removeprefix(": ") or str(error).splitlines()[0]
    except Exception:  # an author's class may refuse to be shown, or have nothing to say
        return "no message"


def _faults(error: BaseException) -> Iterable[Any]:
    """Return what pydantic's ValidationError says is wrong, field by field."""
    is_pydantic = type(error).__module__.startswith("pydantic")
    errors = getattr(error, "errors", None) if is_pydantic else None
    return errors() if callable(errors) else ()


def variables(error: BaseException, inputs: Inputs) -> dict[str, Any]:
    """Return the variables of the environment whose absence an error is about.

    Each has the type that a value of it must have, or None where that is not said.
    """
    if isinstance(error, KeyError):
        return {name: None for name in map(str, error.args) if name in inputs.variables}
    settings = _settings(error)
    if settings is None:
        return {}
    prefix = getattr(settings, "model_config", {}).get("env_prefix", "")
    fields = getattr(settings, "model_fields", {})
    lacking = [str(fault["loc"][0]) for fault in _faults(error) if "missing" in fault["type"]]
    # A field that has an alias is told by it, and read from a variable of that very name.
    return {
        f"{prefix if name in fields else ''}{name}".upper(): _type(fields, name) for name in lacking
    }


def _type(fields: dict[str, Any], name: str) -> Any:
    named = (field for key, field in fields.items() if name in (key, field.validation_alias))
    return getattr(next(named, None), "annotation", None)


def _settings(error: BaseException) -> Any:
    """Return the class of pydantic's settings that an error is about, or None for another error."""
    title = getattr(error, "title", None) if any(_faults(error)) else None
    for frame, _ in traceback.walk_tb(error.__traceback__ if title else None):
        for kind in map(type, frame.f_locals.values()):
            if kind.__name__ == title and any(b.__name__ == "BaseSettings" for b in kind.__mro__):
                return kind
    return None
