"""What passes between the program and the process that reads models of Django."""

import msgspec

from nexus.schema.model import Schema
from nexus.sources.errors import Failure


class Order(msgspec.Struct, frozen=True):
    """What to read: a project by the name of its `settings`, or modules without any.

    `path` is what was named; of a project it limits what is read to what lies below it, and is
    empty if all of it is meant. `name` is the label of an app, or the alias of a database. `folders`
    are those to import from, `files` the modules to import where there are no settings, and `own`
    what counts as the user's code.
    """

    settings: str
    path: str
    name: str
    folders: tuple[str, ...]
    files: tuple[str, ...]
    own: tuple[str, ...]


class Answer(msgspec.Struct):
    """What was read, and from what: the files and the variables, and if that is all there is to ask.

    `warnings` are lines about models that were left out, `notes` about what has no part in them.
    """

    schema: Schema = msgspec.field(default_factory=lambda: Schema(""))
    modules: list[str] = []
    warnings: list[str] = []
    notes: list[str] = []
    paths: list[str] = []
    variables: list[str] = []
    complete: bool = True
    failure: Failure | None = None
