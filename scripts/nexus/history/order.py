"""What passes between the program and the process that executes revisions, each a line of JSON."""

from typing import Literal

import msgspec

from nexus.schema.model import Schema
from nexus.schema.timeline import Revision
from nexus.sources import errors
from nexus.sources.django.order import Order as Project


class Order(msgspec.Struct, frozen=True):
    """What to execute: a file or a folder of Alembic, or a project of Django (`project`).

    `base` is SQL that makes what was there before the first revision, `models` the MODELS to compare
    with where env.py names none. `address` is libpq's address of a server and of an empty database
    in it, `database`.
    """

    kind: Literal["alembic", "django"]
    path: str
    folder: str
    project: Project | None = None
    base: str = ""
    models: str = ""
    address: str = ""
    database: str = ""


class Failure(errors.Failure, frozen=True, tag=True):
    """Why nothing can be executed."""


class Planned(msgspec.Struct, frozen=True):
    """A revision before it runs, and a hash of all that it is made of."""

    revision: Revision
    digest: str


class Plan(msgspec.Struct, frozen=True, tag=True):
    """All revisions, in the order in which they run, and the schema that is there before them."""

    planned: tuple[Planned, ...]
    before: Schema


class Start(msgspec.Struct, frozen=True):
    """The answer to a plan: how many of its revisions the database has, and how many are known.

    What is known and not there only goes up.
    """

    done: int = 0
    known: int = 0


class Ran(msgspec.Struct, frozen=True, tag=True):
    """A revision that has been executed."""

    revision: Revision


class End(msgspec.Struct, frozen=True, tag=True):
    """What is known after the last revision: the schema of the models, and remarks.

    `apart` are the ids of the tables that are not held against the models.
    """

    models: Schema | None
    remarks: tuple[str, ...]
    apart: tuple[str, ...] = ()


Message = Failure | Plan | Ran | End
