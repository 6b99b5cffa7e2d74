"""How time and memory grow with a schema: at four times the tables, at most as n log n.

Each size is read, exported as JSON, grouped and mapped, and one table's page is written, in a
process of its own, which says what it took.
"""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

from bench.synthetic import module

ROOT = Path(__file__).parents[1]
SMALL, LARGE = 2500, 10_000
# Memory beside that of Python and its modules, and what a measurement may be off by.
SLACK = 1.3
WORK = """
import json, resource, sys, time
from nexus import exports, reference
from nexus.reference.styles import PlainStyle
from nexus.sources.sqlalchemy import loader, reader

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

taken, before = {"MB": most()}, time.process_time()

def lap(name):
    global before
    now = time.process_time()
    taken[name], before = now - before, now

schema = reader.read(loader.load(sys.argv[1]))
lap("reading")
exports.export(schema, "json")
lap("the export")
pages = list(reference.pages(reference.Book(schema, "", PlainStyle())))
pages[0].markdown
lap("groups, map and index")
pages[-1].markdown
lap("one table's page")
taken["MB"] = most() - taken["MB"]
print(json.dumps(taken))
"""


def report(scratch: Path) -> list[str]:
    """The lines of the report; works below the empty folder `scratch`."""
    small, large = (_taken(scratch, tables) for tables in (SMALL, LARGE))
    most = LARGE / SMALL * math.log(LARGE) / math.log(SMALL) * SLACK
    lines = [f"{LARGE:,} tables with {3 * LARGE:,} keys, beside {SMALL:,}:"]
    for name in large:
        unit = "MB" if name == "MB" else "s"
        # What takes less than that is not measured by a clock.
        grown = large[name] / max(small[name], 0.1)
        verdict = "ok" if grown <= most else "TOO MUCH"
        label = "memory" if name == "MB" else name
        lines.append(
            f"{grown:6.2f} x  (at most {most:.2f})  {verdict:8}  "
            f"{label}: {large[name]:.2f} {unit}, {small[name]:.2f} {unit}"
        )
    return lines


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
