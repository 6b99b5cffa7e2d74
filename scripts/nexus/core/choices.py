"""What the command and the fences let an author choose from, in a place that is quick to import."""

from typing import Literal, get_args

Columns = Literal["all", "keys", "none"]
COLUMN_CHOICES: tuple[str, ...] = get_args(Columns)
Direction = Literal["auto", "right", "down"]
DIRECTIONS: tuple[str, ...] = get_args(Direction)

POSTGRESQL = "postgresql"
# What a `Schema` is exported to; of DDL, SQLAlchemy's models have other dialects as well.
FORMATS = ("json", "tbls", "dbml", "mermaid", "plantuml", POSTGRESQL)
DDL = "ddl"
# What a comparison of two schemas is told in.
DIFF_FORMATS = ("text", "markdown", "json", "svg")
# What a history is told in.
HISTORY_FORMATS = ("text", "json")
# What of git a history of versions may be of.
GIT_HISTORIES = ("commits", "weeks", "tags")
# What was found against the rules is told in.
LINT_FORMATS = ("text", "json", "sarif")
# The ways between two tables are told in.
PATH_FORMATS = ("text", "json", "svg")
