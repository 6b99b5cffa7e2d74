"""A whole site about schemas of up to ten thousand tables: what it costs, and what its page weighs.

pytest -s tests/trials/test_large_site.py

NEXUS_TRIAL_TABLES names other sizes, such as `1250 2500`: the largest takes a processor for about
half an hour.
"""

import gzip
import math
import os
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Response

from bench.synthetic import module
from tests.browser.visit import PHONE
from tests.helpers import environment

pytestmark = pytest.mark.timeout(3600)

SIZES = tuple(map(int, os.environ.get("NEXUS_TRIAL_TABLES", "1250 2500 5000 10000").split()))
KEYS, COLUMNS = 3, 8
MOST_BYTES = 300_000
# What a measurement may be off by.
SLACK = 1.3
SETTINGS = """\
site_name: Many tables
site_url: https://a.example/
theme: {name: material, font: false}
plugins: [search, nexus]
"""


class Cost(NamedTuple):
    """The CPU of a build in seconds, and the most memory that it had, in MB."""

    seconds: float
    megabytes: float


def build(folder: Path, tables: int) -> Cost:
    """A site of one page and such a schema, built by MkDocs."""
    for name in ("docs", "models"):
        (folder / name).mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(SETTINGS)
    (folder / "docs/index.md").write_text("# Many tables\n")
    (folder / "models/big.py").write_text(module(tables, KEYS * tables, COLUMNS))
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", f"{folder}/mkdocs.yml"]
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT)
    to_log = [(os.POSIX_SPAWN_DUP2, log, number) for number in (1, 2)]
    child = os.posix_spawn(command[0], command, environment(), file_actions=to_log)
    _, status, used = os.wait4(child, 0)
    os.close(log)
    assert status == 0, (folder / "log").read_text()[-4000:]
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def weight(answer: Response) -> int:
    """The bytes of an answer as a static server sends them that compresses texts."""
    body = answer.body()
    kind = answer.header_value("content-type") or ""
    is_text = not kind.startswith(("image/png", "font/"))
    return len(gzip.compress(body, 6)) if is_text else len(body)


def test_a_whole_site_is_built_and_grows_evenly(
    tmp_path: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    """Time and memory as n log n at most; the schema's page loads at most 300 kB on a phone."""
    costs = {}
    for tables in SIZES:
        costs[tables] = cost = build(tmp_path / str(tables), tables)
        print(f"\n{tables:,} tables: {cost.seconds:.0f} s of CPU, {cost.megabytes:.0f} MB", end="")
    for small, large in pairwise(SIZES):
        most = large / small * math.log(large) / math.log(small) * SLACK
        for name in Cost._fields:
            grown = getattr(costs[large], name) / getattr(costs[small], name)
            print(
                f"\n{name}, {large:,} beside {small:,}: {grown:.2f} x, at most {most:.2f}", end=""
            )
            assert grown <= most
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    answers: list[Response] = []
    # Playwright marks what it is given, and a method of a list takes no mark.
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.goto(f"{serve(tmp_path / str(SIZES[-1]) / 'site')}schema/big/", wait_until="networkidle")
    sent, whole = sum(map(weight, answers)), sum(len(answer.body()) for answer in answers)
    print(f"\nthe page: {len(answers)} answers, {sent / 1000:.0f} kB, {whole / 1000:.0f} kB whole")
    context.close()
    assert sent <= MOST_BYTES
