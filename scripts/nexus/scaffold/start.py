"""`nexus new`: a portfolio written into its folder, whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nexus.core import files
from nexus.core.author import Author
from nexus.core.errors import UsageError, place
from nexus.scaffold import backend, generator, new_pages, repository, taken
from nexus.scaffold import models as bringing
from nexus.scaffold.blocks import joined
from nexus.scaffold.contents import Where
from nexus.scaffold.models import Models
from nexus.scaffold.notes import Notes
from nexus.scaffold.portfolio import Portfolio

_BACKEND = "back-end.md"
# What stays as its owner has it, where a portfolio comes into a repository that is there.
_KEPT = {"README.md", ".gitignore"}
# What a new repository may have before its first file.
_NOTHING = {".git", ".DS_Store", "Thumbs.db"}


@dataclass
class Started:
    """What was made: the folder, the notes, and what to do next, a line each."""

    folder: Path
    notes: list[str] = field(default_factory=list)
    next_steps: list[str] = field(default_factory=list)


def place_for(folder: Path, readme: Path | None) -> bool:
    """Tell whether a portfolio comes into a folder that is in use, as its README is in it.

    Raises UsageError where it would come among other files.
    """
    if not os.path.lexists(folder):
        return False
    if not folder.is_dir():
        raise UsageError("this is no folder", place(folder), "choose another name")
    inside = sorted(path.name for path in folder.iterdir() if path.name not in _NOTHING)
    if not inside:
        return False
    if readme is not None and readme.resolve().parent == folder.resolve():
        for name in ("mkdocs.yml", ".github/workflows/site.yml", _docs(folder)):
            if os.path.lexists(folder / name):
                hint = "choose a new folder; for a site that is there, use nexus import"
                raise UsageError("the folder has one already", place(folder / name), hint)
        return True
    hint = "choose a folder that is empty or not there yet"
    raise UsageError(f"the folder is not empty: it has {inside[0]}", place(folder), hint)


def _docs(folder: Path) -> str:
    """The folder of the pages: docs/, unless there is one with something else."""
    return "pages" if os.path.lexists(folder / "docs") else "docs"


def start(folder: Path, readme: Path | None, paths: Sequence[Path], who: Author) -> Started:
    """Make a portfolio in a folder, from a README and models where they are given.

    Raises NexusError; then nothing is written.
    """
    in_use = place_for(folder, readme)
    notes, kept = Notes(readme.name if readme else "README.md"), list[str]()
    paths = list(paths)
    if not paths and readme and (project := backend.find(readme.absolute().parent)):
        paths = [project]
    models = bringing.bring(paths, folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".nexus-new-", dir=folder.parent) as waiting:
        files.write_all(Path(waiting), models.files)
        bringing.read(
            models, folder if in_use and not models.files else Path(waiting), Path(waiting, "cache")
        )
        made = _made(folder, readme, notes, models, who)
        if in_use:
            kept = _add(made, folder)
        else:
            _put(made, folder, Path(waiting))
    done = _told(folder, made, models, notes, in_use=in_use)
    done.notes += kept
    return done


def _made(
    folder: Path, readme: Path | None, notes: Notes, models: Models, who: Author
) -> Portfolio:
    name = folder.absolute().name or "portfolio"
    where = Where(name)
    found = taken.take(readme, notes, where, who.repository) if readme else taken.empty(name)
    title = new_pages.label(found.contents.title) or name
    if models.schemas and models.project:
        page = backend.page(models.project, *_whence(models, readme, who.repository))
        found.add(_BACKEND, "Back end", page)
    elif models.schemas:
        page = joined([f"```erd\nschema: {n}\ncolumns: keys\n```" for n in models.schemas])
        found.add("models.md", "Models", f"# Models\n\n{page}\n")
    return Portfolio(title, who, generator.read(), found, models, _docs(folder))


def _whence(models: Models, readme: Path | None, repository: str) -> tuple[str, list[str], str]:
    """Give what a copied project is called where it comes from, its schemas, and its repository."""
    if readme and models.project and models.files and repository:
        shown = os.path.relpath(models.project, readme.absolute().parent)
        if not shown.startswith(os.pardir):
            return Path(shown).as_posix(), models.schemas, repository
    return models.shown, models.schemas, ""


def _add(made: Portfolio, folder: Path) -> list[str]:
    """Write a portfolio into a folder that is in use; returns what is there and stays as it is."""
    wanted = made.files()
    there = {path for path in wanted if os.path.lexists(folder / path)}
    if own := sorted(there & made.models.files.keys()):
        hint = "name the models where they are, or move it away"
        raise UsageError("there is a file already", place(folder / own[0]), hint)
    files.write_all(folder, {p: c for p, c in wanted.items() if p not in there | _KEPT})
    return [
        f"{path} is there already and stays as it is; add to it: {wanted[path].decode().strip()}"
        for path in sorted(there - _KEPT)
    ]


def _put(made: Portfolio, folder: Path, waiting: Path) -> None:
    """Write a portfolio beside its folder, then put it there in one step."""
    fresh = waiting / "fresh"
    fresh.mkdir()
    files.write_all(fresh, made.files())
    if not folder.is_dir():
        fresh.rename(folder)
        return
    for path in sorted(fresh.iterdir()):
        shutil.move(str(path), folder / path.name)


def _told(folder: Path, made: Portfolio, models: Models, notes: Notes, *, in_use: bool) -> Started:
    told = list(notes)
    if models.problem:
        named = ", ".join(models.setting)
        hint = f"fix that, then write `models: [{named}]` below nexus in mkdocs.yml"
        told.append(f"the models in {named} are not shown yet: {models.problem}; {hint}")
    if not made.generator.is_known:
        told.append(
            ".github/workflows/site.yml: write the repository and the commit of the generator for "
            "OWNER and COMMIT before you push"
        )
    reason = "" if in_use else repository.commit(folder)
    if reason:
        told.append(reason)
    where = os.path.relpath(folder)
    go = f"cd {where} && " if where != "." else ""
    return Started(
        folder,
        told,
        [
            f"{go}nexus serve        preview it",
            f"edit the pages in {made.docs}/   nexus new-week adds a week",
            "push it to GitHub         with Settings > Pages > Source on GitHub Actions it is published",
        ],
    )
