"""Versions of a schema in git: only those that changed it, each with the day of its commit."""

import os
import subprocess
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import UsageError
from nexus.history.versions import Versions
from nexus.schema.timeline import Timeline

MODELS = 'from sqlalchemy import *\nmetadata = MetaData()\nTable("t", metadata, {})\n'
COLUMNS = ('Column("id", Integer)', 'Column("id", BigInteger)')


def git(folder: Path, *arguments: str, day: int = 1) -> None:
    """Run git as somebody, on a day."""
    moment = f"2026-01-{day:02}T12:00:00Z"
    names = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a"}
    dates = {"GIT_COMMITTER_EMAIL": "a@b", "GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment}
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env={**os.environ, **names, **dates},
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four commits: a table, a comment, another type, and a file that has nothing to do with it."""
    folder = tmp_path_factory.mktemp("shop")
    git(folder, "init", "-q")
    for day, text in enumerate((MODELS, f"{MODELS}# a remark\n", MODELS), 1):
        (folder / "shop.py").write_text(text.format(COLUMNS[day == 3]))
        git(folder, "add", ".")
        git(folder, "commit", "-qm", f"Day <{day}>", day=day)
    git(folder, "tag", "-am", "The first", "v1", "HEAD~2", day=4)
    git(folder, "tag", "v2")
    (folder / "other.txt").touch()
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Other", day=9)
    return folder


def history(folder: Path, cache: Path, of: str = "commits") -> Timeline:
    """The history of the models in a folder."""
    versions = Versions(folder, Cache(cache), "nexus.sources.database.engine:missing")
    return versions.timelines({"shop": folder / "shop.py"}, of)["shop"]


def told(timeline: Timeline) -> list[tuple[str, str, str]]:
    """The day, the title and the summary of each version."""
    return [
        (entry.revision.date, entry.revision.title, entry.changes.comparison.summary)
        for entry in timeline.entries
    ]


CHANGED = "1 change: 1 changed"


def test_commits_that_changed_the_schema_are_its_history(repository: Path, tmp_path: Path) -> None:
    """The oldest first, dated by git; the same again from what is kept."""
    expected = [
        ("2026-01-01", "Day <1>", "1 change: 1 added"),
        ("2026-01-03", "Day <3>", CHANGED),
    ]
    first = history(repository, tmp_path)
    assert told(first) == expected
    assert history(repository, tmp_path) == first


def test_a_week_is_its_last_commit(repository: Path, tmp_path: Path) -> None:
    """From Monday to Sunday, with what all of its commits say; a change back within it is none."""
    found = history(repository, tmp_path, "weeks")
    assert told(found) == [("2026-01-03", "Day <1>; Day <2>; Day <3>", "1 change: 1 added")]
    assert found.revisions[0].id == "week of 2025-12-29"


def test_a_week_without_a_commit_is_none(tmp_path: Path) -> None:
    """The others are in their order; of many titles the last are only counted."""
    git(tmp_path, "init", "-q")
    for day in (*range(1, 5), 19):
        (tmp_path / "shop.py").write_text(MODELS.format(COLUMNS[day == 19]) + f"# {day}\n")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", f"Day {day}", day=day)
    found = history(tmp_path, tmp_path / "cache", "weeks")
    assert [(revision.id, revision.title) for revision in found.revisions] == [
        ("week of 2025-12-29", "Day 1; Day 2; Day 3; and 1 more"),
        ("week of 2026-01-19", "Day 19"),
    ]


def test_tags_are_versions_too(repository: Path, tmp_path: Path) -> None:
    """Under their names, dated by their commits; one with words of its own says those."""
    found = history(repository, tmp_path, "tags")
    assert [revision.id for revision in found.revisions] == ["v1", "v2"]
    assert told(found)[0] == ("2026-01-01", "The first", "1 change: 1 added")


def test_a_shallow_clone_says_what_it_does_not_know(repository: Path, tmp_path: Path) -> None:
    """Its oldest version is no addition of all tables."""
    git(tmp_path, "clone", "-q", "--depth", "3", repository.as_uri(), "clone")
    found = history(tmp_path / "clone", tmp_path / "cache")
    assert told(found) == [("2026-01-03", "Day <3>", CHANGED)]
    assert found.remarks == ("this clone of the repository is shallow: what is older is not known",)


def test_without_git_there_is_no_history(tmp_path: Path) -> None:
    """Neither where there is no repository nor where there is no git; nothing breaks."""
    (tmp_path / "shop.py").write_text(MODELS.format(COLUMNS[0]))
    found = history(tmp_path, tmp_path / "cache")
    assert found.entries == ()
    assert "no repository of git" in found.remarks[0]


def test_a_version_that_cannot_be_read_is_a_remark(tmp_path: Path) -> None:
    """The others are told."""
    git(tmp_path, "init", "-q")
    for day, text in enumerate(("import gone\nimport sqlalchemy", MODELS.format(COLUMNS[0])), 1):
        (tmp_path / "shop.py").write_text(text)
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", "x", day=day)
    found = history(tmp_path, tmp_path / "cache")
    assert len(found.entries) == 1
    assert "cannot be read: ModuleNotFoundError" in found.remarks[0]


def test_an_unknown_revision_is_an_error(repository: Path, tmp_path: Path) -> None:
    """With what to name."""
    versions = Versions(repository, Cache(tmp_path), "nexus.sources.database.engine:missing")
    with pytest.raises(UsageError, match="no revision 'gone'"):
        versions.at("gone", repository / "shop.py", "shop")


def test_a_path_may_have_any_letters(tmp_path: Path) -> None:
    """Git would write them as numbers."""
    git(tmp_path, "init", "-q")
    (tmp_path / "modèles.py").write_text(MODELS.format(COLUMNS[0]))
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "One")
    versions = Versions(tmp_path, Cache(tmp_path / "c"), "nexus.sources.database.engine:missing")
    found = versions.timelines({"shop": tmp_path / "modèles.py"}, "commits")["shop"]
    assert [entry.revision.title for entry in found.entries] == ["One"]


def test_versions_are_read_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as there are processors, of all schemas; each of these waits until the others came."""
    monkeypatch.setattr("nexus.core.crew.processors", lambda: 3)
    project, came = tmp_path / "project", tmp_path / "came"
    waiting = (
        "import time\nfrom pathlib import Path\n"
        f"came, until = Path({str(came)!r}), time.monotonic() + 60\n"
        "came.joinpath(NAME).touch()\n"
        "while len(list(came.iterdir())) < 3 and time.monotonic() < until:\n    time.sleep(0.01)\n"
        "assert len(list(came.iterdir())) == 3\n"
    )
    for folder in (project / "blog", came):
        folder.mkdir(parents=True)
    git(project, "init", "-q")
    for name, file, column in (("a", "shop", 0), ("b", "shop", 1), ("c", "blog/models", 0)):
        text = MODELS.format(COLUMNS[column])
        (project / f"{file}.py").write_text(f"NAME = {name!r}\n{waiting}{text}")
        git(project, "add", ".")
        git(project, "commit", "-qm", name)
    versions = Versions(project, Cache(tmp_path / "c"), "nexus.sources.database.engine:missing")
    models = {"shop": project / "shop.py", "blog": project / "blog"}
    found = versions.timelines(models, "commits")
    titles = {name: [each.revision.title for each in found[name].entries] for name in found}
    assert titles == {"shop": ["a", "b"], "blog": ["c"]}
