"""What a database of the examples is made of, as plain data."""

from dataclasses import dataclass
from pathlib import Path

# What a role starts from on any server, so that an example gives the same everywhere.
SETTINGS = {
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # ANALYZE reads 300 times as many rows: all of half a million, so it estimates alike each time.
    "default_statistics_target": "2000",
}


@dataclass(frozen=True)
class Script:
    """SQL to run as the owner of a new database, in one transaction.

    `file` is the file of the text, for messages. With `schema`, it runs in that PostgreSQL schema,
    made if missing; `dataset` is the value of `current_setting('nexus.dataset')`.
    """

    text: str
    file: Path
    schema: str = ""
    dataset: str = ""


@dataclass(frozen=True)
class Fixture:
    """How a database is made: its name, such as `airbnb:small`, and its scripts in order."""

    name: str
    scripts: tuple[Script, ...] = ()
