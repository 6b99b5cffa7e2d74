"""Versions of a schema, as the commits or the tags of git have its models; nothing is executed.

What a commit holds never changes, so each is read once and then kept. As many are read side by side as
there are processors.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import msgspec

from nexus.core import crew
from nexus.core.cache import Cache
from nexus.core.errors import NexusError, UsageError, place
from nexus.schema.comparison import compare
from nexus.schema.model import Schema
from nexus.schema.timeline import Revision, Step, Timeline
from nexus.sources.apart import reader, revision

# Older ones are left out: each is read in a process of its own at first.
_MOST = 60
# A week may have many commits, whose titles are its own.
_MOST_TITLES = 3


@dataclass(frozen=True)
class Version:
    """A commit in which models lie at `path`: what names it, its day, and what is said of it."""

    commit: str
    name: str
    date: str
    title: str
    path: str


@dataclass(frozen=True)
class Versions:
    """The versions of the models of a project in the folder `root`.

    `engine` names what starts a PostgreSQL for SQL files, as `module:function`.
    """

    root: Path
    cache: Cache
    engine: str

    def at(self, named: str, models: Path, name: str) -> Schema:
        """Return a schema at a revision, from its models; raises NexusError where it cannot be read."""
        within = _within(models, self.root)
        commit = revision.asked(
            self.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}"
        )
        if commit is None:
            hint = "name a commit, a branch or a tag; a shallow clone has not all of them"
            raise UsageError(f"git has no revision {named!r} here", place(models), hint)
        return replace(self._one(Version(commit, named, "", "", within)), name=name)

    def timelines(self, models: Mapping[str, Path], of: str) -> dict[str, Timeline]:
        """Return the histories of schemas, of git's `commits`, `weeks` or `tags`; they may be empty.

        `models` are where each schema comes from. Only versions that changed it are in its history.
        What git does not know is a remark.
        """
        if revision.asked(self.root, "rev-parse", "--show-toplevel") is None:
            remarks = ("there is no repository of git here, so the versions are not known",)
            return {name: Timeline(name, "git", remarks=remarks) for name in models}
        is_shallow = revision.asked(self.root, "rev-parse", "--is-shallow-repository") == "true"
        with ExitStack() as stack:
            pool = stack.enter_context(ThreadPoolExecutor(crew.processors()))
            stack.callback(pool.shutdown, cancel_futures=True)
            listed = {name: list(self._listed(path, of)) for name, path in models.items()}
            reading = {
                name: [(each, pool.submit(self._one, each)) for each in versions[-_MOST:]]
                for name, versions in listed.items()
            }
            return {
                name: _timeline(name, reading[name], len(versions), is_shallow=is_shallow)
                for name, versions in listed.items()
            }

    def _listed(self, models: Path, of: str) -> Iterator[Version]:
        """Yield the versions that may differ, the oldest first."""
        path = _within(models, self.root)
        if of == "tags":
            yield from _tags(self.root, path)
            return
        newest_first = _commits(self.root, path, is_file=models.is_file())
        found = _weeks(newest_first) if of == "weeks" else newest_first
        yield from reversed(list(found))

    def _one(self, version: Version) -> Schema:
        key = ["version", version.commit, version.path, self._below]
        content = self.cache.get(key)
        if content is None:
            [answer] = reader.read([f"git:{version.commit}:{version.path}"], self.root, self.engine)
            content = msgspec.json.encode(answer.schema)
            self.cache.put(key, content)
        return msgspec.json.decode(content, type=Schema)

    @cached_property
    def _below(self) -> str:
        """Where the project lies in its repository, which decides what a path means."""
        return revision.asked(self.root, "rev-parse", "--show-prefix") or ""


def _timeline(
    name: str, reading: Sequence[tuple[Version, Future[Schema]]], count: int, *, is_shallow: bool
) -> Timeline:
    """The history of a schema, of those of its `count` versions that are shown, as they are read."""
    remarks = []
    if is_shallow:
        remarks.append("this clone of the repository is shallow: what is older is not known")
    if len(reading) < count:
        remarks.append(f"only the newest {_MOST} versions are shown")
    has_older = bool(remarks)
    found = list(_known(reading, remarks))
    before = Schema(name)
    # What came before the oldest is not known, so it is no change of its own.
    if has_older and found:
        before, found = found[0][1], found[1:]
    return Timeline(name, "git", tuple(_changed(before, found)), before, remarks=tuple(remarks))


def _known(
    reading: Iterable[tuple[Version, Future[Schema]]], remarks: list[str]
) -> Iterator[tuple[Version, Schema]]:
    """Yield the versions that can be read, with their schemas; the others are told."""
    for version, future in reading:
        try:
            yield version, future.result()
        except NexusError as error:
            remarks.append(f"{version.name} cannot be read: {error.what}")


def _within(models: Path, root: Path) -> str:
    try:
        return models.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        hint = "name models that lie in the project's folder"
        raise UsageError("git has no versions of models elsewhere", place(models), hint) from None


def _tags(root: Path, path: str) -> Iterator[Version]:
    """Yield the tags that lead to where the working tree is, the oldest commit first."""
    form = "%(objectname)%00%(*objectname)%00%(refname:short)%00%(contents:subject)"
    tags = revision.asked(root, "for-each-ref", "refs/tags", f"--format={form}", "--merged=HEAD")
    named: dict[str, list[tuple[str, str]]] = {}
    for line in (tags or "").splitlines():
        own, target, name, title = line.split("\0", 3)
        named.setdefault(target or own, []).append((name, title))
    commits = revision.asked(root, "log", "--topo-order", "--reverse", "--format=%H%x00%cs") or ""
    for line in commits.splitlines() if named else ():
        commit, date = line.split("\0")
        for name, title in named.get(commit, ()):
            yield Version(commit, name, date, title, path)


def _commits(root: Path, path: str, *, is_file: bool) -> Iterator[Version]:
    """Yield the commits that touched a path, the newest first, each with what it was called then."""
    follow = ("--follow", "--name-only") if is_file else ()
    form = "--format=%x01%H%x00%h%x00%cs%x00%s"
    as_written = ("-c", "core.quotePath=false")
    listed = revision.asked(root, *as_written, "log", *follow, "--relative", form, "--", path)
    for entry in (listed or "").split("\x01")[1:]:
        head, _, files = entry.partition("\n")
        commit, short, date, title = head.split("\0", 3)
        named = [line for line in files.splitlines() if line.strip()]
        yield Version(commit, short, date, title, named[-1] if is_file and named else path)


def _weeks(commits: Iterable[Version]) -> Iterator[Version]:
    """Yield the last commit of each week, from Monday to Sunday, with what all of them say."""
    weeks: dict[date, list[Version]] = {}
    for each in commits:
        day = date.fromisoformat(each.date)
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(each)
    for monday, (last, *earlier) in weeks.items():
        titles = list(dict.fromkeys(each.title for each in (*reversed(earlier), last)))
        more = [f"and {len(titles) - _MOST_TITLES} more"] if titles[_MOST_TITLES:] else []
        told = "; ".join((*titles[:_MOST_TITLES], *more))
        yield replace(last, name=f"week of {monday}", title=told)


def _changed(before: Schema, found: Sequence[tuple[Version, Schema]]) -> Iterator[Revision]:
    """Yield the versions in which the schema is another than before."""
    parents: tuple[str, ...] = ()
    for version, schema in found:
        now = replace(schema, name=before.name)
        if compare(before, now).changes:
            yield Revision(
                version.name, version.title, version.date, parents, version.path, Step(schema=now)
            )
            before, parents = now, (version.name,)
