"""What of databases a MODELS names: an address, a file or a folder of SQL, a file of SQLite."""

import re
from pathlib import Path

_URL = re.compile(r"[a-zA-Z][\w+.-]*://|sqlite:")
_MAGIC = b"SQLite format 3\0"
_SQL = "*.[sS][qQ][lL]"
# What Diesel and Prisma call the file of a migration in its folder.
_STEPS = {"up.sql", "migration.sql"}
# What undoes a migration, beside the file that does it.
_UNDOES = re.compile(
    r"(?:.*[._-])?(?:down|undo|rollback|revert)\.sql|U\d[\d._]*__.*", re.IGNORECASE
)


def is_url(text: str) -> bool:
    """Tell whether a text is the address of a database, such as `postgresql://host/name`."""
    return bool(_URL.match(text))


def is_sql(path: Path) -> bool:
    """Tell whether a path is a file of SQL, or a folder that holds some and no Python."""
    if path.is_file():
        return path.suffix.lower() == ".sql"
    found = files(path)
    # A folder of folders may be a whole project.
    held = path.glob("*.py") if found and found[0].parent == path else path.rglob("*.py")
    return bool(found) and not any(held)


def files(path: Path) -> list[Path]:
    """Return the SQL files that a path names, in the order of their names, numbers by their value.

    Those of a folder are the steps in the folders of its migrations, or else its own, or else those
    in its folders; what undoes a step is none of them.
    """
    if path.is_file():
        return [path]
    found = [file for below in (_SQL, f"*/{_SQL}") for file in path.glob(below) if file.is_file()]
    steps = [file for file in found if file.parent != path and file.name in _STEPS]
    chosen = steps or [file for file in found if file.parent == path] or found
    done = [file for file in chosen if not _UNDOES.fullmatch(file.name)]
    return sorted(done, key=lambda file: [_natural(part) for part in file.relative_to(path).parts])


def _natural(name: str) -> list[tuple[int, str]]:
    name = re.sub(r"^(\d{4})-(\d\d)-(\d\d)-(?=\d)", r"\1\2\3", name)  # a moment is one number
    return [(int(part or 0) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", name)]


def is_named(text: str) -> bool:
    """Tell whether a text can only be the name of a file of SQL or of a database."""
    return Path(text).suffix.lower() in {".sql", ".sqlite", ".sqlite3", ".db"}


def is_sqlite(path: Path) -> bool:
    """Tell whether a path is a file of SQLite."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False
