"""What of databases a MODELS names: an address, a file or a folder of SQL, a file of SQLite."""

import re
from pathlib import Path

_URL = re.compile(r"[a-zA-Z][\w+.-]*://|sqlite:")
_MAGIC = b"SQLite format 3\0"


def is_url(text: str) -> bool:
    """Tell whether a text is the address of a database, such as `postgresql://host/name`."""
    return bool(_URL.match(text))


def is_sql(path: Path) -> bool:
    """Tell whether a path is a file of SQL, or a folder that holds some and no Python."""
    if path.is_file():
        return path.suffix.lower() == ".sql"
    return bool(files(path)) and not any(path.glob("*.py"))


def files(path: Path) -> list[Path]:
    """Return the SQL files that a path names, in the order of their names, numbers by their value."""
    if path.is_file():
        return [path]
    found = (file for file in path.glob("*.[sS][qQ][lL]") if file.is_file())
    return sorted(found, key=lambda file: _natural(file.name))


def _natural(name: str) -> list[tuple[int, str]]:
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
