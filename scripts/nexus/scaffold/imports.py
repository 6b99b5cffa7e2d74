"""The packages that models import, as pip names them: what else a machine needs to read them."""

import ast
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from nexus.scaffold import backend

# Wherever the generator reads models, these are there.
_BROUGHT = {"django", "project-nexus", "psycopg", "sqlalchemy"}
_MODELS = "models"


def packages(root: Path, settings: Iterable[str]) -> list[str]:
    """Return the packages that the models which `settings` name below `root` import, in order.

    Only packages of this machine are known by their names; of a Django project only the modules
    of models are read.
    """
    names = {name for each in settings for file in _files(root / each) for name in _imported(file)}
    own = {part for file in backend.files(root) for part in _own(file, root)}
    outside = names - own - set(sys.stdlib_module_names)
    known = packages_distributions() if outside else {}
    found = {dist.lower() for name in outside for dist in known.get(name, ())}
    return sorted(found - _BROUGHT)


def _own(file: Path, root: Path) -> tuple[str, ...]:
    return (*file.relative_to(root).parts, file.stem)


def _files(path: Path) -> Iterator[Path]:
    """Give the Python files of models at a path."""
    if path.is_file():
        yield path
        return
    is_django = backend.find(path) == path
    for file in backend.files(path):
        is_models = _MODELS in {file.stem, file.parent.name}
        if file.suffix == ".py" and (is_models or not is_django):
            yield file


def _imported(file: Path) -> Iterator[str]:
    """Give the names of the packages that the statements of a file import."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
