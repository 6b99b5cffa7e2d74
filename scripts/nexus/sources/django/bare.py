"""Modules of models without settings: what they need is configured, and the apps registered."""

import ast
import re
import sys
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

from nexus.sources.target import dotted, package_root

# As `django-admin startproject` has it.
_DEFAULTS = {"DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField", "USE_TZ": True}
_GIS = "django.contrib.gis"
_USERS = {"AbstractUser", "AbstractBaseUser"}


class Modules:
    """The names of modules of models, by file, and the labels of their apps."""

    def __init__(self, files: Sequence[Path], path: Path) -> None:
        self._labels: dict[str, str] = {}
        self._folder = path if path.is_dir() else path.parent
        self.names = {file: self._name(file) for file in files}

    def _name(self, file: Path) -> str:
        root = package_root(file.parent)
        if root is None:
            folder = file.parent
            package = _identifier(folder.name)
            if package in sys.stdlib_module_names or package in sys.modules:
                package += "_models"
            _stand(package, folder)
            name = f"{package}.{file.stem}"
            is_models = file.stem == "models" or folder == self._folder
            self._labels[name] = _identifier(folder.name if is_models else file.stem)
        else:
            name = dotted(file, root)
            if "." not in name:
                self._labels[name] = _identifier(name)
        return name

    def label(self, module: str) -> tuple[str, str]:
        """Return the name and the label of the app that a module belongs to."""
        package = module.rpartition(".")[0] or module
        if module in self._labels:
            return package, self._labels[module]
        parts = module.split(".")
        if "models" in parts[1:]:
            parts = parts[: parts.index("models", 1)]
        elif len(parts) > 1 and not hasattr(sys.modules.get(module), "__path__"):
            parts = parts[:-1]
        return ".".join(parts), parts[-1]


def _identifier(name: str) -> str:
    made = re.sub(r"\W", "_", name)
    return made if made.isidentifier() else f"_{made}"


def _stand(package: str, folder: Path) -> None:
    """Let a package stand for a folder without `__init__.py`."""
    spec = ModuleSpec(package, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    sys.modules[package] = module_from_spec(spec)


def defaults(modules: Modules) -> dict[str, Any]:
    """Return the settings that the modules need: who the user is, if one of them says so."""
    found = dict(_DEFAULTS)
    for file, name in modules.names.items():
        tree = _parsed(file)
        if any(each.startswith(_GIS) for each in _imported(tree)):
            found["INSTALLED_APPS"] = [_GIS]
        if user := _user(tree):
            found.setdefault("AUTH_USER_MODEL", f"{modules.label(name)[1]}.{user}")
    return found


def _parsed(file: Path) -> ast.Module:
    try:
        return ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):  # told when it is imported
        return ast.Module([], [])


def _imported(tree: ast.Module) -> Iterable[str]:
    return (node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom))


def _user(tree: ast.Module) -> str:
    """Return the name of the first class of a module that is meant to be the user."""
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return next((c.name for c in classes if _USERS & set(_bases(c)) and not _is_abstract(c)), "")


def _bases(declared: ast.ClassDef) -> Iterable[str]:
    return (ast.unparse(base).rpartition(".")[2] for base in declared.bases)


def _is_abstract(declared: ast.ClassDef) -> bool:
    metas = (n for n in declared.body if isinstance(n, ast.ClassDef) and n.name == "Meta")
    return any("abstract = True" in ast.unparse(meta) for meta in metas)
