"""Python examples: what they print is what is shown, and no limit can be passed."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from nexus.core.errors import NexusError
from nexus.examples import request as requests
from nexus.examples.python import program
from nexus.examples.python.program import Limits
from nexus.examples.request import Request
from nexus.pages.fences import Fence

PLACES = program.places(Path())
SHORT = Limits(seconds=0.5, bytes=10_000)
# What a stopped example may take on top of its limit.
GRACE = 2.0


def example(code: str, folder: Path = Path()) -> Request:
    """The request of a page whose only fence, in line 1, holds that code."""
    fence = Fence("python", code, {"run": "true"}, 1)
    (request,) = requests.read(folder / "page.md", [fence])
    return request


def printed(code: str) -> str:
    """What that code prints."""
    return program.run(example(code), PLACES, limits=Limits(seconds=20)).printed.text


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the folders of the examples of a test lie apart from those of other processes."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def leftovers() -> list[Path]:
    """The folders of examples that are still there."""
    return list(Path(tempfile.gettempdir()).glob("nexus-*"))


def test_what_a_program_prints_comes_back() -> None:
    """As UTF-8, whatever the locale of the build."""
    assert printed("print('\N{SNOWMAN}', end='')") == "\N{SNOWMAN}"


def test_a_program_sees_an_empty_folder_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has its own home and nothing of the builder's environment but the path."""
    monkeypatch.setenv("TOKEN", "secret")
    told = printed("import os\nprint(os.listdir(), os.environ.get('TOKEN'), os.getcwd())")
    assert told.startswith("[] None")
    assert str(Path.cwd()) not in told


def test_the_hash_seed_of_a_program_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it prints of a set is the same each time, whatever the seed of the builder."""
    monkeypatch.setenv("PYTHONHASHSEED", "random")
    (told,) = {printed("print(set('abcdefgh'))") for _ in range(3)}
    assert sorted(told) == sorted(f"{set('abcdefgh')}\n")


@pytest.mark.parametrize(
    ("code", "line", "message"),
    [
        ("x = 1\n1 / 0", 3, "ZeroDivisionError: division by zero"),
        ("import json\njson.loads('{')", 3, "JSONDecodeError"),
        ("def f(:", 2, "SyntaxError"),
        ("import sys\nsys.exit(3)", 1, "no message"),
    ],
)
def test_a_failure_is_told_at_the_line_of_the_example(code: str, line: int, message: str) -> None:
    """The innermost line of the author's own code, not of a library."""
    with pytest.raises(NexusError) as caught:
        printed(code)
    assert message in str(caught.value)
    assert f"page.md:{line};" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("while True: pass", "longer than 0.5 seconds"),
        ("while True: print('x' * 1000)", "more than 10,000 bytes"),
        ("import time, os\nos.close(1)\nos.close(2)\ntime.sleep(60)", "longer"),
        (
            "import os, time\nif os.fork():\n    time.sleep(60)\nos.setsid()\ntime.sleep(60)",
            "longer",
        ),
        ("import signal, time\nsignal.signal(15, signal.SIG_IGN)\ntime.sleep(60)", "longer"),
    ],
)
def test_a_limit_ends_the_program_and_all_that_it_started(code: str, message: str) -> None:
    """Within the limit and two seconds, without a process or a folder left behind."""
    before, start = set(leftovers()), time.monotonic()
    with pytest.raises(NexusError, match=message):
        program.run(example(f"{code}  # {__name__}"), PLACES, limits=SHORT)
    assert time.monotonic() - start < SHORT.seconds + GRACE
    assert set(leftovers()) <= before


def test_memory_is_bounded() -> None:
    """A program that asks for more than its share fails, and says where."""
    with pytest.raises(NexusError, match="MemoryError"):
        program.run(example("x = bytearray(1 << 30)"), PLACES, limits=Limits(memory=512 << 20))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nothing_is_left_when_the_builder_is_killed(tmp_path: Path) -> None:
    """The sandbox sees its input end, kills the program and removes the folder."""
    marker = f"nexus-marker-{os.getpid()}"
    code = (
        f'import time  # {marker}\nprint("on", flush=True)\n'
        f"open({str(tmp_path / 'started')!r}, 'w').close()\ntime.sleep(60)\n"
    )
    script = (
        "from pathlib import Path; from nexus.pages.fences import Fence\n"
        "from nexus.examples.python import program; from nexus.examples import request\n"
        f"fence = Fence('python', {code!r}, {{'run': 'true'}})\n"
        f"(asked,) = request.read(Path({str(tmp_path / 'page.md')!r}), [fence])\n"
        "program.run(asked, program.places(Path()))"
    )
    before = set(leftovers())
    scripts = Path(program.__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(scripts)}
    with subprocess.Popen([sys.executable, "-c", script], env=environment) as builder:
        deadline = time.monotonic() + 20
        while not (tmp_path / "started").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert (tmp_path / "started").exists()
        builder.kill()
    deadline = time.monotonic() + GRACE
    while set(leftovers()) - before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert set(leftovers()) <= before


def test_the_time_zone_of_a_program_is_not_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is that of the world's time, wherever a page is built."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert printed("import os, time\nprint(os.environ['TZ'], time.tzname[0])") == "UTC UTC\n"
