"""The settings of a project, as far as they run here: a statement that fails is passed over.

Settings ask for variables that only a server has, and for packages that only it installs. What
models need of them is which apps are installed and a few names. No setting about a database, a
cache or a log is followed.
"""

import ast
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from nexus.core.errors import NexusError, place
from nexus.sources.django.standins import StandIn

_POSTGRESQL = "django.db.backends.postgresql"
_POSTGIS = "django.contrib.gis.db.backends.postgis"
_GIS = "django.contrib.gis"
# What decides on tables; of other settings it does not matter whether they could be read.
_TELLING = ("APPS", "AUTH_USER_MODEL", "DATABASE_ROUTERS", "DEFAULT_AUTO_FIELD")
# What would reach out, or look for files, when it is followed.
_UNSET: dict[str, Any] = {
    "LOGGING_CONFIG": None,
    "LOGGING": {},
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
    "LOCALE_PATHS": [],
    "SECRET_KEY": "models are read without it",
}


class Passing:
    """Runs modules of the user's statement by statement; `passed` says what failed."""

    def __init__(self, is_own: Callable[[str], bool]) -> None:
        self._is_own = is_own
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

    def note(self, file: str, statement: ast.stmt, error: BaseException) -> None:
        """Write down a statement that failed, if models may be about it."""
        if any(word in ast.unparse(statement) for word in _TELLING):
            told = f"{type(error).__name__}: {error}".rstrip(": ")
            self.passed.append((place(Path(file), statement.lineno), told))


class _Statements(SourceFileLoader):
    """Runs a module's statements one by one."""

    def __init__(self, passing: Passing, name: str, file: str) -> None:
        super().__init__(name, file)
        self._passing = passing

    def exec_module(self, module: ModuleType) -> None:
        """Run each statement; one that fails is passed over."""
        file = str(self.path)
        tree = ast.parse(Path(file).read_bytes(), file)
        for statement in tree.body:
            code = compile(ast.Module([statement], []), file, "exec", dont_inherit=True)
            try:
                exec(code, vars(module))  # noqa: S102 (as an import does)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # the user's code, which may even leave Python
                self._passing.note(file, statement, error)


@contextmanager
def _passed_over(passing: Passing) -> Iterator[None]:
    sys.meta_path.insert(0, passing)
    try:
        yield
    finally:
        sys.meta_path.remove(passing)


def configure(name: str, passing: Passing) -> dict[str, Any]:
    """Configure Django by the settings of a module, and return them.

    Raises NexusError where there is no such module, or it names no apps.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = name
    with _passed_over(passing):
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            hint = "set DJANGO_SETTINGS_MODULE to the module of the settings"
            raise NexusError(f"there are no settings: {error}", name, hint) from None
        except SyntaxError as error:
            where = place(Path(error.filename or name), error.lineno)
            raise NexusError(f"SyntaxError: {error.msg}", where, "fix the settings") from None
    given = {key: value for key, value in vars(module).items() if key.isupper()}
    known = {key: value for key, value in given.items() if not isinstance(value, StandIn)}
    if not isinstance(known.get("INSTALLED_APPS"), list | tuple):
        hint = "; ".join(f"{told} ({where})" for where, told in passing.passed[:3])
        raise NexusError("the settings name no INSTALLED_APPS", name, hint)
    return apply(known)


def apply(known: Mapping[str, Any]) -> dict[str, Any]:
    """Configure Django by these settings, without what reaches out, and return them."""
    from django.conf import settings

    apps = [app for app in known.get("INSTALLED_APPS", ()) if isinstance(app, str)]
    engine = _POSTGIS if any(app.startswith(_GIS) for app in apps) else _POSTGRESQL
    named = known.get("DATABASES")
    aliases = dict.fromkeys(("default", *(named if isinstance(named, dict) else ())))
    databases = {str(alias): {"ENGINE": engine, "NAME": "none"} for alias in aliases}
    given = {**known, **_UNSET, "INSTALLED_APPS": apps, "DATABASES": databases}
    settings.configure(**given)
    return given
