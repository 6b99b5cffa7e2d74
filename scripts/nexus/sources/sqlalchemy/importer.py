"""Imports the user's modules, each time afresh, and tells their errors as theirs.

A session drops what the last one imported, puts the user's folder first on the path, and records
in which line each table is declared. The user's own code is what lies outside the installed
packages, and the package that was asked for wherever it lies. An error in it names its own line.
"""

import importlib
import importlib.util
import os
import pkgutil
import re
import sys
import sysconfig
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy
from sqlalchemy import MetaData, Pool, Table, event

from nexus.core.errors import NexusError, UsageError, place
from nexus.schema.model import Source
from nexus.sources.inputs import Inputs, noted

# Modules of a package that hold no models of its own, or do something when they are imported.
_NO_MODELS = re.compile(
    r"(__main__|__pycache__|conftest|setup|noxfile|manage|tests?|test_.*|.*_test|testing|migrations?|alembic)"
)


def _both(folder: str | Path) -> set[str]:
    # A frame names its file as the path did, which may lead through a link.
    return {f"{folder}{os.sep}", f"{Path(folder).resolve()}{os.sep}"}


# Code that is not the user's: the standard library, installed packages, and this program.
_INSTALLED = tuple(
    set().union(
        *map(_both, map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib"))),
        *map(_both, (Path(sqlalchemy.__file__).parent.parent, Path(__file__).parents[2])),
    )
)


@dataclass
class Session:
    """One import of a user's models: what it found out on the way.

    `own` are folders of installed packages that count as the user's; `inputs` is what was read
    beside modules; `warnings` are the errors of modules that could be left out.
    """

    own: tuple[str, ...] = ()
    tables: list[Table] = field(default_factory=list)
    loaded: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    inputs: Inputs = field(default_factory=Inputs)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of the user's own that were imported."""
        files = (Path(_file_of(module)).resolve() for module in sorted(self.loaded))
        return tuple(file for file in files if file.is_file())

    def metadata(self) -> list[MetaData]:
        """Each MetaData that got a table of the user's own, in the order of the first tables."""
        own = (table for table in self.tables if self.is_own(_spots[table].file))
        return list({id(table.metadata): table.metadata for table in own}.values())

    def is_own(self, file: str) -> bool:
        """Whether a file is the user's own code."""
        if not file or file.startswith("<"):
            return False
        return file.startswith(self.own) or not file.startswith(_INSTALLED)


# The last session, whose modules the next one drops.
_last = Session()


@dataclass(frozen=True, slots=True)
class _Spot:
    """An instruction of running code. Its line is looked up late: each look-up reads all lines."""

    code: CodeType
    instruction: int

    @property
    def file(self) -> str:
        return self.code.co_filename


# Where each table in memory was declared: a module that stays imported keeps its tables.
_spots: WeakKeyDictionary[Table, _Spot] = WeakKeyDictionary()


def named(name: str) -> tuple[ModuleType, Session]:
    """The module of that dotted name, found first in the working directory.

    Raises UsageError where there is none, and NexusError with `file:line` where it fails.
    """
    hint = "give a module that can be imported from here, or the path of a .py file"
    if not all(name.split(".")):
        raise UsageError(f"{name!r} is no name of a module", hint=hint)
    sys.path.insert(0, str(Path.cwd()))
    try:
        own = _package_of(name)
    finally:
        sys.path.remove(str(Path.cwd()))
    with _session([Path.cwd()], own) as session:
        try:
            return importlib.import_module(name), session
        except ModuleNotFoundError as error:
            if not f"{name}.".startswith(f"{error.name}."):
                raise
            raise UsageError(f"there is no module called {error.name!r}", hint=hint) from None


def at(path: Path) -> tuple[ModuleType, Session]:
    """The module of a file, or of a folder that is a package.

    Raises UsageError where there is none, and NexusError with `file:line` where it fails.
    """
    file = (path / "__init__.py" if path.is_dir() else path).resolve()
    if not file.is_file():
        raise UsageError("there is no such file", path.as_posix(), "check the path of MODELS")
    root, name = _dotted_within(file)
    own = root / name.partition(".")[0] if "." in name or file.name == "__init__.py" else root
    # A file of a folder without `__init__.py` may call its neighbours by their bare names.
    roots = [root] if (file.parent / "__init__.py").is_file() else [root, file.parent]
    with _session(list(dict.fromkeys(roots)), (f"{own}{os.sep}",)) as session:
        _make_way(name.partition(".")[0], root)
        module = _module_of(file, name)
    if module.__file__ and Path(module.__file__).resolve() != file:
        raise UsageError(f"another module is called {name!r}", place(file), "rename the file")
    return module, session


def submodules(package: ModuleType, session: Session) -> list[ModuleType]:
    """Every module below a package that can be imported; each other one is told in a warning."""
    found: list[ModuleType] = []
    with _resumed(session, [Path.cwd()]):
        waiting = [package]
        while waiting:
            outer = waiting.pop(0)
            for name in _inner(outer):
                module = _attempt(partial(importlib.import_module, name), session)
                if module is not None:
                    found.append(module)
                    waiting += [module] if "__path__" in vars(module) else []
    return found


def _inner(package: ModuleType) -> list[str]:
    """The names of the modules right in a package, and of its folders, be they packages or not."""
    found = [path for folder in package.__path__ for path in sorted(Path(folder).iterdir())]
    folders = [path for path in found if path.is_dir()]
    names = [info.name for info in pkgutil.iter_modules(package.__path__)]
    names += [path.name for path in folders if path.name.isidentifier() and path.name not in names]
    back = {path.name for path in folders if path.parent.resolve().is_relative_to(path.resolve())}
    return [f"{package.__name__}.{n}" for n in names if n not in back and not _is_left_out(n)]


def below(folder: Path) -> tuple[list[ModuleType], Session]:
    """Every module of a folder that is no package itself; errors are told as in `submodules`."""
    root = folder.resolve()
    if root == root.parent:
        raise UsageError(
            "this is no folder of models", str(root), "name the folder that holds them"
        )
    files = [
        file
        for file in sorted(root.rglob("*.py"))
        if not any(_is_left_out(part) for part in file.relative_to(root).parts)
    ]
    # The files may call each other with or without the folder's name in front, and call the package
    # that the folder lies in.
    outer, _ = _dotted_within(root / "module.py")
    roots = list(dict.fromkeys((root, root.parent, outer)))
    with _session(roots, (f"{root}{os.sep}",)) as session:
        found = [_attempt(partial(_imported, file), session) for file in files]
    return [module for module in found if module is not None], session


def _is_left_out(part: str) -> bool:
    name = part.removesuffix(".py")
    return part.startswith(".") or part == "node_modules" or bool(_NO_MODELS.fullmatch(name))


def _attempt(run: Callable[[], ModuleType], session: Session) -> ModuleType | None:
    try:
        return run()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        told = error if isinstance(error, NexusError) else _own_error(error, session)
        session.warnings.append(f"left out: {told.what}; {told.where}")
        return None


def _imported(file: Path) -> ModuleType:
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == str(file):
            return module
    return _module_of(file, _dotted(file)[1])


# Names and files


def _package_of(name: str) -> tuple[str, ...]:
    """The folder of the outermost package of a module, or the module's file."""
    try:
        spec = importlib.util.find_spec(name.partition(".")[0])
    except (ImportError, ValueError):
        return ()
    if spec is None:
        return ()
    folders = [f"{folder}{os.sep}" for folder in spec.submodule_search_locations or ()]
    return tuple(folders or [spec.origin or "<none>"])


def _dotted(file: Path) -> tuple[Path, str]:
    """The folder to import from, and the module's full name: found by climbing out of packages."""
    parts = [] if file.name == "__init__.py" else [file.stem]
    folder = file.parent
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return folder, ".".join(parts)


def _dotted_within(file: Path) -> tuple[Path, str]:
    """As `_dotted`, also through folders without `__init__.py` that lie in a package."""
    folder, name = _dotted(file)
    outer = folder
    while outer.name.isidentifier() and not (outer / "__init__.py").is_file():
        outer = outer.parent
    if outer == folder or not (outer / "__init__.py").is_file():
        return folder, name
    root, package = _dotted(outer / "__init__.py")
    between = folder.relative_to(outer).parts
    return root, ".".join([package, *between, name])


def _module_of(file: Path, name: str) -> ModuleType:
    if "." in name or file.name == "__init__.py":
        return importlib.import_module(name)
    # A lone file may be called like a module that is in memory (`types.py`): it gets its own name.
    name = f"{name}_models" if name in sys.modules or name in sys.stdlib_module_names else name
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise UsageError("this is no Python file", place(file), "MODELS names a .py file")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _make_way(package: str, root: Path) -> None:
    """Drops a package from memory that has the name of the user's, but lies elsewhere."""
    if package in sys.stdlib_module_names or Path(_file_of(package)).is_relative_to(root):
        return
    if (root / package / "__init__.py").is_file():
        for name in [n for n in sys.modules if n.partition(".")[0] == package]:
            del sys.modules[name]


def _file_of(module: str) -> str:
    """A module's file, or the folder of a package that has no file of its own."""
    # Not by getattr: a lazy module would be imported by the question.
    held = getattr(sys.modules.get(module), "__dict__", {})
    try:
        folders = [f"{folder}{os.sep}" for folder in held.get("__path__") or ()]
    except KeyError:  # a folder without `__init__.py`, whose package could not be imported
        folders = []
    return held.get("__file__") or next(iter(folders), "")


def sources(metadata: MetaData) -> dict[Table, Source]:
    """Where each table was declared, as far as it was seen."""
    spots = {table: _spots[table] for table in metadata.tables.values() if table in _spots}
    lines = {code: _lines(code) for code in {spot.code for spot in spots.values()}}
    return {
        table: Source(spot.file, lines[spot.code][spot.instruction // 2])
        for table, spot in spots.items()
    }


def _lines(code: CodeType) -> list[int]:
    """The line of each instruction; an instruction takes two bytes."""
    found: list[int] = []
    for start, end, line in code.co_lines():
        found += [line or code.co_firstlineno] * ((end - start) // 2)
    return found


# One session


@contextmanager
def _session(roots: list[Path], own: tuple[str, ...]) -> Iterator[Session]:
    global _last  # noqa: PLW0603 (what is in memory is the state of the whole process)
    _forget(_last)
    _last = Session(own)
    with _resumed(_last, roots):
        yield _last


@contextmanager
def _resumed(session: Session, roots: list[Path]) -> Iterator[None]:
    """Imports into a session; what the user's code prints does not mix with our own output."""
    before = set(sys.modules)
    importlib.invalidate_caches()
    sys.path[:0] = map(str, roots)
    try:
        with (
            noted(session.inputs, session.is_own),
            _recorded(session),
            redirect_stdout(sys.stderr),
            warnings.catch_warnings(),
        ):
            # Said of a class that is imported again under a base that outlives it.
            warnings.filterwarnings("ignore", "This declarative base already contains a class")
            yield
    except (NexusError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise _own_error(error, session) from error
    finally:
        for root in roots:
            sys.path.remove(str(root))
        new = set(sys.modules) - before
        session.loaded |= {name for name in new if session.is_own(_file_of(name))}


def _forget(session: Session) -> None:
    """Drops a session's modules, and their tables from any MetaData that outlives them.

    Installed modules stay: nobody edits them, and what they registered elsewhere would be twice.
    """
    files = {name: _file_of(name) for name in session.loaded}
    edited = {name: file for name, file in files.items() if not file.startswith(_INSTALLED)}
    for name, file in edited.items():
        # Bytecode is dated to the second: it would hide an edit within the same second.
        with suppress(OSError, NotImplementedError):
            Path(importlib.util.cache_from_source(file)).unlink(missing_ok=True)
        sys.modules.pop(name, None)
    going = [t for t in session.tables if not _spots[t].file.startswith(_INSTALLED)]
    lasting = _lasting_metadata() if going else set()
    for table in going:
        if id(table.metadata) in lasting:
            table.metadata.remove(table)


def _lasting_metadata() -> set[int]:
    """Each MetaData that a class of an installed module holds, such as SQLModel's."""
    classes: Iterable[Any] = (
        value
        for name, module in list(sys.modules.items())
        if _file_of(name).startswith(_INSTALLED)
        for value in list(getattr(module, "__dict__", {}).values())
        if isinstance(value, type)
    )
    held = (vars(value).get("metadata") for value in classes)
    return {id(metadata) for metadata in held if isinstance(metadata, MetaData)}


def _own_error(error: BaseException, session: Session) -> NexusError:
    """The failure of an import, placed at the last line of the user's own code that took part."""
    what = f"{type(error).__name__}: {_message(error)}"
    hint = "fix the model, then try again"
    if isinstance(error, SyntaxError) and error.filename:
        what = f"{type(error).__name__}: {error.msg}"
        return NexusError(what, place(Path(error.filename), error.lineno), hint)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if session.is_own(frame.filename)] or frames[-1:]
    return NexusError(what, place(Path(own[-1].filename), own[-1].lineno), hint)


def _message(error: BaseException) -> str:
    """The first line of what a failure says."""
    try:
        return str(error).splitlines()[0] if str(error) else "no message"
    except Exception:  # an author's class may refuse to be shown
        return "no message"


# Where tables are declared


@contextmanager
def _recorded(session: Session) -> Iterator[None]:
    def record(table: Table, _parent: Any) -> None:
        if (spot := _declaration(session)) is not None and table not in _spots:
            _spots[table] = spot
            session.tables.append(table)

    def asked(*_: Any) -> None:
        # The driver of a database may connect without Python's knowledge.
        session.inputs.complete = False

    event.listen(Table, "after_parent_attach", record)
    event.listen(Pool, "connect", asked)
    try:
        yield
    finally:
        event.remove(Table, "after_parent_attach", record)
        event.remove(Pool, "connect", asked)


def _declaration(session: Session) -> _Spot | None:
    """The innermost place in the user's own code that is being run, or else of any module's body.

    The hooks of a base class (`__new__`, `__init_subclass__`) are not where a table is declared.
    """
    fallback = None
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 (inspect's is the same, and slow)
    while frame is not None:
        code = frame.f_code
        if session.is_own(code.co_filename) and not code.co_name.startswith("__"):
            return _Spot(code, frame.f_lasti)
        if fallback is None and code.co_name == "<module>":
            fallback = _Spot(code, frame.f_lasti)
        frame = frame.f_back
    return fallback
