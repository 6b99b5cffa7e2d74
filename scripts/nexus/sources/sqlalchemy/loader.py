"""Loads models: from MODELS, as a user types it, to each MetaData that the modules hold.

The modules are imported, what they hold is found, and each MetaData gets the name of its schema.
"""

import ast
import re
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table

from nexus.core.errors import NexusError, UsageError
from nexus.schema.model import Source
from nexus.sources import naming
from nexus.sources.inputs import Inputs
from nexus.sources.naming import Home
from nexus.sources.sqlalchemy import choice, declarations, importer, mapped
from nexus.sources.sqlalchemy.choice import Candidate
from nexus.sources.target import Target, parse


@dataclass(frozen=True)
class Models:
    """A MetaData, what its schema is called, and what its module says of itself (`docstring`).

    `sources` is each table's place, `home` where they all are, and `typed` what to type for this
    MetaData. `warnings` tell what was left out and `inputs` what was read of all that was loaded.
    """

    name: str
    metadata: MetaData
    docstring: str = ""
    sources: Mapping[Table, Source] = field(default_factory=dict)
    home: Home = field(default_factory=Home)
    typed: str = ""
    warnings: Sequence[str] = ()
    inputs: Inputs = field(default_factory=Inputs)

    @property
    def description(self) -> str:
        """The first paragraph of the docstring, on one line."""
        return " ".join(re.split(r"\n\s*\n", self.docstring.strip(), maxsplit=1)[0].split())


def load(models: str, *, strict: bool = False) -> Models:
    """Return the one MetaData that `models` names, as typed in the working directory.

    A module of a folder that cannot be imported is left out, unless `strict`. Raises UsageError
    where the module, file or name is not there or the choice is not clear, and NexusError with
    `file:line` of the user's own code where importing it fails.
    """
    inputs = Inputs()
    found, _ = load_all([parse(models, Path.cwd(), inputs)], inputs, strict=strict)
    if len(found) > 1:
        names = ", ".join(one.typed for one in found)
        raise UsageError("there is more than one MetaData", models, f"choose from: {names}")
    return found[0]


def load_all(
    targets: Sequence[Target], inputs: Inputs, *, strict: bool = False
) -> tuple[list[Models], Sequence[str]]:
    """Return each MetaData that the targets mean, and a line for all that was left out.

    Raises as `load` does, where a target that is not only guessed means none.
    """
    found: dict[int, tuple[Candidate, list[Target]]] = {}
    with importer.session(inputs) as session:
        taken = [session.take(target, strict=strict) for target in targets]
        mapped.configure(inputs.is_own)
        for target, modules in zip(targets, taken, strict=True):
            held = choice.candidates(target, modules, session)
            if not held and not target.guessed:
                raise _nothing(target, session.warnings)
            for one in held:
                found.setdefault(id(one.metadata), (one, []))[1].append(target)
        homes = [_home(*one) for one in found.values()]
        stories = [_docstring(home) for home in homes]
    inputs.complete &= not session.failed
    made = []
    named = zip(naming.names(homes), homes, stories, found.values(), strict=True)
    for name, home, story, (one, meant) in named:
        _spell_comments(one.metadata)
        sources, typed = declarations.sources(one.metadata), one.typed(meant[0])
        told = (story, sources, home, typed, session.warnings, inputs)
        made.append(Models(name, one.metadata, *told))
    return made, session.warnings


def _nothing(target: Target, warnings: Sequence[str]) -> NexusError:
    what, where = "no MetaData with tables", ":".join(filter(None, (target.text, target.name)))
    if warnings:
        return NexusError(what, where, warnings[0])
    hint = "name the module that defines the tables, or what has the MetaData: MODELS:name"
    unused = "no module in it imports SQLAlchemy or has models of Django"
    return UsageError(what, where, hint if target.modules else f"{unused}; {hint}")


def _home(candidate: Candidate, targets: Sequence[Target]) -> Home:
    tables = candidate.metadata.tables.values()
    files = [_within(Path(file), targets) for table in tables if (file := declarations.file(table))]
    # Nobody saw where models were declared that were in memory before.
    return Home.of(files or [candidate.file], targets, candidate.name)


def _within(file: Path, targets: Sequence[Target]) -> Path:
    """Return a module's file where it was found; a link in a folder of models is one of them."""
    is_found = any(file.is_relative_to(target.folder) for target in targets)
    return file if is_found else file.resolve()


def _docstring(home: Home) -> str:
    """Return what a schema's module or package says of itself, or else all of its modules."""
    path = home.path / "__init__.py" if home.path.is_dir() else home.path
    files = (path,) if path.is_file() else home.modules
    return "\n\n".join(filter(None, map(_docstring_of, files)))


def _docstring_of(file: Path) -> str | None:
    """The docstring of a module, read no further than its first statement, as a file may be long."""
    with tokenize.open(file) as source:
        tokens = tokenize.generate_tokens(source.readline)
        said = (token for token in tokens if token.type not in {tokenize.COMMENT, tokenize.NL})
        first = list(takewhile(lambda token: token.type != tokenize.NEWLINE, said))
    if not first or not (first[0].type == tokenize.STRING or first[0].string == "("):
        return None
    return ast.get_docstring(ast.parse(" ".join(token.string for token in first)))


def _spell_comments(metadata: MetaData) -> None:
    """Make text of comments that are only text when they are shown, such as translations."""
    for table in metadata.tables.values():
        items: tuple[Any, ...] = (table, *table.columns, *table.constraints)
        for item in items:
            if item.comment is not None:
                item.comment = _text(item.comment)


def _text(comment: object) -> str:
    try:
        return str(comment)
    except Exception:  # a translation may need a catalogue that is not there
        return type(comment).__name__
