"""How time and memory grow with a schema: with more tables, at most as n log n.

Each size is read, exported as JSON, grouped and mapped, and one table's page is written, in a
process of its own, which says what it took.
"""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from bench.synthetic import module

ROOT = Path(__file__).parents[1]
SIZES = (1000, 3000, 10_000)
# Memory beside that of Python and its modules, and what a measurement may be off by.
SLACK = 1.3
WORK = """
import gc, json, resource, sys, time
from nexus import exports
from nexus.core.choices import FORMATS
from nexus.schema.lint.choices import Choices
from nexus.schema.lint.report import lint
from nexus.reference import contents
from nexus.reference.book import Book
from nexus.reference.styles import PlainStyle
from nexus.sources.sqlalchemy import loader, reader

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

taken, before = {"MB": most()}, time.process_time()

def lap(name):
    global before
    taken[name] = time.process_time() - before
    # A look through all objects belongs to none of the parts that it happens in.
    gc.collect()
    before = time.process_time()

schema = reader.read(loader.load(sys.argv[1]))
lap("reading")
for form in FORMATS:
    exports.export(schema, form)
    lap(f"the export as {form}")
pages = list(contents.pages(Book(schema, "", PlainStyle())))
pages[0].markdown
lap("groups, map and index")
pages[-1].markdown
lap("one table's page")
lint(schema, Choices())
lap("the rules")
taken["MB"] = most() - taken["MB"]
print(json.dumps(taken))
"""


def report(scratch: Path) -> list[str]:
    """The lines of the report; works below the empty folder `scratch`."""
    taken = {tables: _taken(scratch, tables) for tables in SIZES}
    return [line for small, large in pairwise(SIZES) for line in _compared(small, large, taken)]


def _compared(small: int, large: int, taken: Mapping[int, Mapping[str, float]]) -> Iterator[str]:
    most = large / small * math.log(large) / math.log(small) * SLACK
    yield f"{large:,} tables with {3 * large:,} keys, beside {small:,}:"
    for name, used in taken[large].items():
        before = taken[small][name]
        unit = "MB" if name == "MB" else "s"
        # What takes less than that is not measured by a clock.
        grown = used / max(before, 0.1)
        verdict = "ok" if grown <= most else "TOO MUCH"
        label = "memory" if name == "MB" else name
        yield (
            f"{grown:6.2f} x  (at most {most:.2f})  {verdict:8}  "
            f"{label}: {used:.2f} {unit}, {before:.2f} {unit}"
        )


def _taken(scratch: Path, tables: int) -> dict[str, float]:
    models = scratch / f"models_{tables}.py"
    models.write_text(module(tables, 3 * tables, 8), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(models)],
        check=True,
        capture_output=True,
        text=True,
        cwd=scratch,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
    )
    return dict(json.loads(done.stdout))
