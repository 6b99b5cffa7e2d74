"""A Django project beside a README: where it is, and its page in the portfolio.

The page shows the diagram of each schema, leads to the reference, and names the commands that run
the project, its own among them. Its files are read, never run.
"""

import ast
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from nexus.pages import markdown

_MANAGE = "manage.py"
_SKIPPED = {
    *("node_modules", "venv", "env", "__pycache__", "site-packages", "static", "staticfiles"),
    *("media", "frontend", "site", "dist", "build"),
}
_MOST_DEPTH = 6
_REQUIREMENTS = ("requirements.txt", "requirements/base.txt", "requirements/development.txt")
_COMPOSE = ("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml")


def find(folder: Path) -> Path | None:
    """Return the Django project in a folder: the folder itself, or the first in it; None for none."""
    if (folder / _MANAGE).is_file():
        return folder
    try:
        inside = sorted(path for path in folder.iterdir() if _is_own(path))
    except OSError:
        return None
    named = sorted(inside, key=lambda path: path.name.lower() != "backend")
    return next((path for path in named if (path / _MANAGE).is_file()), None)


def _is_own(path: Path) -> bool:
    hidden = path.name.startswith(".") or path.name.lower() in _SKIPPED
    return path.is_dir() and not path.is_symlink() and not hidden


def files(folder: Path) -> Iterator[Path]:
    """Yield the Python and SQL files of a folder that are its own, in order."""
    for where, folders, names in os.walk(folder):
        depth = len(Path(where).relative_to(folder).parts)
        folders[:] = sorted(f for f in folders if depth < _MOST_DEPTH and _is_own(Path(where, f)))
        for name in sorted(names):
            path = Path(where, name)
            if path.suffix in {".py", ".sql"} and path.is_file() and not path.is_symlink():
                yield path


def page(folder: Path, shown: str, schemas: Sequence[str], repository: str = "") -> str:
    """Return the page of a project in `folder`, which commands name as `shown`.

    `repository` is the address of what it is in, where that is not the portfolio's own.
    """
    diagrams = [
        f"## {markdown.text(name)}\n\n```erd\nschema: {name}\ncolumns: keys\n```\n\n"
        f"[Every table of {markdown.text(name)}](schema/{name}/index.md)"
        for name in schemas
    ]
    parts = ["# Back end", "The models of the Django project, and the commands that run it."]
    return "\n\n".join([*parts, *diagrams, _commands(folder, shown, repository)]) + "\n"


def _commands(folder: Path, shown: str, repository: str) -> str:
    place = "/".join([*repository.split("/")[-1:], shown]) if repository else shown
    lines = [f"git clone {repository}"] if repository else []
    lines += [f"cd {place.removesuffix('/.')}"] if place not in {"", "."} else []
    asked = next((name for name in _REQUIREMENTS if (folder / name).is_file()), "")
    lines += [f"pip install -r {asked}"] if asked else []
    if any((folder / name).is_file() for name in _COMPOSE):
        lines.append("docker compose up -d")
    lines += ["python manage.py migrate", "python manage.py runserver"]
    block = "\n".join(lines)
    text = f"## Commands\n\n```bash\n{block}\n```"
    rows = [(markdown.name(name), markdown.text(told)) for name, told in _own(folder)]
    table = markdown.table(("Command of its own", "What it does"), rows)
    return f"{text}\n\n{table}" if table else text


def _own(folder: Path) -> Iterator[tuple[str, str]]:
    """Give the management commands of a project, with the help that each has."""
    found = {
        file.stem: file
        for file in files(folder)
        if file.parts[-3:-1] == ("management", "commands") and not file.name.startswith("_")
    }
    for name, file in sorted(found.items()):
        yield name, _help(file)


def _help(file: Path) -> str:
    """What the attribute `help` of a command says, or the first line of its module's docstring."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return ""
    for node in ast.walk(tree):
        is_help = isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "help" for target in node.targets
        )
        if is_help and isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            return str(node.value.value)
    return (ast.get_docstring(tree) or "").partition("\n")[0]
