"""A build that cannot leave a wreck: made in a folder of its own, then put in the last one's place.

In order: any other build of the same site is waited for; what a killed build left is put right; the
site is made afresh and checked; the two folders are exchanged in one step. Whatever goes wrong
before that step leaves the last site byte for byte.
"""

import ctypes
import filecmp
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nexus.core import processes
from nexus.core.errors import MachineError, NexusError, UsageError, place

# From Linux's <fcntl.h> and <linux/fs.h>.
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_FOLDER_MODE, _FILE_MODE = 0o755, 0o644
# Two of these are in a site, also in what is left of one that `mkdocs build` did not finish: what
# MkDocs writes, and what its themes bring. Any folder may have a first page, or one named assets.
_MARKS = (
    *("404.html", "sitemap.xml.gz", "search/search_index.json"),
    *(f"assets/{name}" for name in ("javascripts/bundle.*.js", "javascripts/bundle.*.js.map")),
    *("assets/stylesheets/main.*.css", "css/base.css", "js/base.js"),
    *("css/theme_extra.css", "js/theme_extra.js"),
)
# What Material writes before any of these, among the copies of the pages' folder.
_FIRST = re.compile(r"tags\.json|assets/images/favicon\.png|assets/javascripts/bundle\..*\.js")


@dataclass(frozen=True)
class Check:
    """A check of a site that was made, which raises NexusError to `refuse` its folder.

    It may `begin` while the site is still being made.
    """

    refuse: Callable[[Path], None]
    begin: Callable[[], object] = lambda: None


def build(
    site: Path,
    command: Sequence[str],
    check: Check,
    report: Callable[[str], None] = lambda _: None,
    sources: Sequence[Path] = (),
) -> None:
    """Make a site with `command`, to which the folder to write is added, and put it at `site`.

    The `check` is made of that folder before. `report` is given a line about what takes time;
    `sources` are the folders and files that it is made from. Raises NexusError where the site was not
    made, or was refused; `site` is then as it was.
    """
    site = site.resolve()
    _refuse_source(site, [source.resolve() for source in sources])
    _refuse_other(site, sources)
    try:
        with _alone(_workshop(site), report) as lock:
            fresh = _tidied(site)
            try:
                _run([*command, str(fresh)], lock, site, check.begin)
                check.refuse(fresh)
                put(fresh, site)
            finally:
                _remove(fresh)
    except OSError as error:
        hint = "make room, or name another folder with --site-dir; the last site is as it was"
        raise MachineError(f"cannot write: {error.strerror}", place(site), hint) from None


def settle(site: Path) -> None:
    """Set the same modes for all files, and for all folders, whatever the umask of their build."""
    for path in (site, *site.rglob("*")):
        path.chmod(_FOLDER_MODE if path.is_dir() else _FILE_MODE)


def _workshop(site: Path) -> Path:
    """Where a site is made: beside it, as folders are only exchanged within one file system."""
    return site.with_name(f".{site.name}.building")


def _refuse_source(site: Path, sources: Sequence[Path]) -> None:
    """Raises UsageError where the folder is, holds or lies in what the site is made from."""
    for source in sources:
        if site.is_relative_to(source) or source.is_relative_to(site):
            what = f"the site would take the place of {place(source)}, or lie in it"
            raise UsageError(what, place(site), "name another folder with --site-dir")


def _refuse_other(site: Path, sources: Sequence[Path]) -> None:
    """Raises UsageError where the folder holds something else than a site: it would be replaced."""
    if site.is_dir() and not _is_site(site) and not _is_copy(site, sources):
        hint = (
            "name an empty folder, or the folder of a site, with --site-dir; or remove the folder "
            "if nothing in it is needed"
        )
        raise UsageError("the folder holds something else than a site", place(site), hint)


def _is_site(folder: Path) -> bool:
    """Whether a folder holds a site, whole or not; one that git keeps is more than that."""
    marks = (next(folder.glob(mark), None) for mark in _MARKS)
    return not (folder / ".git").exists() and sum(mark is not None for mark in marks) > 1


def _is_copy(folder: Path, sources: Sequence[Path]) -> bool:
    """Whether nothing is lost with a folder: it is empty, or MkDocs began to copy sources there."""
    files = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    names = [path.relative_to(folder) for path in files]
    others = [name for name in names if not _is_kept(folder / name, name, sources)]
    if len(others) == len(files):
        return not files
    return all(_FIRST.fullmatch(name.as_posix()) for name in others)


def _is_kept(file: Path, name: Path, sources: Sequence[Path]) -> bool:
    """Whether one of the sources has the same file under the same name."""
    return file.is_file() and any(
        (source / name).is_file() and filecmp.cmp(file, source / name, shallow=False)
        for source in sources
    )


@contextmanager
def _alone(workshop: Path, report: Callable[[str], None]) -> Iterator[int]:
    """Keeps other builds waiting; gives the lock's descriptor."""
    workshop.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(workshop / "lock", os.O_RDWR | os.O_CREAT, _FILE_MODE)
    try:
        if sys.platform != "win32":  # where builds are not kept apart
            import fcntl

            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                report("waiting for another build of this site")
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _tidied(site: Path) -> Path:
    """The folder to build in, after what killed builds left is put right."""
    fresh, last = _workshop(site) / "fresh", _workshop(site) / "last"
    if last.exists() and not site.exists():
        last.rename(site)
    _remove(last)
    _remove(fresh)
    return fresh


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _run(command: Sequence[str], lock: int, site: Path, begin: Callable[[], object]) -> None:
    """Run the command, which reports its errors itself."""
    # The command holds the lock too: it may outlive this process where that is killed.
    shared = () if sys.platform == "win32" else (lock,)
    if processes.run(command, shared, begin):
        hint = "fix the errors above; the last site is as it was"
        raise NexusError("the site was not built", place(site), hint)


def put(fresh: Path, site: Path) -> None:
    """Put a fresh site in the place of the last one, which is left to be removed; raises OSError.

    Both are in one file system.
    """
    if site.exists():
        if _exchange(fresh, site):
            return
        # Two steps: a build that is killed between them is put right by the next one.
        last = fresh.with_name("last")
        site.rename(last)
        try:
            fresh.rename(site)
        except BaseException:
            last.rename(site)
            raise
        _remove(last)
    else:
        site.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(site)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return whether the system and the file system could."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    paths = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other))
    return bool(renameat2(*paths, _RENAME_EXCHANGE) == 0)
