"""Models for a new portfolio: where they are, what is copied, and the schemas that they give."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nexus.core.cache import Cache
from nexus.core.errors import Errors, NexusError, UsageError, place
from nexus.examples.postgres import server
from nexus.scaffold import backend, imports
from nexus.sources import catalog

_USUAL = "models"
_MOST_BYTES = 1_000_000


@dataclass
class Models:
    """The models: what the setting names, the files to copy, the schemas, and why there are none.

    `project` is the folder of a Django project, or None; `imports` are the packages that the models
    import, as pip names them, beyond what the generator brings.
    """

    setting: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    schemas: list[str] = field(default_factory=list)
    problem: str = ""
    project: Path | None = None
    imports: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """Return the folder of a Django project as the portfolio names it."""
        return self.setting[0] if self.project and self.setting else "."


def bring(paths: Sequence[Path], root: Path) -> Models:
    """Return the models at some paths for a portfolio in `root`: those outside it are copied.

    Raises UsageError for a path that is not there.
    """
    models = Models()
    for path in paths:
        if not path.exists():
            raise UsageError(
                "there are no models", place(path), "name a folder or a file of models"
            )
        found = path.absolute()
        if found.is_dir() and (project := backend.find(found)):
            models.project = found = project
        if found.resolve().is_relative_to(root.resolve()):
            models.setting.append(os.path.relpath(found.resolve(), root.resolve()))
        else:
            _copy(found, models)
    return models


def _copy(source: Path, models: Models) -> None:
    is_own_name = source.is_dir() and (
        models.project == source or (source / "__init__.py").is_file()
    )
    target = source.name if is_own_name else _USUAL
    if models.project == source and (
        any(source.glob("[Rr][Ee][Aa][Dd]*")) or not target.isidentifier()
    ):
        target = "backend"
    elif not target.isidentifier():
        target = _USUAL
    files = [source] if source.is_file() else list(backend.files(source))
    if not files:
        hint = "name a folder with Python or SQL files, or one such file"
        raise UsageError("it holds no models", place(source), hint)
    for file in files:
        if file.stat().st_size <= _MOST_BYTES:
            inside = file.name if source.is_file() else file.relative_to(source).as_posix()
            if f"{target}/{inside}" in models.files:
                raise UsageError(
                    "two of the models have one name", place(file), "rename one of them"
                )
            models.files[f"{target}/{inside}"] = file.read_bytes()
    if target not in models.setting:
        models.setting.append(target)


def read(models: Models, root: Path, cache: Path) -> None:
    """Note the schemas that the models in `root` give, or the problem that there is with them."""
    if not models.setting:
        return
    try:
        found = catalog.read(
            root, models.setting, Cache(cache), strict=True, engine=server.embedded
        )
    except NexusError as error:
        models.problem = str(error.errors[0] if isinstance(error, Errors) else error)
        return
    models.schemas = list(found)
    models.imports = imports.packages(root, models.setting)
    if not found:
        models.problem = "; ".join([*found.warnings, *found.notes]) or "no models are in them"
