"""The Django project of milestone 1 on a real PostgreSQL, and what the site's page shows of it.

The project's own tests, its checks and the page's programs run as a reader would run them; only
the containers need Docker, and so are started by the workflow alone.
"""

import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version

import pytest
import yaml
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture
from nexus.examples.postgres.server import Server

from tests.helpers import ROOT, environment

LABS = ROOT / "docs/weeks/week-02/labs"
PROJECT = LABS / "airbnb_clone"
PROGRAMS = ("checks", "compare_schemas", "compose", "environment", "orm_queries")
EMPTY = Fixture("empty")


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    """The address of a database with nothing in it."""
    with databases.copy(EMPTY) as copy:
        yield copy.dsn


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs Python in the project's folder, with no variables of the project but those given."""
    clean = {
        name: value
        for name, value in environment(PYTHONDONTWRITEBYTECODE="1").items()
        if not name.startswith(("DJANGO_", "POSTGRES_", "DATABASE_"))
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env=clean | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


def manage(url: str, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of manage.py with the settings of production, but for what is given."""
    settings = {
        "DATABASE_URL": url,
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(50),
        "DJANGO_ALLOWED_HOSTS": "airbnb.example",
    }
    return run("manage.py", *command, **(settings | variables))


@pytest.mark.parametrize("debug", ["0", "1"])
def test_the_projects_own_tests_pass(server: Server, debug: str) -> None:
    """On a developer's machine and with the settings of production."""
    done = manage(server.dsn(), "test", "--noinput", DJANGO_DEBUG=debug)
    assert done.returncode == 0, done.stdout
    assert re.search(r"Ran \d\d tests", done.stdout)


def test_production_settings_pass_every_check(server: Server) -> None:
    """Not even a warning is left; the settings of a developer's machine have some."""
    command = ("check", "--deploy", "--fail-level", "WARNING")
    done = manage(server.dsn(), *command)
    assert done.returncode == 0, done.stdout
    assert manage(server.dsn(), *command, DJANGO_DEBUG="1").returncode == 1


def test_the_migrations_say_what_the_models_say(server: Server) -> None:
    """There is nothing that makemigrations would add."""
    done = manage(server.dsn(), "makemigrations", "--check", "--dry-run")
    assert (done.returncode, done.stdout) == (0, "No changes detected\n")


def test_what_is_missing_stops_the_start_by_its_name(server: Server) -> None:
    """A secret has no default, and neither has a database."""
    assert "DJANGO_SECRET_KEY" in manage(server.dsn(), "check", DJANGO_SECRET_KEY="").stdout
    assert "POSTGRES_DB" in manage("", "check").stdout


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_of_the_page_prints_the_same_twice(databases: Databases, program: str) -> None:
    """It needs an empty database of its own, and no more rights than there."""
    printed = []
    for _ in range(2):
        with databases.copy(EMPTY) as copy:
            done = run(str(LABS / "milestone-1" / f"{program}.py"), DATABASE_URL=copy.dsn)
        assert done.returncode == 0, done.stdout
        printed.append(done.stdout)
    assert printed[0] == printed[1]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("lab.WHY = lab.WHY[1:]", "WITHOUT A REASON: table of auth_group: nothing -> exists"),
        ("lab.WHY += (lab.Reason('type', 'a -> b', 'no'),)", "A REASON FOR NOTHING: type: no"),
    ],
)
def test_differences_and_reasons_belong_together(empty: str, change: str, told: str) -> None:
    """A difference without a reason fails, and so does a reason without a difference."""
    program = f"import sys, compare_schemas as lab\n{change}\nsys.exit(lab.main())"
    done = run("-c", program, DATABASE_URL=empty, PYTHONPATH=str(LABS / "milestone-1"))
    assert done.returncode == 1
    assert told in done.stdout


def test_the_orm_asks_as_often_as_the_page_says(empty: str) -> None:
    """Seven queries for six bookings become one, four for three properties become two."""
    done = run(str(LABS / "milestone-1" / "orm_queries.py"), DATABASE_URL=empty)
    assert re.findall(r"Queries: (\d+)", done.stdout) == ["7", "1", "4", "2", "1", "1"]


def test_the_container_installs_what_is_tested() -> None:
    """Each package is pinned to the version that these tests run with."""
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [re.fullmatch(r"([\w-]+)(?:\[\w+\])?==(.+)", line) for line in lines if line[0] != "#"]
    assert all(pins)
    assert [pin[2] for pin in pins if pin] == [version(pin[1]) for pin in pins if pin]


def test_compose_follows_its_specification() -> None:
    """The schema is the one that check-jsonschema carries."""
    schema = ("--builtin-schema", "vendor.compose-spec")
    done = run("-m", "check_jsonschema", *schema, str(PROJECT / "compose.yaml"))
    assert done.returncode == 0, done.stdout


def test_only_the_web_service_is_reached_and_only_from_this_machine() -> None:
    """The database has a health check that the web service waits for, and no published port."""
    services = yaml.safe_load((PROJECT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert "ports" not in services["db"]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert services["web"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert "pg_isready" in " ".join(services["db"]["healthcheck"]["test"])


def test_the_example_of_the_environment_is_complete_and_has_no_secret() -> None:
    """Filled in, it starts the project; as it is, the two secrets are empty."""
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert [name for name, value in example.items() if not value] == [
        "DJANGO_SECRET_KEY",
        "POSTGRES_PASSWORD",
    ]
    filled = {name: value or "filled in" for name, value in example.items()}
    assert run("manage.py", "check", **filled).returncode == 0


def test_no_variable_of_the_example_is_idle() -> None:
    """The settings, or the image of the database, read each of them."""
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    read = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "config").glob("*.py"))
    assert all(name in read for name in re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_secrets_stay_out_of_git_and_of_the_image() -> None:
    """The file .env is ignored by both."""
    ignored = subprocess.run(["git", "check-ignore", "-q", PROJECT / ".env"], cwd=ROOT, check=False)
    assert ignored.returncode == 0
    assert ".env" in (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_the_container_is_not_run_by_root() -> None:
    """The last USER of the Dockerfile is another one, and health is asked for."""
    lines = (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER django"]
    assert any(line.startswith("HEALTHCHECK") for line in lines)
