"""Portfolios are built in containers: by a program that stands in for podman, or for docker."""

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from nexus.cli.cohort import cohort
from nexus.cohort import building, containers
from nexus.cohort.building import Order
from nexus.cohort.confinement import Limits
from nexus.cohort.containers import Container
from nexus.core.errors import MachineError, NexusError

from tests.nexus.cohort.test_builds import LIMITS, PROGRAM, Alone, project, run

__all__ = ["Alone"]
# Tells what it was asked for, and runs the program with what a container would know; or removes one.
ENGINE = """#!{python}
import json, os, subprocess, sys
task, *given = sys.argv[1:]
with open({log!r}, "a") as log:
    log.write(json.dumps([task, *given]) + "\\n")
if task == "run":
    options = [each for each in given if each.startswith("--")]
    image, *program = given[len(options):]
    known = dict(each[6:].split("=", 1) for each in options if each.startswith("--env="))
    assert image == "portfolios" and "--pull=never" in options
    at = next(each[10:] for each in options if each.startswith("--workdir="))
    program = [{python!r} if each == "python" else each for each in program]
    sys.exit(subprocess.run(program, cwd=at, env={{"PATH": os.environ["PATH"], **known}}).returncode)
"""


@pytest.fixture(autouse=True)
def _program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a short program stand in for a build."""
    monkeypatch.setattr(building, "_BUILD", ("-c", PROGRAM))


@pytest.fixture(params=containers.ENGINES)
def asked(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> "list[list[str]]":
    """What the engine is asked for, which alone is found; a view that grows is read by `told`."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / request.param
    program.write_text(ENGINE.format(python=sys.executable, log=str(tmp_path / "log")))
    program.chmod(0o755)
    (tmp_path / "bin" / "timeout").symlink_to("/usr/bin/timeout")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("SECRET", "token")
    return [[request.param]]


def told(folder: Path) -> list[list[str]]:
    """What the engine was asked for."""
    return [json.loads(line) for line in (folder / "log").read_text().splitlines()]


def test_each_portfolio_has_a_container_of_its_own(tmp_path: Path, asked: list[list[str]]) -> None:
    """Without network, rights or variables of the machine; it is removed when its build has ended."""
    for name in ("one", "two"):
        project(tmp_path / name)
    same = ["built", ""]
    assert run(tmp_path, "one, two", image="portfolios") == {"one": same, "two": same}
    assert (tmp_path / "out/sites/one/index.html").read_text() == "one"
    lines = told(tmp_path)
    assert [line[0] for line in lines] == ["run", "rm", "run", "rm"]
    names = [line[-1] for line in lines if line[0] == "rm"]
    assert len(set(names)) == 2
    assert f"--name={names[0]}" in lines[0]
    assert {"--network=none", "--read-only", "--cap-drop=all"} <= set(lines[0])
    assert not any("token" in each for each in lines[0])
    is_keeping = "--userns=keep-id" in lines[0]
    assert is_keeping == (asked == [["podman"]] and os.getuid() != 0)


def test_another_image_builds_anew(tmp_path: Path, asked: list[list[str]]) -> None:
    """And so does none; the same one has nothing to do."""
    assert asked
    project(tmp_path / "a")
    assert run(tmp_path, "a", image="portfolios")["a"][0] == "built"
    assert run(tmp_path, "a", image="portfolios")["a"][0] == "skipped"
    assert run(tmp_path, "a")["a"][0] == "built"


def test_one_that_fails_or_hangs_is_told(tmp_path: Path, asked: list[list[str]]) -> None:
    """With its own reason; its container is removed."""
    assert asked
    project(tmp_path / "bad", "print('error: no table; a.md:3')\nraise SystemExit(1)")
    project(tmp_path / "slow", "import time\ntime.sleep(600)")
    limits = Limits(seconds=1, disk=LIMITS.disk)
    assert run(tmp_path, "bad, slow", limits, image="portfolios") == {
        "bad": ["failed", "no table; a.md:3"],
        "slow": ["failed", "it took longer than 1 s"],
    }
    assert [line[0] for line in told(tmp_path)] == ["run", "rm", "run", "rm"]


@pytest.mark.parametrize("uid", [0, 1000])
def test_files_are_those_of_the_worker(monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
    """Root may become somebody else there, as PostgreSQL asks for; another user may do nothing."""
    monkeypatch.setattr(os, "getuid", lambda: uid)
    folder = Path("/w/nexus-1")
    given = list(Container("", folder, folder, LIMITS).options("/bin/docker", {}))
    assert ("--cap-add=setuid" in given) == (uid == 0)
    assert ("--volume=/etc/passwd:/etc/passwd:ro" in given) == (uid != 0)
    assert "--env=HOME=/w/nexus-1/home" in given


def test_a_worker_without_an_engine_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the report of each portfolio; the command says it before, of its own machine."""
    monkeypatch.setenv("PATH", str(tmp_path))
    project(tmp_path / "a")
    reason = "no container can be made: podman and docker are missing here"
    assert run(tmp_path, "a", image="portfolios") == {"a": ["failed", reason]}
    line = [
        "build",
        str(tmp_path / "cohort.yml"),
        "-o",
        str(tmp_path / "o"),
        "--image",
        "portfolios",
    ]
    done = CliRunner().invoke(cohort, line)
    assert isinstance(done.exception, MachineError)
    with pytest.raises(NexusError, match="missing here"):
        Order(b"", b"", LIMITS, "portfolios").run(["true"], tmp_path, {})
