"""Modules of settings, run statement by statement: one that fails is passed over.

What it would have made stands in for itself, so that what follows can go on: of a list of apps those
that are written there, of anything else something that has no value.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from nexus.core.errors import place
from nexus.sources.django.standins import Lacking, StandIn

# What decides on tables; of other settings it does not matter whether they could be read.
_TELLING = ("APPS", "AUTH_USER_MODEL", "DATABASE_ROUTERS", "DEFAULT_AUTO_FIELD")


class Passing:
    """Runs modules of the user's statement by statement; `passed` says what failed."""

    def __init__(self, is_own: Callable[[str], bool], lacking: Lacking) -> None:
        self._is_own, self._lacking = is_own, lacking
        self.passed: list[tuple[str, str]] = []

    def find_spec(self, name: str, path: Any = None, _: object = None) -> ModuleSpec | None:
        """Return one of the user's modules, to be run in this way."""
        spec = PathFinder.find_spec(name, path)
        if spec is None or not isinstance(spec.loader, SourceFileLoader) or not spec.origin:
            return None
        if not self._is_own(spec.origin):
            return None
        spec.loader = _Statements(self, name, spec.origin)
        return spec

    @contextmanager
    def over(self) -> Iterator[None]:
        """Let modules that are imported in the `with` be run in this way."""
        # Now, and not while a module is looked for: to answer, it looks for some itself.
        self._is_own(__file__)
        sys.meta_path.insert(0, self)
        self._lacking.in_settings = True
        try:
            yield
        finally:
            self._lacking.in_settings = False
            sys.meta_path.remove(self)

    def run(self, statement: ast.stmt, file: str, names: dict[str, Any]) -> None:
        """Run a statement of a file with these names; where it fails, what it makes stands in."""
        self._lacking.numbers.clear()
        try:
            code = compile(ast.Module([statement], []), file, "exec", dont_inherit=True)
            exec(code, names)  # noqa: S102 (as an import does)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # the user's code, which may even leave Python
            if any(word in ast.unparse(statement) for word in _TELLING):
                told = f"{type(error).__name__}: {error}".rstrip(": ")
                self.passed.append((place(Path(file), statement.lineno), told))
            self._stand_in(statement, names)
        if self._lacking.numbers:
            self._unknow(statement, names)

    def _unknow(self, statement: ast.stmt, names: dict[str, Any]) -> None:
        """Let a number that was made of one that is not known stand in for itself."""
        for name in _made(statement):
            if type(names.get(name)) in {int, float}:
                names[name] = StandIn(f"{names.get('__name__', '')}.{name}", self._lacking)
        self._lacking.numbers.clear()

    def _stand_in(self, statement: ast.stmt, names: dict[str, Any]) -> None:
        for name in _made(statement):
            known = names.get(name)
            if name.endswith("APPS") and (apps := _listed(statement)):
                names[name] = [*(known if isinstance(known, list | tuple) else ()), *apps]
            elif name not in names:
                names[name] = StandIn(f"{names.get('__name__', '')}.{name}", self._lacking)


class _Statements(SourceFileLoader):
    """Runs a module's statements one by one."""

    def __init__(self, passing: Passing, name: str, file: str) -> None:
        super().__init__(name, file)
        self._passing = passing

    def exec_module(self, module: ModuleType) -> None:
        """Run each statement."""
        file = str(self.path)
        for statement in ast.parse(Path(file).read_bytes(), file).body:
            self._passing.run(statement, file, vars(module))


def _made(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement would have made in its module."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias) and node.name != "*":
            yield node.asname or node.name.partition(".")[0]


def _listed(statement: ast.stmt) -> list[str]:
    """Return the texts that stand in the lists of a statement, such as the names of apps."""
    lists = (n for n in ast.walk(statement) if isinstance(n, ast.List | ast.Tuple))
    held = (item for found in lists for item in found.elts if isinstance(item, ast.Constant))
    return [item.value for item in held if isinstance(item.value, str)]
