"""What MODELS names, found without importing it: a file, or the modules of a folder or package.

MODELS is `package.module[:name]` or `path/to/file.py[:name]`, in a command as in the settings. Of
a folder's modules those are taken that use SQLAlchemy: any other may do anything when it is
imported, such as to train a network.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from nexus.core.errors import UsageError
from nexus.sources import imports
from nexus.sources.inputs import Inputs

_HINT = "give a module that can be imported from here, or the path of a .py file"
# Modules and folders that hold no models, or do something when they are imported.
_LEFT_OUT = re.compile(
    r"\..*|node_modules|__main__|__pycache__|conftest|setup|noxfile|manage|tests?|test_.*|.*_test"
    r"|testing|migrations?|alembic"
)

# Files by which the folders of a virtual environment, and of Alembic's revisions, are known.
_SIGNS = ("pyvenv.cfg", "script.py.mako")


@dataclass(frozen=True)
class Target:
    """A file or a folder, `path`, and the `name` of what is meant in it, empty if all of it is.

    `text` is how it was typed, without the name, in the folder `root`. It may only be `guessed`:
    then a folder without models is no error, and a module that declares none is left alone. What is
    read of it is noted in `inputs`.
    """

    text: str
    name: str
    path: Path
    root: Path
    inputs: Inputs
    guessed: bool

    @property
    def folder(self) -> Path:
        """The folder below which a module has its name."""
        return self.path if self.path.is_dir() else self.path.parent

    @cached_property
    def modules(self) -> list[Path]:
        """The files to import: the one that is named, or those of a folder that use SQLAlchemy."""
        return self._files if self.path.is_file() else self.users

    @cached_property
    def users(self) -> list[Path]:
        """The files that use SQLAlchemy, by themselves or by way of others of the user's."""
        found = imports.users(self._files, (*self.roots, *self.fallbacks), self.inputs.is_own)
        if not self.guessed:
            return found
        declare = set(filter(imports.may_declare, found))
        # A package is imported before its modules.
        homes = {folder / "__init__.py" for file in declare for folder in file.parents}
        return [file for file in found if file in declare | homes]

    @cached_property
    def roots(self) -> list[Path]:
        """The folders to import from, the nearest first."""
        # The modules of a folder without `__init__.py` may call each other by their bare names.
        plain = [] if (self.folder / "__init__.py").is_file() else [self.folder]
        packages = filter(None, map(package_root, self._folders))
        known = dict.fromkeys((*plain, *packages, self.root, self.root / "src"))
        return [folder for folder in known if folder.is_dir()]

    @cached_property
    def namespace(self) -> Path | None:
        """The folder below which modules without `__init__.py` have names that lead above their own."""
        is_below = self.folder.is_relative_to(self.root)
        parts = self.folder.relative_to(self.root).parts if is_below else ("",)
        is_named = all(part.isidentifier() for part in parts)
        is_left = any(imports.leaves(file, self.folder) for file in self.modules)
        return self.root if is_named and is_left else None

    @property
    def fallbacks(self) -> list[Path]:
        """The folders to import from what is found nowhere else."""
        plain = [folder for folder in self._folders if package_root(folder) is None]
        return [*plain, self.folder.parent]

    @property
    def _folders(self) -> dict[Path, None]:
        return dict.fromkeys(file.parent for file in self._files)

    @cached_property
    def _files(self) -> list[Path]:
        return [self.path] if self.path.is_file() else list(modules(self.path))

    def typed(self, file: Path) -> str:
        """Return how to type one of the modules, in the way that the target was typed."""
        if file in {self.path, self.path / "__init__.py"}:
            return self.text
        if _is_path(self.text) or not file.is_relative_to(self.path):
            return Path(os.path.relpath(file, self.root)).as_posix()
        return f"{self.text}.{dotted(file, self.path)}"


def parse(models: str, root: Path, inputs: Inputs, *, guessed: bool = False) -> Target:
    """Return what `models` names, as typed in the folder `root`; its code is the user's own.

    Raises UsageError where there is no such module, file or folder.
    """
    text, name = split(models, root)
    if "\0" in text or not (_is_path(text) or all(text.split("."))):
        raise UsageError(f"{text!r} is no name of a module", hint=_HINT)
    is_path = _is_path(text) or (_is_there(root / text) and (root / text).is_dir())
    path = (root / text if is_path else _located(text.split("."), root)).resolve()
    if not _is_there(path):
        raise UsageError("there is no such file", text, "check the path of MODELS")
    if path.is_file() and path.suffix != ".py":
        raise UsageError("this is no Python file", text, "MODELS names a .py file")
    if path == path.parent:
        raise UsageError("this is no folder of models", text, "name the folder that holds them")
    package = package_root(path if path.is_dir() else path.parent)
    outermost = path if package is None else package / path.relative_to(package).parts[0]
    inputs.own.add(f"{outermost}{os.sep}" if outermost.is_dir() else str(outermost))
    return Target(text, name, path, root.resolve(), inputs, guessed)


def split(models: str, root: Path) -> tuple[str, str]:
    """Return what was typed without the name behind its colon, and that name."""
    # What follows the colon is a name only if it looks like one: `C:\models.py` has none.
    found = re.fullmatch(r"(\.|.{2,}?):([^\W\d].*)", models, re.DOTALL)
    return (models, "") if found is None or _is_there(root / models) else (found[1], found[2])


def place(text: str, root: Path) -> Path | None:
    """Return the file or folder that a text names in a folder, or None where there is none."""
    path = root / text
    return path.resolve() if text and "\0" not in text and _is_there(path) else None


def _is_path(text: str) -> bool:
    return text.endswith(".py") or "/" in text or "\\" in text or text in {".", ".."}


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # no file can have such a name
        return False


def _located(parts: Sequence[str], root: Path) -> Path:
    """Return the file or folder of a module: below the root, in its src/, or where Python has it."""
    for folder in (root, root / "src"):
        if found := imports.module(folder, parts):
            return found
    spec = None
    with suppress(ImportError, ValueError):
        spec = find_spec(parts[0])
    for place in (spec and spec.submodule_search_locations) or ():
        if found := imports.module(Path(place), parts[1:]):
            return found
    if spec and spec.origin and spec.origin.endswith(".py") and not parts[1:]:
        return Path(spec.origin)
    is_known = spec or any(imports.module(folder, parts[:1]) for folder in (root, root / "src"))
    missing = ".".join(parts) if is_known else parts[0]
    raise UsageError(f"there is no module called {missing!r}", hint=_HINT)


def dotted(path: Path, folder: Path) -> str:
    """Return the dotted name that a module or a folder has below a folder; it may be empty."""
    name = ".".join(path.relative_to(folder).parts).removesuffix(".py")
    return "" if name == "__init__" else name.removesuffix(".__init__")


def package_root(folder: Path) -> Path | None:
    """Return where the outermost package lies that a folder is in, or None where it is in none.

    A folder without `__init__.py` that lies in a package belongs to it.
    """
    found = None
    for outer in (folder, *folder.parents):
        if (outer / "__init__.py").is_file():
            found = outer.parent
        elif not outer.name.isidentifier():
            break
    return found


def modules(top: Path) -> Iterator[Path]:
    """Yield the modules below a folder, in order."""
    for folder, inner, names in os.walk(top):
        inner[:] = sorted(
            name
            for name in inner
            if not _LEFT_OUT.fullmatch(name)
            and not any(Path(folder, name, sign).exists() for sign in _SIGNS)
        )
        for name in sorted(names):
            if name.endswith(".py") and not _LEFT_OUT.fullmatch(name.removesuffix(".py")):
                yield Path(folder, name)
