"""Scores this generator and two others on the shapes of foreign keys, for a page of the colophon.

`python -m tests.content.scores` prints the tables, and with `--write` puts them into the page. How
an answer is judged is told in the page itself.
"""

import logging
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from eralchemy2.sqla import metadata_to_intermediary
from nexus.sources.sqlalchemy import reader
from nexus.sources.sqlalchemy.loader import Models
from paracelsus.graph import filter_metadata
from paracelsus.transformers.mermaid import Mermaid
from sqlalchemy import MetaData

from tests.nexus.shapes import SHAPES, Shape

PAGE = Path(__file__).parents[2] / "docs" / "colophon-cardinality.md"
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"

SQLALCHEMY = f"SQLAlchemy {'.'.join(version('sqlalchemy').split('.')[:2])}"

# A relation as every one of the tools can say it: child, parent, child end, parent end.
Line = tuple[str, str, str, str]
# What Mermaid means by the ends of a line, and a line of its text.
ENDS = {"o{": "*", "o|": "?", "||": "1", "}o": "*"}
LINE = re.compile(r"  (.+) (\|\||\}o)--(o\||o\{) (.+?) : .*")


def nexus(metadata: MetaData) -> list[Line]:
    """The relations that this generator finds."""
    found = reader.read(Models("shape", metadata)).relations
    return [(r.child, r.parent, r.child_end.value, r.parent_end.value) for r in found]


def eralchemy2(metadata: MetaData) -> list[Line]:
    """The relations of eralchemy2; its child end `1` is read as zero or one."""
    _, found = metadata_to_intermediary(metadata)
    ends = {"1": "?", "*": "*"}
    return [(r.right_col, r.left_col, ends[r.right_cardinality], r.left_cardinality) for r in found]


def paracelsus(metadata: MetaData) -> list[Line]:
    """The relations in the Mermaid text of paracelsus, made as its own command makes it."""
    text = str(Mermaid(filter_metadata(metadata, set(metadata.tables)), "key-based"))
    ids = _by_bare_name(metadata)
    return [
        (ids.get(child, child), ids.get(parent, parent), ENDS[child_end], ENDS[parent_end])
        for parent, parent_end, child_end, child in LINE.findall(text)
    ]


def _by_bare_name(metadata: MetaData) -> dict[str, str]:
    """The table that each name without a schema stands for, where it stands for one only."""
    names = Counter(table.name for table in metadata.tables.values())
    found: dict[str, str] = {}
    for table in metadata.tables.values():
        alone = names[table.name] == 1
        # paracelsus cuts a parent's name at its last dot.
        for name in (str(table.name), str(table.name).rpartition(".")[2]):
            found[name] = str(table.fullname) if alone else f"one of {names[table.name]} {name}"
    return found


TOOLS: dict[str, Callable[[MetaData], list[Line]]] = {
    "nexus": nexus,
    f"eralchemy2 {version('eralchemy2')}": eralchemy2,
    f"paracelsus {version('paracelsus')}": paracelsus,
}


@dataclass(frozen=True)
class Verdict:
    """What is right about one tool's answer on one shape."""

    child_ends: bool
    both_ends: bool
    crashed: bool

    @property
    def word(self) -> str:
        """The verdict for a cell of the table."""
        if self.crashed:
            return "stops with an error"
        return "right" if self.both_ends else "child end" if self.child_ends else "wrong"


def judge(tool: Callable[[MetaData], list[Line]], shape: Shape) -> Verdict:
    """How a tool's relations compare with those that are right; a crash is wrong."""
    right = [(r.child, r.parent, r.child_end, r.parent_end) for r in shape.expected]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = tool(shape.metadata())
        except Exception:  # whatever another program raises, it gives no answer
            return Verdict(child_ends=False, both_ends=False, crashed=True)
    same_children = Counter(line[:3] for line in found) == Counter(line[:3] for line in right)
    return Verdict(same_children, Counter(found) == Counter(right), crashed=False)


def tables() -> str:
    """Both tables of the page, as Markdown."""
    verdicts = [[judge(tool, shape) for tool in TOOLS.values()] for shape in SHAPES]
    by_tool = list(zip(*verdicts, strict=True))
    lines = [
        f"| Of {len(SHAPES)} shapes, on {SQLALCHEMY} | {' | '.join(TOOLS)} |",
        f"|---|{'---|' * len(TOOLS)}",
        _row("Both ends right", (f"**{_count(v.both_ends for v in c)}**" for c in by_tool)),
        _row("Child end right", (_count(v.child_ends for v in c) for c in by_tool)),
        _row("Stops with an error", (_count(v.crashed for v in c) for c in by_tool)),
        "",
        f"| Shape | {' | '.join(name.partition(' ')[0] for name in TOOLS)} |",
        f"|---|{'---|' * len(TOOLS)}",
    ]
    lines += [_row(s.title, (v.word for v in row)) for s, row in zip(SHAPES, verdicts, strict=True)]
    return "\n".join(lines)


def _count(verdicts: Iterable[bool]) -> str:
    return str(sum(verdicts))


def _row(name: str, cells: Iterable[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def page() -> str:
    """The page with the tables of this run in it."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{rest.partition(END)[2]}"


def main(arguments: list[str]) -> None:
    """Prints the tables, or writes them into the page."""
    logging.disable()
    if "--write" in arguments:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(tables())


if __name__ == "__main__":
    main(sys.argv[1:])
