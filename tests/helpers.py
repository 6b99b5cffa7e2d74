"""Builders of tiny schemas and projects, so that a test shows only what it is about."""

import os
import random
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

from nexus.schema.model import (
    Column,
    ForeignKey,
    Key,
    Schema,
    Table,
)

ROOT = Path(__file__).parents[1]

# Names as an enemy, or an unlucky export, would choose them.
HOSTILE_NAMES = {
    "script": "<script>alert(1)</script>",
    "quotes": "\"a' onload='x\" `b`",
    "newline": "first\nsecond",
    "nul": "nul\0nul",
    "space": " ",
    "ampersand": "a&amp;b&#60;c",
    "cdata": "]]><!--",
    "dot": '}"];graph{x[label=<<b>>]',
    "path": "../../etc/passwd",
    "count": "COUNT(*)",
    "dollar": "t$log",
    "long": "x" * 500,
    "emoji": "caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{HOT BEVERAGE}\ufe0f",
    "rtl": "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET} \u202eabc",
    "wide": "\N{CJK UNIFIED IDEOGRAPH-8868}",
    "surrogate": "half\ud800",
}

# Who commits in a copy of the project, and when.
COMMITTER = {
    "GIT_AUTHOR_NAME": "Octo",
    "GIT_AUTHOR_EMAIL": "octo@example.org",
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
    "GIT_COMMITTER_NAME": "Octo",
    "GIT_COMMITTER_EMAIL": "octo@example.org",
    "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
}


# A text that would become an element, an attribute, or another text.
EVIL = "\"><b onx=1>&lt;'"


def comes_true(condition: Callable[[], bool]) -> bool:
    """Whether the condition holds soon, and still does a moment later.

    How soon, the trial of kills says on a quiet machine. A process that is just being started is not
    yet seen where it will work.
    """
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if condition():
            time.sleep(0.05)
            if condition():
                return True
        time.sleep(0.005)
    return False


def check_printable(text: str) -> None:
    """Assert that a text of lines holds no control, and nothing that turns it or no file can hold."""
    turns = {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    for sign in set(text) - {"\n"}:
        assert unicodedata.category(sign) not in {"Cc", "Cs"}
        assert unicodedata.bidirectional(sign) not in turns


class Tags(HTMLParser):
    """The elements of a piece of HTML, and the names of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.add(tag)
        self.attributes.update(name for name, _ in attrs)


def check_evil(html: str) -> None:
    """Asserts that EVIL is told in that HTML, and became no markup."""
    found = Tags(html)
    assert "b" not in found.elements
    assert "onx" not in found.attributes
    assert "&amp;lt;" in html


@dataclass(frozen=True)
class Golden:
    """The folder of golden files; `writes` where they are to be made, not compared."""

    writes: bool

    def check(self, name: str, text: str) -> None:
        """Asserts that a text is that of the golden file."""
        file = ROOT / "tests" / "nexus" / "golden" / name
        if self.writes:
            file.write_text(text, encoding="utf-8", newline="\n")
        assert text == file.read_text(encoding="utf-8")


def table(name: str, *columns: Column | str, **facts: Any) -> Table:
    """A table with the primary key `id`, unless other facts are given, and more columns."""
    own = tuple(c if isinstance(c, Column) else Column(c, "text", nullable=False) for c in columns)
    identity = Column("id", "integer", nullable=False)
    return Table(name, columns=(identity, *own), **({"primary_key": Key(None, ("id",))} | facts))


def to(target: str, *columns: str, **facts: Any) -> ForeignKey:
    """A foreign key from columns to the `id` of a table, or to as many columns of that table."""
    wanted = ("id",) if len(columns) == 1 else tuple(f"key_{column}" for column in columns)
    return ForeignKey(None, columns, target, wanted, **facts)


def schema(*tables: Table, name: str = "shop") -> Schema:
    """A schema of these tables."""
    return Schema(name, tables)


def chain(*names: str) -> Schema:
    """Tables of which each refers to the one before it."""
    later = [
        table(name, "before_id", foreign_keys=(to(before, "before_id"),))
        for before, name in pairwise(names)
    ]
    return schema(table(names[0]), *later)


def exit_code(*arguments: object) -> int:
    """Run a command of nexus in this process; give its exit code."""
    from nexus.cli.main import main

    try:
        main([str(argument) for argument in arguments])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that knows no addresses and no folders but those given."""
    unset = {"SITE_URL", "GITHUB_REPOSITORY", "NEXUS_CACHE", "SOURCE_DATE_EPOCH"}
    own = {name: value for name, value in os.environ.items() if name not in unset}
    return {**own, "NO_MKDOCS_2_WARNING": "1", **more}


def run_python(source: str, **more: str) -> str:
    """What a program prints, run by a new Python that knows this repository's modules."""
    folders = os.pathsep.join(map(str, (ROOT / "scripts", ROOT)))
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env=environment(PYTHONPATH=folders, **more),
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


def drawn(seed: int) -> Schema:
    """A schema of a few tables, each with a few keys to others, to itself or to the same one twice."""
    chance = random.Random(seed)
    names = [f"t{number}" for number in range(chance.randint(2, 7))]
    made = []
    for name in names:
        keys = [Column(f"k{number}", "integer") for number in range(chance.randint(0, 3))]
        found = tuple(to(chance.choice(names), key.name) for key in keys)
        made.append(table(name, *keys, foreign_keys=found))
    return schema(*made)
