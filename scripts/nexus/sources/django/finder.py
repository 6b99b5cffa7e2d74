"""Finds what stands in for packages that are not installed, while the user's code is imported.

Only the user's own code gets it, and not where the code itself handles that the package is missing.
"""

import ast
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FrameType, ModuleType

from nexus.sources.django.standins import Lacking, StandIn

_GUARDS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
# What stands between code that asks for a setting, and the settings.
_ASKED = (os.path.join("django", "conf", "__init__.py"), os.path.join("utils", "functional.py"))  # noqa: PTH118


class Finder:
    """Finds what nobody else does: Python asks it last of all."""

    def __init__(self, is_own: Callable[[str], bool], folders: Sequence[str]) -> None:
        self.lacking = Lacking()
        self._is_own = is_own
        self._folders = [Path(folder) for folder in folders]

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Return the module that stands in for one that is not installed."""
        top = name.partition(".")[0]
        is_more = is_one(top)
        if name != top and not is_more:
            return None
        if not is_more and any(_is_there(folder, top) for folder in self._folders):
            return None
        asker = _asker(sys._getframe(1))
        if asker is None or not self._is_own(asker[0]) or _is_guarded(*asker):
            return None
        self.lacking.packages[top] = None
        return ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return a module that has anything."""
        return _Module(spec.name, self.lacking)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing."""


class _Module(ModuleType):
    """A module that is not installed."""

    def __init__(self, name: str, lacking: Lacking) -> None:
        super().__init__(name)
        self.__dict__["_lacking"] = lacking

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}", self.__dict__["_lacking"])


def is_one(top: str) -> bool:
    """Tell whether a module stands in for a package that is not installed."""
    return isinstance(sys.modules.get(top), _Module)


def _is_there(folder: Path, top: str) -> bool:
    return (folder / top).is_dir() or (folder / f"{top}.py").is_file()


def _asker(frame: FrameType | None) -> tuple[str, int] | None:
    """Return the file and the line of the import."""
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith("<frozen importlib") and file != __file__:
            return file, frame.f_lineno
        frame = frame.f_back
    return None


def asked_in(is_own: Callable[[str], bool]) -> bool:
    """Tell whether it is the user's own code that asks a question to Django's settings."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.endswith(_ASKED):
        frame = frame.f_back
    return frame is not None and is_own(frame.f_code.co_filename)


def _is_guarded(file: str, line: int) -> bool:
    """Whether the user's code says what to do if an import fails."""
    return any(line in lines for lines in _guarded(file))


@cache
def _guarded(file: str) -> list[range]:
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return []
    return [
        range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and any(map(_is_about_imports, node.handlers))
    ]


def _is_about_imports(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in _GUARDS for kind in kinds)
