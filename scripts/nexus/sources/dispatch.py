"""Which source each MODELS names, and the schemas that the sources give.

MODELS is looked at in this order: the address of a database, a file or folder of SQL or of SQLite,
something of Django, and else modules of SQLAlchemy. What is named is found without importing it; the
room of a source is imported when it is read.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, Unpack

from nexus.core.errors import Errors, MachineError, NexusError, UsageError
from nexus.sources import target
from nexus.sources.database import address
from nexus.sources.database.engine import Engine, missing
from nexus.sources.django import project
from nexus.sources.django.order import Order
from nexus.sources.inputs import Inputs, noted
from nexus.sources.reading import Reading
from nexus.sources.target import Target

Reader = Callable[..., Reading]


@dataclass(frozen=True)
class Entry:
    """One MODELS as typed: a target for SQLAlchemy, or what reads another source.

    `path` is what lies on the disk of it. One that is only `guessed` may turn out to be nothing.
    """

    text: str
    path: Path | None = None
    target: Target | None = None
    reader: Reader | None = None
    guessed: bool = False

    @property
    def is_known(self) -> bool:
        """Tell whether there is anything of a source in it."""
        return self.target is None or bool(self.target.modules) or not self.guessed


class Ways(TypedDict, total=False):
    """How MODELS are read: `strict` lets nothing be left out.

    `engine` starts the PostgreSQL that SQL files are executed on, and `dialect` is that of
    SQLAlchemy in which its models are spelt, PostgreSQL's where it is empty.
    """

    strict: bool
    engine: Engine
    dialect: str


@dataclass
class Found:
    """What sources gave: schemas, and lines about what they left out."""

    readings: list[Reading] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def entry(models: str, root: Path, inputs: Inputs, *, guessed: bool = False) -> Entry:
    """Return the source that `models` names, as typed in the folder `root`.

    Raises UsageError where there is no such thing.
    """
    if address.is_url(models):
        return Entry(models, None, None, _database(models, root), guessed)
    text, name = target.split(models, root)
    path = target.place(text, root)
    # A folder that is only called so may hold queries, as those of dbt.
    if path is not None and address.is_sql(path) and not guessed:
        inputs.paths.update(map(str, address.files(path)))
        return Entry(models, path, None, _scripts(path, text, root), guessed)
    if path is not None and address.is_sqlite(path):
        return Entry(models, path, None, _database(path, root), guessed)
    try:
        found = target.parse(models, root, inputs, guessed=guessed)
    except UsageError:
        # Not before: shop.db may be a module as well.
        if path is None and address.is_named(text):
            hint = "check the path of MODELS"
            raise UsageError("there is no such file", text, hint) from None
        order = project.labelled(text, root, os.environ) if text.isidentifier() else None
        if order is None:
            raise
        return Entry(models, Path(order.folders[0]), None, _django(order, models, root), guessed)
    if _is_django(found):
        order = project.order(found.path, name, os.environ)
        return Entry(models, found.path, None, _django(order, models, root), guessed)
    return Entry(models, found.path, found, None, guessed)


def _is_django(found: Target) -> bool:
    """Whether a target is about Django; modules of SQLAlchemy beside a project decide by their own."""
    if found.path.is_dir() and project.manage(found.path) == found.path / "manage.py":
        return True
    return not found.users and project.uses(found.path)


def _django(order: Order, typed: str, root: Path) -> Reader:
    def read(inputs: Inputs, **_: object) -> Reading:
        from nexus.sources.django import reader

        return reader.read(order, typed, root, inputs)

    return read


def _scripts(path: Path, typed: str, root: Path) -> Reader:
    def read(inputs: Inputs, *, engine: Engine, **_: object) -> Reading:
        from nexus.sources.database import scripts

        inputs.paths.update(map(str, (path, *address.files(path))))
        return scripts.read(path, typed, root, engine)

    return read


def _database(named: str | Path, root: Path) -> Reader:
    def read(inputs: Inputs, **_: object) -> Reading:
        from nexus.sources.database import live

        inputs.complete = False  # it may say something else at any time
        return live.read(named, root)

    return read


def read(
    entries: Iterable[Entry],
    inputs: Inputs,
    **ways: Unpack[Ways],
) -> Found:
    """Return the schemas of all entries, those of SQLAlchemy first.

    Raises NexusError where the user's own code fails, and UsageError where there is no schema; of
    an entry that was only guessed this is said in a note.
    """
    given, found = list(entries), Found()
    if targets := [each.target for each in given if each.target is not None]:
        _read_targets(targets, found, inputs, ways)
    for each in given:
        if each.reader is None:
            continue
        try:
            made = each.reader(inputs, engine=ways.get("engine", missing))
        except (UsageError, MachineError) as error:
            if not each.guessed:
                raise
            found.notes.append(str(error))
            continue
        if ways.get("strict") and made.warnings:
            raise Errors(map(NexusError, made.warnings))
        found.readings.append(made)
        found.warnings += made.warnings
        found.notes += made.notes
    return found


def _read_targets(targets: Sequence[Target], found: Found, inputs: Inputs, ways: Ways) -> None:
    # SQLAlchemy takes a third of a second to import: only now is it needed.
    from nexus.sources.sqlalchemy import loader, reader, spelling

    strict = ways.get("strict", False)
    with spelling.spelt(ways.get("dialect", "")):
        models, left_out = loader.load_all(targets, inputs, strict=strict)
        found.readings += map(reader.reading, models)
    found.warnings += left_out


def one(models: str, inputs: Inputs, **ways: Unpack[Ways]) -> tuple[Reading, Found]:
    """Return the one schema that `models` names, as typed in the working directory, and the rest.

    Raises as `read` does, and UsageError where the choice is not clear.
    """
    with noted(inputs):
        meant = entry(models, Path.cwd(), inputs)
    found = read([meant], inputs, **ways)
    if len(found.readings) > 1:
        names = ", ".join(reading.typed for reading in found.readings)
        raise UsageError("there is more than one MetaData", models, f"choose from: {names}")
    return found.readings[0], found
