"""Imports the user's modules, each time afresh, and tells their errors as theirs.

A session drops what the last one imported and puts the user's folders first on the path. In it a
file is one module, by whatever names others import it: `models.base`, `.base` or `base`.
"""

import importlib
import importlib.util
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from sqlalchemy import Table

from nexus.core import processes
from nexus.core.errors import Errors, NexusError, UsageError, place
from nexus.sources import failure, imports, namesake
from nexus.sources.inputs import Inputs, noted
from nexus.sources.sqlalchemy import declarations, surroundings
from nexus.sources.target import Target, dotted, package_root


@dataclass
class Session:
    """One import of a user's models.

    `names` are those of the user's modules by file, `tops` what any of their names begins with, and
    `loaded` all of them in memory; `tables` were declared meanwhile; `failed` are the modules that
    could not be imported.
    """

    inputs: Inputs = field(default_factory=Inputs)
    names: dict[str, str] = field(default_factory=dict)
    tops: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)
    tables: list[Table] = field(default_factory=list)
    failed: dict[str, NexusError] = field(default_factory=dict)

    @property
    def modules(self) -> dict[Path, ModuleType]:
        """All of the user's modules that are in memory, by file."""
        held = self.names.items()
        return {Path(file): sys.modules[name] for file, name in held if name in sys.modules}

    @property
    def warnings(self) -> tuple[str, ...]:
        """A line for each error that left modules out."""
        return tuple(
            f"left out: {', '.join(names)} ({failure.reason(error)})"
            for error, names in self._errors.values()
        )

    @property
    def _errors(self) -> dict[str, tuple[NexusError, list[str]]]:
        """Each error of a module once, with the modules that it kept from being imported."""
        found: dict[str, tuple[NexusError, list[str]]] = {}
        for name, error in self.failed.items():
            found.setdefault(str(error), (error, []))[1].append(name)
        return found

    def take(self, target: Target, *, strict: bool) -> dict[Path, ModuleType]:
        """Return the modules of a target by file; what fails in a folder is left out.

        Raises NexusError with `file:line` of the user's own code where the target is a file, and
        Errors where it is `strict`.
        """
        roots, fallbacks = map(str, target.roots), map(str, target.fallbacks)
        sys.path[:] = dict.fromkeys([*roots, *sys.path, *fallbacks])
        for top in self.tops:
            mine = (root for root in target.roots if imports.module(root, (top,)))
            _make_way(top, next(mine, Path("/")), target.folder)
        found = {}
        for file in target.modules:
            name = self._name(file, target)
            try:
                # A package that failed would run again, and fail again, for each of its modules.
                if package := next((p for p in self.failed if name.startswith(f"{p}.")), ""):
                    raise self.failed[package]
                found[file] = _imported(file, name, self.inputs)
            except NexusError as error:
                if file == target.path:
                    raise
                self.failed[name] = error
        if self.failed and strict:
            raise Errors(
                NexusError(f"cannot import {', '.join(names)}: {e.what}", e.where, e.hint)
                for e, names in self._errors.values()
            )
        return found

    def _name(self, file: Path, target: Target) -> str:
        """Return the full name of a file's module, and let nothing else in memory have it."""
        root = package_root(file.parent) or target.namespace
        if root is None:
            return f"{self._package(target.folder)}.{dotted(file, target.folder)}"
        name = dotted(file, root)
        _make_way(name.partition(".")[0], root)
        return name

    def _package(self, folder: Path) -> str:
        """Return the name of a package that stands for a folder without `__init__.py`."""
        name = folder.name.replace(".", "_")
        spec = PathFinder.find_spec(name)
        places = (spec.origin, *(spec.submodule_search_locations or ())) if spec else ()
        is_installed = any(p and not self.inputs.is_own(f"{p}{os.sep}") for p in places)
        if is_installed or name in sys.stdlib_module_names or imports.module(folder, (name,)):
            name += "_models"
        if str(folder) not in getattr(sys.modules.get(name), "__path__", ()):
            _drop(name)
            package = ModuleSpec(name, None, is_package=True)
            package.submodule_search_locations = [str(folder)]
            sys.modules[name] = importlib.util.module_from_spec(package)
        return name

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _: object = None
    ) -> ModuleSpec | None:
        """Return the module that one of the user's files is already, under its first name.

        Python asks this before it looks for a module by itself.
        """
        spec = PathFinder.find_spec(name, path)
        if spec is None or not spec.origin or not self.inputs.is_own(spec.origin):
            return None
        file = os.path.realpath(spec.origin)
        self.tops.add(name.partition(".")[0])
        first = self.names.setdefault(file, name)
        if first == name or str(_file(first).resolve()) != file:
            self.names[file] = name
            return None
        spec.loader = _Known(sys.modules[first])  # type: ignore[assignment]
        return spec


class _Known:
    """Loads a module that is in memory."""

    def __init__(self, module: ModuleType) -> None:
        self._module, self._spec = module, module.__spec__

    def create_module(self, _: ModuleSpec) -> ModuleType:
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._spec


# The last session, whose modules the next one drops.
_last = Session()


@contextmanager
def session(inputs: Inputs) -> Iterator[Session]:
    """Import models for the time of the `with`; what they print goes to standard error."""
    global _last  # noqa: PLW0603 (what is in memory is the state of the whole process)
    forget(_last)
    _last = session = Session(inputs)
    path, before = sys.path[:], dict(sys.modules)
    importlib.invalidate_caches()
    sys.meta_path.insert(0, session)
    try:
        with (
            surroundings.kept(),
            noted(inputs),
            declarations.recorded(session.tables, inputs),
            redirect_stdout(sys.stderr),
            warnings.catch_warnings(),
        ):
            # Said of a class that is imported again under a base that outlives it.
            warnings.filterwarnings("ignore", "This declarative base already contains a class")
            yield session
    finally:
        sys.meta_path.remove(session)
        namesake.withdraw()
        sys.path[:] = path
        new = {name for name, module in sys.modules.items() if before.get(name) is not module}
        session.loaded = {name for name in new if inputs.is_own(str(_file(name)))}
        files = filter(Path.is_file, map(_file, session.loaded))
        inputs.paths |= session.names.keys() | set(map(str, files))


def forget(session: Session) -> None:
    """Drop a session's modules, and their tables from any MetaData that outlives them.

    Installed modules stay: nobody edits them, and what they registered elsewhere would be twice.
    """
    is_edited = Inputs().is_own
    files = {name: str(_file(name)) for name in session.loaded}
    for name, file in files.items():
        if is_edited(file):
            sys.modules.pop(name, None)
    going = [table for table in session.tables if is_edited(declarations.file(table))]
    lasting = _lasting_metadata({id(table.metadata) for table in going})
    for table in going:
        if id(table.metadata) in lasting:
            table.metadata.remove(table)


def _lasting_metadata(wanted: set[int]) -> set[int]:
    """Return those ids whose MetaData a class of an installed module holds, as SQLModel does."""
    is_edited = Inputs().is_own
    found: set[int] = set()
    # Most modules hold none: where a module lies is asked of the few that do.
    for name, module in list(sys.modules.items()) if wanted else ():
        values = list(getattr(module, "__dict__", {}).values())
        held = {id(vars(value).get("metadata")) for value in values if isinstance(value, type)}
        if held & wanted and not is_edited(str(_file(name))):
            found |= held & wanted
    return found


def _imported(file: Path, name: str, inputs: Inputs) -> ModuleType:
    try:
        file.open("rb").close()
    except OSError as error:
        raise NexusError(f"cannot read the module: {error.strerror}", place(file)) from None
    try:
        module = importlib.import_module(name)
    except processes.ENDS:
        raise
    except BaseException as error:
        raise failure.told(error, file, inputs) from error
    if _file(name).resolve() != file.resolve():
        raise UsageError(f"another module is called {name!r}", place(file), "rename the file")
    return module


def _make_way(top: str, *folders: Path) -> None:
    """Drop a module and all below it from memory, where it lies in none of the folders.

    A package that is called as this program is stays, and shares its name.
    """
    if top == namesake.NAME:
        for folder in folders:
            namesake.share(folder)
        return
    # Of a package that failed, Python forgets the package and not what is below it.
    is_there = top in sys.modules and any(map(_file(top).resolve().is_relative_to, folders))
    if not is_there and top not in sys.stdlib_module_names:
        _drop(top)


def _drop(package: str) -> None:
    for name in [name for name in sys.modules if f"{name}.".startswith(f"{package}.")]:
        del sys.modules[name]


def _file(module: str) -> Path:
    """Return a module's file, or the folder of a package that has no file of its own."""
    # Not by getattr: a lazy module would be imported by the question.
    held = getattr(sys.modules.get(module), "__dict__", {})
    try:
        folders = list(held.get("__path__") or ())
    except KeyError:  # a folder without `__init__.py`, whose package could not be imported
        folders = []
    return Path(held.get("__file__") or next(iter(folders), "<none>"))
