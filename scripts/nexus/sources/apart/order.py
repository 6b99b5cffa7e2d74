"""What passes between the program and a process that reads MODELS."""

import msgspec

from nexus.schema.model import Schema
from nexus.sources.errors import Failure


class Order(msgspec.Struct, frozen=True):
    """What to read, as typed in the folder that the process starts in.

    `engine` is what starts a PostgreSQL for SQL files, as `module:function`.
    """

    models: str
    engine: str
    strict: bool = False


class Answer(msgspec.Struct):
    """The schema, lines about what was left out of it, or why there is none.

    `paths` and `variables` are what it was read from, if they are all of that: it is `complete`.
    """

    schema: Schema | None = None
    warnings: list[str] = []
    notes: list[str] = []
    failures: list[Failure] = []
    paths: list[str] = []
    variables: list[str] = []
    complete: bool = False
