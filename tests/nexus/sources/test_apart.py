"""MODELS that are read in a process of their own: versions side by side, and revisions of git."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import Errors, NexusError, UsageError
from nexus.schema.model import Schema
from nexus.sources.apart import reader

from tests.helpers import COMMITTER, environment

ENGINE = "nexus.examples.postgres.server:embedded"
MODELS = """
from sqlalchemy import Column, Integer, MetaData, Table
from names import NAME
metadata = MetaData()
Table(NAME, metadata, Column("id", Integer, primary_key=True))
"""


def git(folder: Path, *arguments: str) -> str:
    """What git answers."""
    return subprocess.run(
        ["git", "-C", folder, *arguments],
        env=environment(**COMMITTER, GIT_CONFIG_GLOBAL="/dev/null"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Models in a folder of a repository: one table is committed, another one is on the disk."""
    folder = tmp_path / "repository"
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "shop.py").write_text(MODELS)
    (folder / "app" / "names.py").write_text('NAME = "committed"')
    (folder / ".gitattributes").write_text("names.py export-ignore\n")
    (folder / ".gitignore").write_text("__pycache__/\n")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "One")
    git(folder, "tag", "v1")
    (folder / "app" / "names.py").write_text('NAME = "changed"')
    return folder


def read(root: Path, *models: str) -> list[list[str]]:
    """The tables of each MODELS."""
    schemas = [answer.schema or Schema("") for answer in reader.read(models, root, ENGINE)]
    return [[table.id for table in schema.tables] for schema in schemas]


def test_a_revision_is_read_beside_the_working_tree(repository: Path) -> None:
    """With what it imports, under the same names; the repository stays as it was."""
    before = git(repository, "status", "--porcelain"), git(repository, "worktree", "list")
    index = (repository / ".git" / "index").read_bytes()
    found = read(repository, "git:v1:app/shop.py", "app/shop.py")
    assert found == [["committed"], ["changed"]]
    assert (git(repository, "status", "--porcelain"), git(repository, "worktree", "list")) == before
    assert (repository / ".git" / "index").read_bytes() == index


def test_a_path_is_as_typed_in_the_working_directory(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of every other MODELS, and what Python finds in the working tree does not come before it."""
    monkeypatch.syspath_prepend(str(repository / "app"))
    assert read(repository / "app", "git:HEAD:shop.py", "git:v1:shop.py:metadata") == [
        ["committed"],
        ["committed"],
    ]


def test_an_app_of_django_keeps_the_name_of_its_folder(repository: Path) -> None:
    """That of the repository itself, where its models lie at the top."""
    (repository / "models.py").write_text(
        "from django.db import models\nclass Guest(models.Model):\n    name = models.TextField()\n"
    )
    git(repository, "add", "models.py")
    git(repository, "commit", "--quiet", "-m", "Two")
    found = read(repository, "git:HEAD:models.py", "models.py")
    assert found == [["repository_guest"], ["repository_guest"]]


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ("git:v1", "names no file of a revision"),
        ("git::app/shop.py", "names no file of a revision"),
        ("git:v2:app/shop.py", "no revision 'v2'"),
        ("git:--help:app/shop.py", "no revision '--help'"),
        ("git:v1:../other.py", "leaves the repository"),
        ("git:v1:/etc/passwd", "leaves the repository"),
        ("git:v1:app/gone.py", "there is no such file"),
    ],
)
def test_what_is_no_revision_is_an_error(repository: Path, models: str, said: str) -> None:
    """Each says what was typed."""
    with pytest.raises(UsageError, match=said) as caught:
        read(repository, models)
    assert models in str(caught.value)


def test_outside_of_a_repository_there_are_no_revisions(tmp_path: Path) -> None:
    """Which is said."""
    with pytest.raises(UsageError, match="in no repository"):
        read(tmp_path, "git:v1:shop.py")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("from sqlalchemy import MetaData\n1 / 0\n", "ZeroDivisionError.*shop.py:2"),
        ("from sqlalchemy import MetaData\nimport os\nos._exit(7)\n", "without an answer"),
    ],
)
def test_the_error_of_a_model_is_told_with_its_line(tmp_path: Path, source: str, said: str) -> None:
    """Also where the process ends with it."""
    (tmp_path / "shop.py").write_text(source)
    with pytest.raises(NexusError, match=said):
        read(tmp_path, "shop.py")


def test_what_a_model_prints_is_no_answer(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is seen on standard error."""
    (tmp_path / "names.py").write_text("print('hello')\nNAME = 'a'")
    (tmp_path / "shop.py").write_text(MODELS)
    assert read(tmp_path, "shop.py") == [["a"]]
    assert capfd.readouterr() == ("", "hello\n")


def test_what_has_not_changed_is_not_read_again(
    repository: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither files nor a commit; what they import counts too."""
    names = repository / "app" / "names.py"
    names.write_text("print('read')\nNAME = 'one'")
    git(repository, "commit", "--quiet", "-am", "Two")
    cache = Cache(tmp_path / "cache")

    def told() -> tuple[list[str], int]:
        given = ("git:HEAD:app/shop.py", "app/shop.py")
        answers = reader.read(given, repository, ENGINE, cache=cache)
        tables = [table.id for each in answers if each.schema for table in each.schema.tables]
        return tables, capfd.readouterr().err.count("read\n")

    assert told() == (["one", "one"], 2)
    assert told() == (["one", "one"], 0)
    names.write_text("print('read')\nNAME = 'two'")
    assert told() == (["one", "two"], 1)
    git(repository, "commit", "--quiet", "-am", "Three")
    assert told() == (["two", "two"], 1)


def test_strict_tells_every_module_that_fails(tmp_path: Path) -> None:
    """As the command does that reads them itself."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.py").write_text("import sqlalchemy\n1 / 0\n")
    (tmp_path / "shop.py").write_text(MODELS)
    (tmp_path / "names.py").write_text("NAME = 'a'")
    with pytest.raises(Errors) as caught:
        reader.read(["."], tmp_path, ENGINE, strict=True)
    assert len(caught.value.errors) == 2


def test_an_interruption_leaves_nothing(repository: Path, tmp_path: Path) -> None:
    """The processes that read have ended, the folder of the revision is gone, and nobody is told more."""
    (repository / "app" / "names.py").write_text(
        "import os, time\n"
        "with open(os.environ['STARTED'], 'w') as line: line.write(f'{os.getpid()}\\n')\n"
        "time.sleep(600)\n"
    )
    temp, started = tmp_path / "temp", tmp_path / "started"
    temp.mkdir()
    os.mkfifo(started)
    command = [sys.executable, "-m", "nexus", "diff", "git:v1:app/shop.py", "app/shop.py"]
    variables = environment(TMPDIR=str(temp), STARTED=str(started), PYTHONPATH=":".join(sys.path))
    with subprocess.Popen(
        command, cwd=repository, env=variables, stderr=subprocess.PIPE
    ) as process:
        reader_of = int(started.read_text())  # waits until it is written
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (143, b"")
    assert list(temp.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(reader_of, 0)
