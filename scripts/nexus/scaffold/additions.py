"""`nexus new-week` and `nexus import`: more pages for a site that is there; none is replaced."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nexus.core import encoding, files
from nexus.core.errors import UsageError, place
from nexus.pages.weeks import Weeks
from nexus.project import settings
from nexus.scaffold import inline, navigation, new_pages, portfolio, taken
from nexus.scaffold.beside import PICTURES
from nexus.scaffold.contents import Where
from nexus.scaffold.new_pages import NewPage
from nexus.scaffold.notes import Notes

_FENCE = "```nexus-weeks"


@dataclass
class Added:
    """The files that were written, and what a person should know."""

    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Project:
    """A site that is there: its folder, that of its pages, and its weeks."""

    root: Path
    docs: Path
    weeks: Weeks

    @classmethod
    def read(cls, root: Path) -> "Project":
        """Read the site in a folder; raises UsageError where there is none."""
        file = root / "mkdocs.yml"
        known = settings.configuration(file)
        chosen = settings.read(settings.configured(file))
        return cls(root, root / str(known.get("docs_dir") or "docs"), Weeks(chosen.weeks_dir))

    @property
    def pages(self) -> list[str]:
        """Return the paths of its pages below docs/."""
        found = (path.relative_to(self.docs).as_posix() for path in self.docs.rglob("*.md"))
        return sorted(found)

    def has(self, path: str) -> bool:
        """Tell whether a file is there below docs/."""
        return os.path.lexists(self.docs / path)


def week(root: Path, number: int | None, title: str) -> Added:
    """Add a page for a week to the site in `root`, the next one where no number is given.

    Raises UsageError where there is a page already, or no site.
    """
    project = Project.read(root)
    known = project.weeks.pages(project.pages)
    numbers = [project.weeks.number(page) or 0 for page in known]
    wanted = max(numbers, default=0) + 1 if number is None else number
    name = known[-1].split("/")[-2].partition("-")[0] if known else "week"
    width = len(known[-1].split("/")[-2].partition("-")[2]) if known else 2
    folder = f"{project.weeks.folder}/" if project.weeks.folder not in {"", "."} else ""
    path = f"{folder}{name}-{wanted:0{width}}/index.md"
    if wanted in numbers or project.has(path):
        raise UsageError(
            "there is a page already", place(project.docs / path), "edit it, or give N"
        )
    label = f"{name.capitalize()} {wanted}"
    words = inline.cleaned(" ".join(title.split()))
    shown = f"{label}: {words}" if words else label
    page = NewPage(path, shown, list(new_pages.pieces(taken.week(shown), 1)))
    return _write(project, {path: new_pages.text(page.pieces).encode()}, [[page]], [])


def import_(root: Path, readme: Path, repository: str) -> Added:
    """Add the pages of a README to the site in `root`: its weeks, and the rest below a name of its own.

    A week that is there already stays as it is, which a note says. Raises NexusError.
    """
    project = Project.read(root)
    notes = Notes(readme.name)
    pictures = (project.docs / PICTURES).glob("*")
    taken_names = {path.relative_to(project.docs).as_posix() for path in pictures}
    where = Where(readme.stem, project.weeks.folder, {*project.pages, *taken_names})
    found = taken.take(readme, notes, where, repository)
    parts, overview = found.contents.parts, found.contents.overview
    home = [found.contents.home] if found.contents.home.says_anything else []
    others = [*home, *([overview] if overview else ()), *found.contents.others]
    kept = [part for part in parts if not _is_there(project, part[0])]
    for part in parts:
        if part not in kept:
            what = f"{part[0].path} is there already, so {part[0].title!r} is not taken over"
            notes.add(part[0].pieces[0].line, what)
    pages = [page for part in (*kept, others) for page in part]
    texts = {page.path: found.texts[page.path].encode() for page in pages}
    done = _write(project, {**texts, **found.pictures}, kept, others)
    done.notes[:0] = notes
    return done


def _is_there(project: Project, page: NewPage) -> bool:
    number = project.weeks.number(page.path)
    numbers = {project.weeks.number(known) for known in project.weeks.pages(project.pages)}
    return number in numbers or project.has(page.path)


def _write(
    project: Project,
    contents: Mapping[str, bytes],
    parts: list[list[NewPage]],
    others: list[NewPage],
) -> Added:
    """Write files below docs/, and the places of pages in the navigation, all or nothing."""
    config = project.root / "mkdocs.yml"
    before = text = encoding.read(config)
    notes: list[str] = []
    for pages in (*parts, *([page] for page in others)):
        shown = [(page.path, portfolio.shown(page.title)) for page in pages]
        done = navigation.with_pages(text, project.weeks, shown)
        notes += [] if done else [f"add {pages[0].path} to nav in mkdocs.yml, where it is to stand"]
        text = done or text
    if there := next((path for path in contents if project.has(path)), ""):
        raise UsageError("there is a file already", place(project.docs / there), "move it away")
    docs = project.docs.relative_to(project.root).as_posix()
    wanted = {f"{docs}/{path}": content for path, content in contents.items()}
    if text != before:
        # Lines end as they did.
        end = "\r\n" if b"\r\n" in config.read_bytes() else "\n"
        wanted["mkdocs.yml"] = text.replace("\n", end).encode()
    with files.chosen(project.root, "folder"):
        files.write_all(project.root, wanted)
    return Added(list(wanted), [*notes, *(_lists(project) if parts else ())])


def _lists(project: Project) -> Iterator[str]:
    """Say where the weeks are not listed by themselves."""
    for path in ("index.md", f"{project.weeks.folder}/index.md"):
        file = project.docs / path
        if file.is_file() and _FENCE not in file.read_text("utf-8", "replace"):
            yield f"{path} does not list its weeks by itself: write {_FENCE} there, or add the week"
