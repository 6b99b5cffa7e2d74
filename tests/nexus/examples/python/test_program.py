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
from nexus.examples.python.questions import Question
from nexus.examples.request import Request
from nexus.pages.fences import Fence

PLACES = program.places(Path())
SHORT = Limits(seconds=0.5, bytes=10_000)
# What a stopped example may take on top of its limit.
GRACE = 20.0


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
    ("code", "told"),
    [
        (
            (
                "import signal\ntry:\n    signal.raise_signal(signal.SIGINT)\n"
                "except KeyboardInterrupt:\n    print('interrupted')"
            ),
            "interrupted",
        ),
        (
            (
                "import subprocess\nchild = subprocess.Popen(['sleep', '60'])\nchild.terminate()\n"
                "print(child.wait())"
            ),
            "-15",
        ),
        ("import subprocess\nsubprocess.Popen(['sleep', '60'])\nprint('done')", "done"),
        (
            (
                "import multiprocessing\nif __name__ == '__main__':\n"
                "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
                "        print(pool.map(abs, [-1]))"
            ),
            "[1]",
        ),
        (
            (
                "import multiprocessing, time\nif __name__ == '__main__':\n"
                "    child = multiprocessing.Process(target=time.sleep, args=[60], daemon=True)\n"
                "    child.start()\n    print('done')"
            ),
            "done",
        ),
        ("import os, signal\nprint(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)", "True"),
        (
            "import os, sys\nprint(os.getenv('HOME') == os.getcwd(), 'a' in os.environ)",
            "True False",
        ),
        ("import os, shutil\nos.mkdir('a')\nshutil.rmtree('a')\nprint(os.listdir())", "[]"),
        ("import os\nos.environ['A'] = '1'\nprint(os.environb[b'A'], os.getenv('A'))", "b'1' 1"),
    ],
)
def test_a_program_runs_as_in_a_shell(code: str, told: str) -> None:
    """Signals end what they end, and nobody waits for what it leaves behind."""
    start = time.monotonic()
    assert printed(code) == f"{told}\n"
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("code", "beyond"),
    [
        (
            (
                "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                "s.connect(('192.0.2.1', 53))"
            ),
            "it asks 192.0.2.1:53",
        ),
        (
            (
                "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                "s.sendto(b'', ('127.0.0.1', 9))"
            ),
            "it asks 127.0.0.1:9",
        ),
        (
            (
                "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                "s.sendmsg([b''], [], 0, ('127.0.0.1', 9))"
            ),
            "it asks 127.0.0.1:9",
        ),
        (
            (
                "import ctypes, socket, struct\n"
                "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                "to = ctypes.create_string_buffer(struct.pack('=H6B8x', 2, 0, 9, 127, 0, 0, 1))\n"
                "messages = struct.pack('=8Q', ctypes.addressof(to), 16, *[0] * 6) * 1024\n"
                "ctypes.CDLL(None).sendmmsg(s.fileno(), messages, 1024, 0)"
            ),
            "it asks 127.0.0.1:9",
        ),
        ("import ctypes\nctypes.CDLL(None).unshare(0)", "it calls unshare"),
        ("import ctypes\nctypes.CDLL(None).msgget(1, 0)", "it calls msgget"),
        ("import ctypes\nctypes.CDLL(None).semget(1, 1, 0)", "it calls semget"),
        (
            "import array, socket\na, b = socket.socketpair()\nsocket.send_fds(a, [b'1'], [1])",
            "",
        ),
        (
            (
                "import socket\nwith socket.create_server(('127.0.0.1', 0)) as server:\n"
                "    socket.create_connection(server.getsockname()).close()"
            ),
            "",
        ),
        (
            (
                "import asyncio\nasync def main():\n"
                "    server = await asyncio.start_server(lambda r, w: w.close(), 'localhost', 0)\n"
                "    await asyncio.open_connection('localhost', server.sockets[0].getsockname()[1])\n"
                "asyncio.run(main())"
            ),
            "",
        ),
        ("import socket\na, b = socket.socketpair()\na.send(b'1')\nb.recv(1)", ""),
        ("import os\nos.mkfifo('a')\nos.open('a', os.O_RDWR)", ""),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere less can be followed")
def test_what_cannot_be_followed_is_told(code: str, beyond: str) -> None:
    """What another program answers is not known; what the program serves itself is."""
    found = program.run(example(code), PLACES, limits=Limits(seconds=20)).beyond
    assert found == ((beyond,) if beyond else ())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere less can be followed")
def test_a_pipe_of_another_program_cannot_be_followed(tmp_path: Path) -> None:
    """Something else may come out of it each time."""
    os.mkfifo(tmp_path / "pipe")
    code = f"import os\nos.open({str(tmp_path / 'pipe')!r}, os.O_RDONLY | os.O_NONBLOCK)"
    found = program.run(example(code), PLACES, limits=Limits(seconds=20)).beyond
    assert found == ("it opens a pipe of another program",)


@pytest.mark.parametrize(
    ("code", "line", "message"),
    [
        ("x = 1\n1 / 0", 3, "ZeroDivisionError: division by zero"),
        ("import json\njson.loads('{')", 3, "JSONDecodeError"),
        ("def f(:", 2, "SyntaxError"),
        ("import sys\nsys.exit(3)", 1, "it ended with exit code 3"),
        ("import os\nos.kill(os.getpid(), 11)", 1, "it ended with signal 11"),
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


def test_what_the_system_is_is_part_of_the_evidence() -> None:
    """A program that asks runs again on another system."""
    ran = program.run(example("import os\nos.uname()"), PLACES, limits=Limits(seconds=20))
    assert Question("system", "") in dict(ran.inputs)
