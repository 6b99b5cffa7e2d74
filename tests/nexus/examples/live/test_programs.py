"""Which programs readers may run, and that Python in a browser does what it does at a build."""

import gzip
import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from nexus.build import npm
from nexus.core.cache import Cache
from nexus.core.results import Printed
from nexus.examples.example import Example, Kept, Ran
from nexus.examples.live import html, node
from nexus.examples.live.interpreter import Interpreter
from nexus.examples.live.offer import Offer
from nexus.examples.live.part import FOLDER
from nexus.examples.live.programs import Programs
from nexus.examples.live.trial import Given

from tests.nexus.examples.builders import request

# What each of these programs does is told below it.
PROGRAMS = {
    "blocks": """
import asyncio, time
async def wait(name, seconds):
    print(name, "begins")
    time.sleep(seconds)
    print(name, "ends")
async def main():
    await asyncio.gather(wait("A", 0.02), wait("B", 0.01))
asyncio.run(main())
""",
    "gives way": """
import asyncio
async def wait(name, seconds):
    await asyncio.sleep(seconds)
    print(name)
    return name
async def main():
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        tasks = [group.create_task(wait("A", 0.04)), group.create_task(wait("B", 0.01))]
    print([task.result() for task in tasks])
asyncio.run(main())
""",
    "await": "import asyncio\nprint(await asyncio.sleep(0, 'at the top'))",
    "waits badly": """
import nexus_session, time
nexus_session._Watch.sleep = lambda seconds: print("meanwhile")
time.sleep(0.01)
""",
    "raises": "def half(n):\n    return n / 0\n\nprint('é', end='')\nhalf(1)",
    "syntax": "print('never')\nif True print()",
    "asks": "input('who? ')",
    "reads": "import sys\nprint(repr(sys.stdin.read()))",
    "leaves": "import atexit, sys\natexit.register(print, 'last')\nsys.exit(0)",
    "leaves badly": "import sys\nsys.exit('no')",
    "warns": "import sys\nprint('out')\nprint('err', file=sys.stderr)",
    "looks": "import os\nprint(__name__, os.listdir(), os.environ['TZ'], hash('a') == hash('a'), input.__name__)",
    "bytes": "import os, sys\nsys.stdout.buffer.write(b'a\\xff')\nos.write(1, b'b')\nprint('\\udc80')",
    "looks at the clock": """
import datetime, time
print(datetime.datetime.fromtimestamp(1783000000), time.mktime((2026, 7, 2, 13, 46, 40, 0, 0, -1)), time.timezone)
""",
    "is large": "print(len(bytearray(600_000_000)))",
    "starts": "import threading\nthreading.Thread(target=print).start()",
    "changes": "import math\nmath.pi = 3\nprint(math.pi)",
    "is alone": "import math\nprint(math.pi)",
    # The clock of its thread goes on by more than a page waits.
    "is late": "import js\njs.eval('const n = performance.now(); performance.now = () => n + 31_000')",
}


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Interpreter:
    """Begin Python once for all tests of this module."""
    return Interpreter(npm.PACKAGES, Cache(tmp_path_factory.mktemp("live")))


@pytest.fixture(scope="module")
def gave(interpreter: Interpreter) -> dict[str, Given]:
    """What each of the programs above gives, for a reader who lives far in the east."""
    with pytest.MonkeyPatch.context() as machine:
        machine.setenv("TZ", "Pacific/Kiritimati")
        return dict(zip(PROGRAMS, interpreter.run(list(PROGRAMS.values())), strict=True))


def test_a_sleep_that_blocks_blocks_and_a_wait_gives_way(gave: dict[str, Given]) -> None:
    """The order of what happens is that of CPython, whichever of the two a program uses."""
    assert printed(gave["blocks"]) == "A begins\nA ends\nB begins\nB ends\n"
    assert printed(gave["gives way"]) == "B\nA\n['A', 'B']\n"
    assert printed(gave["await"]) == "at the top\n"


def test_a_sleep_that_lets_others_run_is_a_fault(gave: dict[str, Given]) -> None:
    """Even where the text would be the same: the program would teach the opposite."""
    assert gave["waits badly"].error == "time.sleep lets something else run there"


def test_what_a_program_raises_is_told(gave: dict[str, Given]) -> None:
    """An exception, a mistake in the text, a question to nobody, an end with a reason."""
    assert gave["raises"] == Given((Printed("é"),), "it raises ZeroDivisionError: division by zero")
    assert gave["syntax"].error == "it raises SyntaxError: invalid syntax"
    assert gave["asks"].error == "it raises EOFError: input() has nobody to ask here"
    assert gave["leaves badly"].error == "it raises SystemExit: no"
    assert gave["starts"].error == "it raises RuntimeError: can't start new thread"


def test_a_program_finds_what_it_finds_at_a_build(gave: dict[str, Given]) -> None:
    """Nobody to read from, an empty folder, its variables, its time zone, and bytes as written."""
    assert printed(gave["reads"]) == "''\n"
    assert printed(gave["leaves"]) == "last\n"
    assert printed(gave["looks"]) == "__main__ [] UTC True input\n"
    assert printed(gave["looks at the clock"]) == "2026-07-02 13:46:40 1783000000.0 0\n"
    assert printed(gave["bytes"]) == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}\n"
    assert gave["warns"].results == (Printed("out\n"), Printed("err\n"))


def test_no_program_finds_what_another_changed(gave: dict[str, Given]) -> None:
    """Each has a process of its own at a build, and a Python of its own here."""
    assert printed(gave["changes"]) == "3\n"
    assert printed(gave["is alone"]) == "3.141592653589793\n"


@pytest.mark.parametrize("script", [node.POSTGRES, node.PYTHON])
def test_a_node_that_does_not_look_for_modules_loads_them(script: node.Script) -> None:
    """As the first ones that are new enough do not, and a wheel lies in no package of Node."""
    command = [node.executable(), "--no-experimental-detect-module", "--eval"]
    source = f"import({json.dumps(script.session.as_uri())})"
    assert subprocess.run([*command, source], check=False, capture_output=True).stderr == b""


def test_what_a_page_would_end_is_no_offer(gave: dict[str, Given]) -> None:
    """A build holds a program to the memory and the time that it has in a browser."""
    assert gave["is large"].error == "it raises MemoryError"
    assert gave["is late"] == Given((), "it takes more than 30 seconds")


def test_a_program_without_end_keeps_no_other_from_its_button(
    interpreter: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ended when its time is over, those after it are tried, and the outcome is kept."""
    limits = tmp_path / "limits.js"
    limits.write_text("export const SECONDS = 2;", "utf-8")
    monkeypatch.setattr(node, "_LIMITS", limits)
    endless = "import asyncio\nprint('waits', flush=True)\nasync def main():\n    await asyncio.Event().wait()\nasyncio.run(main())"
    examples = [ran(1, "print(1)", "1\n"), ran(2, endless, "waits\n"), ran(3, "print(3)", "3\n")]
    found = Programs(interpreter, lambda _: None).of(examples)
    assert [isinstance(each, Offer) for each in found.values()] == [True, False, True]
    assert found[2] == "it takes too long in a browser"
    monkeypatch.setattr(node, "ask_each", pytest.fail)
    again = Programs(interpreter, lambda _: None).of(examples)
    assert again.keys() == found.keys()


def test_a_program_that_ends_node_keeps_no_other_from_its_button(interpreter: Interpreter) -> None:
    """What it takes with it may be for want of memory, so the next build tries it again."""
    ends = "import js\njs.process.kill(js.process.pid, 'SIGKILL')"
    gone, last = interpreter.run([ends, "print(3)"])
    assert printed(last) == "3\n"
    assert (gone.error, gone.is_final) == ("Node ended with -9", False)


def test_a_python_that_does_not_begin_is_no_fault_of_a_program(tmp_path: Path) -> None:
    """The next build tries it again."""
    damaged = Interpreter(npm.PACKAGES, Cache(tmp_path))
    damaged.__dict__["_begun"] = SimpleNamespace(version="3.14", memory=gzip.compress(b"damaged"))
    with pytest.raises(node.NodeError):
        damaged.run(["print(1)"])


def test_what_gives_the_same_is_offered_and_the_rest_says_why(interpreter: Interpreter) -> None:
    """A page tells how many of its programs readers may run; a build tells the difference."""
    lines: list[str] = []
    examples = [
        ran(1, "print(1)", "1\n"),
        ran(2, "import sys\nprint(sys.platform)", "linux\n"),
        ran(3, "import psycopg2\nprint(1)", "1\n"),
        ran(4, "print('way,peak_kib')\nprint('list,1')", "", 'run="true" chart="memory"'),
        ran(5, "print(1)", "1\n", 'run="shop"'),
    ]
    programs = Programs(interpreter, lines.append)
    found = programs.of(examples)
    assert isinstance(found[1], Offer)
    assert found[1].by.startswith("Python 3.14")
    assert 6_000_000 < found[1].size < 12_500_000
    assert list(found.values())[1:] == [
        "it gives something else in a browser",
        "it imports what a browser does not have",
        "times and memory are measured at build",
        "what asks a database runs at build",
    ]
    assert [line.partition("; in a browser ")[2] for line in lines] == [
        'it gives {"type":"Printed","text":"emscripten\\n"}, the page shows {"type":"Printed","text":"linux\\n"}',
        "it raises ModuleNotFoundError: No module named 'psycopg2'",
    ]
    assert html.reasons(examples, found).startswith("1 of 5 Python examples; the others: it gives")
    assert html.reasons(examples[1:2], found) == f"none of 1 Python example: {found[2]}"
    published = programs.files()
    assert f"{FOLDER}/{found[1].session}" in published
    assert f"{FOLDER}/worker-python.js" in published
    assert f"{FOLDER}/worker-sql.js" not in published


def test_the_memory_is_the_same_bytes_each_time(
    interpreter: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a second build, in another time zone too, publishes no other file, and a reader fetches none."""
    monkeypatch.setenv("TZ", "America/St_Johns")
    again = Interpreter(npm.PACKAGES, Cache(tmp_path))
    assert again.memory.digest == interpreter.memory.digest


def test_without_node_or_pyodide_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages are as they were, and the line says what to do."""
    lines: list[str] = []
    programs = Programs(Interpreter(tmp_path, Cache(tmp_path)), lines.append)
    assert [programs.of([ran(1, "print(1)", "1\n")]) for _ in range(2)] == [{}, {}]
    monkeypatch.setattr(node, "executable", lambda: "")
    without = Programs(Interpreter(npm.PACKAGES, Cache(tmp_path)), lines.append)
    assert without.of([ran(1, "print(1)", "1\n")]) == {}
    assert lines == [
        "no Python example can be run by readers, as a front-end package, Pyodide or its editor, is missing; run npm ci",
        "no Python example can be run by readers, as Node is missing; pip install 'project-nexus[live]'",
    ]


def ran(number: int, code: str, text: str, header: str = 'run="true"') -> Example:
    """A program that wrote this text at the build."""
    kept = Kept(Ran("Python 3.11", "", "2031-07-01T10:00Z"), (Printed(text),))
    return Example(request(header, code, "python"), number, kept)


def printed(given: Given) -> str:
    """What a program wrote, which raised nothing."""
    assert given.error == ""
    (result,) = given.results
    assert isinstance(result, Printed)
    return result.text
