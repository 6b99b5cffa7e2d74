"""What of Django a MODELS names, found without importing it.

That is a project (its folder or its manage.py), a folder or a file of one, an app's label where a
project lies in the working directory, or modules of models without a project.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from nexus.core.errors import UsageError
from nexus.sources.django.order import Order
from nexus.sources.target import modules, package_root

_MANAGE = "manage.py"
_VARIABLE = "DJANGO_SETTINGS_MODULE"
_DEPTHS = ("", "[!.]*/", "[!.]*/[!.]*/")
_USES = re.compile(r"^[ \t]*(?:from|import)[ \t]+django\b", re.MULTILINE)
_MODELS = re.compile(
    r"^[ \t]*from[ \t]+django\.(?:contrib\.gis\.)?db[ \t]+import\b.*\bmodels\b"
    r"|^[ \t]*(?:from|import)[ \t]+django\.(?:contrib\.gis\.)?db\.models\b"
    r"|^[ \t]*from[ \t]+django\.contrib\.auth\.(?:models|base_user)[ \t]+import\b",
    re.MULTILINE,
)
# Where settings lie that no manage.py names, the likeliest first.
_SETTINGS = ("settings", "dev", "development", "local", "base", "common", "production", "prod")


def manage(folder: Path) -> Path | None:
    """Return the manage.py of a project in a folder, or the only one in the folders below it."""
    found = _manages(folder)
    return found[0] if len(found) == 1 else None


def _manages(folder: Path) -> list[Path]:
    """Return those that are the nearest below a folder."""
    for below in _DEPTHS:
        found = [file for file in sorted(folder.glob(f"{below}{_MANAGE}")) if _is_manage(file)]
        if found:
            return found
    return []


def _is_manage(file: Path) -> bool:
    return file.is_file() and "django" in _text(file).lower()


def uses(path: Path) -> bool:
    """Tell whether a file, or a module of models below a folder, is about Django."""
    if path.is_file():
        return bool(_USES.search(_text(path)))
    return bool(_manages(path) or _files(path))


def order(path: Path, name: str, environment: Mapping[str, str]) -> Order:
    """Return what to read for a file or a folder.

    Raises UsageError where there are several projects, or one does not say where its settings are.
    """
    several = _manages(path)[1:] if path.is_dir() else []
    if several:
        names = (os.path.relpath(file.parent, path) for file in _manages(path))
        hint = f"name one of them: {', '.join(names)}"
        raise UsageError("there is more than one project of Django", str(path), hint)
    own = _enclosing(path) if path.name != _MANAGE else path
    below = manage(path) if path.is_dir() else None
    project = below or own
    if project is None:
        return _without_settings(path, name, environment)
    is_whole = project in {below, path}
    try:
        return _of_project(project, "" if is_whole else str(path), name, environment)
    except UsageError:
        # Settings that hold secrets may not be among the files; the models are.
        bare = _without_settings(project.parent if is_whole else path, name, environment)
        if not bare.files:
            raise
        return bare


def labelled(label: str, root: Path, environment: Mapping[str, str]) -> Order | None:
    """Return what to read for the label of an app, or None where no project lies in the folder."""
    project = manage(root)
    if project is not None:
        return _of_project(project, "", label, environment)
    given = environment.get(_VARIABLE, "")
    return Order(given, "", label, (str(root),), (), (f"{root}{os.sep}",)) if given else None


def _enclosing(path: Path) -> Path | None:
    """Return the manage.py of the project that a path lies in."""
    found = (folder / _MANAGE for folder in path.parents)
    return next(filter(_is_manage, found), None)


def _of_project(project: Path, path: str, name: str, environment: Mapping[str, str]) -> Order:
    root = project.parent.resolve()
    usual = (root / inner for inner in ("apps", "src", "src/apps"))
    folders = [root, *_told(project), *(folder for folder in usual if folder.is_dir())]
    # A manage.py that stands within its package has its apps beside that.
    outer = [found] if (found := package_root(root)) else []
    settings = _settings(project, [*outer, *folders], environment)
    names = tuple(map(str, dict.fromkeys((*folders, *outer))))
    files = tuple(map(str, _below(Path(path)))) if path else ()
    return Order(settings, path, name, names, files, (f"{(*outer, root)[0]}{os.sep}",))


def settings(order: Order) -> Iterator[str]:
    """Yield the modules that may be the settings of a project: what was found first, then others."""
    yield order.settings
    yield from (name for name in _candidates(Path(order.folders[0])) if name != order.settings)


def without(order: Order) -> Order:
    """Return what to read of a project whose settings are of no use: its modules of models."""
    files = order.files or tuple(map(str, _below(Path(order.folders[0]))))
    return replace(order, settings="", path=order.path or order.folders[0], files=files)


def _told(project: Path) -> list[Path]:
    """Return the folders that manage.py adds to Python's path, as far as they are written there."""
    root = project.parent.resolve()
    lines = [line for line in _text(project).splitlines() if "sys.path" in line]
    parts = (re.findall(r"[\"']([\w./-]+)[\"']", line) for line in lines)
    return [folder for found in parts if found and (folder := root.joinpath(*found)).is_dir()]


def _settings(project: Path, folders: Iterable[Path], environment: Mapping[str, str]) -> str:
    """Return the module of a project's settings.

    The environment decides where it names one of the project's; else manage.py says so, or else it
    is the module that has INSTALLED_APPS.
    """
    root = project.parent
    told = re.findall(rf"{_VARIABLE}\W+?[\"']([\w.]+)[\"']", _text(project))
    told += re.findall(r"[\"'](\w+(?:\.\w+)*\.settings(?:\.\w+)*|settings)[\"']", _text(project))
    for module in filter(None, (environment.get(_VARIABLE, ""), *told)):
        if any(_is_module(folder.joinpath(*module.split("."))) for folder in folders):
            return str(module)
    if found := _candidates(root):
        return found[0]
    hint = f"set {_VARIABLE} to the module of the settings"
    raise UsageError("no settings of this project are to be found", str(project), hint)


def _candidates(root: Path) -> list[str]:
    """Return the modules of a project that may be its settings, the likeliest first."""
    found = [file for file in modules(root) if "INSTALLED_APPS" in _text(file)]
    found.sort(key=lambda file: (_likely(file), len(file.parts), str(file)))
    names = (file.relative_to(root).with_suffix("").parts for file in found)
    return [".".join(parts).removesuffix(".__init__") for parts in names]


def _likely(file: Path) -> int:
    return _SETTINGS.index(file.stem) if file.stem in _SETTINGS else len(_SETTINGS)


def _is_module(path: Path) -> bool:
    return path.is_dir() or path.with_suffix(".py").is_file()


def _without_settings(path: Path, name: str, environment: Mapping[str, str]) -> Order:
    files = _below(path)
    tops = dict.fromkeys(package_root(file.parent) or file.parent for file in files)
    here = Path.cwd()
    outer = (f for f in path.parents if f.is_relative_to(here))
    folders = [*tops, *outer, *([] if here in tops else [here])]
    own = dict.fromkeys(map(_outermost, files or [path]))
    given = environment.get(_VARIABLE, "")
    if given and any(_is_module(folder.joinpath(*given.split("."))) for folder in folders):
        files = []
    names = tuple(map(str, dict.fromkeys(folders)))
    return Order(
        given if not files else "", str(path), name, names, tuple(map(str, files)), tuple(own)
    )


def _outermost(file: Path) -> str:
    """Return the folder of the outermost package that a module lies in, or else its own."""
    root = package_root(file.parent)
    folder = file.parent if root is None else root / file.relative_to(root).parts[0]
    return f"{folder}{os.sep}"


def _below(path: Path) -> list[Path]:
    return [path] if path.is_file() else _files(path)


def _files(folder: Path) -> list[Path]:
    """Return the modules of models below a folder: those called so, or all that use Django's."""
    found = [file for file in modules(folder) if _MODELS.search(_text(file))]
    named = [file for file in found if _is_named(file, folder)]
    return named or found


def _is_named(file: Path, folder: Path) -> bool:
    parts: Iterator[str] = iter(file.relative_to(folder.parent).with_suffix("").parts)
    return any(part == "models" for part in parts)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
