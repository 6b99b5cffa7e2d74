"""What of a history a path names: Alembic's configuration or scripts, or a project of Django."""

import os
import tomllib
from pathlib import Path

from nexus.core.errors import UsageError
from nexus.history.order import Order
from nexus.sources.database import address
from nexus.sources.django import project

_INI = "alembic.ini"
_HINT = "name alembic.ini, the folder of the revisions, or manage.py"


def order(text: str, root: Path) -> Order:
    """Return what to execute for a path as typed in a folder; an empty one is looked for there.

    Raises UsageError where there is nothing, or more than one thing, of that kind.
    """
    if not text:
        return _only(root)
    path = Path(os.path.normpath(root / text))
    if not path.exists():
        raise UsageError("there is no such file", text, _HINT)
    if address.is_sql(path):
        what = "this is what Alembic writes offline: it goes one way, and has no revisions"
        raise UsageError(what, text, f"{_HINT}; `nexus diff` reads files of SQL")
    if found := _alembic(path) or _django(path):
        return found
    raise UsageError("there are no revisions of Alembic or Django", text, _HINT)


def _only(root: Path) -> Order:
    folders = (root, *sorted(each for each in root.iterdir() if each.is_dir()))
    scripts = next(filter(None, (_configured(folder) for folder in folders)), None)
    found = [each for each in (scripts, _django(root)) if each is not None]
    if len(found) == 1:
        return found[0]
    what = "there are revisions of Alembic and of Django" if found else "there are no revisions"
    raise UsageError(what, hint=_HINT)


def _alembic(path: Path) -> Order | None:
    if path.is_dir():
        return _configured(path) or _scripts(path)
    if path.suffix in {".ini", ".cfg", ".toml"}:
        return Order("alembic", str(path), str(path.parent))
    return None


def _configured(folder: Path) -> Order | None:
    """What is configured in a folder: by a file of its own, or by a table of pyproject.toml."""
    if (folder / _INI).is_file():
        return Order("alembic", str(folder / _INI), str(folder))
    file = beside(folder / _INI)
    return Order("alembic", str(file), str(folder)) if file else None


def beside(configuration: Path) -> Path | None:
    """Return the pyproject.toml beside a configuration, if it has a table of Alembic."""
    file = configuration.with_name("pyproject.toml")
    try:
        tool = tomllib.loads(file.read_text("utf-8")).get("tool", {}) if file.is_file() else {}
    except (OSError, ValueError):  # it is read by others, who say so
        return None
    return file if "alembic" in tool else None


def _scripts(folder: Path) -> Order | None:
    """A folder of revisions, or one that has a folder of them."""
    for place in (folder / "versions", folder):
        if place.is_dir() and any("down_revision" in _text(file) for file in place.glob("*.py")):
            return Order("alembic", str(folder), str(folder))
    return None


def _django(path: Path) -> Order | None:
    manage = project.manage(path) if path.is_dir() else path
    if manage is None or manage.name != "manage.py":
        return None
    found = project.order(manage, "", os.environ)
    return Order("django", str(manage), str(manage.parent), found)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""
