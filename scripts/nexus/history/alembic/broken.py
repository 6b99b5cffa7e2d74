"""Scripts that cannot be imported, such as for a package that is not installed: revisions that fail.

Where such a script stands is known from its text; the error is raised when it is to run.
"""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from alembic import util

from nexus.core import processes

_NAMES = {"revision", "down_revision", "branch_labels", "depends_on"}


@contextmanager
def borne() -> Iterator[None]:
    """Let Alembic go on where the file of a revision cannot be imported."""
    load = util.load_python_file

    def tried(dir_: Any, filename: Any) -> ModuleType:
        try:
            return load(dir_, filename)
        except processes.ENDS:
            raise
        except BaseException as error:  # the user's code, which may even leave Python
            facts = _facts(Path(dir_, filename))
            if "revision" not in facts:
                raise
            return _module(filename, facts, error)

    util.load_python_file = tried
    try:
        yield
    finally:
        util.load_python_file = load


def _facts(file: Path) -> dict[str, Any]:
    """What the text of a script says of its place among the others, as plain values."""
    try:
        body = ast.parse(file.read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return {}
    found = {"__doc__": ast.get_docstring(ast.Module(body, []))}
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names = {each.id for each in targets if isinstance(each, ast.Name)} & _NAMES
        try:
            found |= {name: ast.literal_eval(node.value) for name in names}  # type: ignore[attr-defined]
        except ValueError:  # it is computed
            return {}
    return found


def _module(name: str, facts: dict[str, Any], error: BaseException) -> ModuleType:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    module = ModuleType(Path(name).stem)
    vars(module).update(dict.fromkeys(_NAMES), **facts, upgrade=fail, downgrade=fail)
    return module
