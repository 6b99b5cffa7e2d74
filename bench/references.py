"""What a whole reference costs, beside eralchemy2's one picture of the same models.

Cold is an empty cache; warm is the same command again; edited is the same command after the name
of one column changed.
"""

import itertools
from collections.abc import Callable
from pathlib import Path

from bench.synthetic import module
from bench.timing import Command, Ratio, paired

RENDER_ER = """
import sys
sys.path.insert(0, sys.argv[1])
from eralchemy2 import render_er
import models
render_er(models.metadata, sys.argv[1] + "/diagram.svg")
"""
# The tables, keys and columns of each size, how often it is run, and the limit against render_er.
SIZES = (
    ("180 tables, 350 keys", (180, 350, 8), 3, 4.0),
    ("1,000 tables of 10 columns", (1000, 1500, 10), 1, 0.5),
)


def report(scratch: Path) -> list[str]:
    """The lines of the report; works below the empty folder `scratch`."""
    lines: list[str] = []
    for number, (name, numbers, rounds, limit) in enumerate(SIZES):
        folder = scratch / f"reference-{number}"
        folder.mkdir()
        medians = paired(_subjects(folder, numbers), rounds)
        ratios = (
            Ratio("cold reference", "eralchemy2.render_er", limit),
            Ratio("warm reference", "cold reference", 0.1),
            Ratio("reference after an edit", "cold reference", 0.2),
        )
        lines += [f"{name}:", *(ratio.line(medians) for ratio in ratios)]
    return lines


def _subjects(folder: Path, numbers: tuple[int, int, int]) -> dict[str, Callable[[], None]]:
    models = folder / "models.py"
    models.write_text(module(*numbers), "utf-8")
    caches = (str(folder / f"cache-{number}") for number in itertools.count())
    cache = next(caches)
    edits = itertools.count()

    def reference(cache: str) -> None:
        arguments = ("-m", "nexus", "reference", "models.py", "-o", "reference")
        Command(arguments, folder, {"NEXUS_CACHE": cache})()

    def cold() -> None:
        nonlocal cache
        cache = next(caches)
        reference(cache)

    def edited() -> None:
        models.write_text(module(*numbers, edited=f"_{next(edits)}"), "utf-8")
        reference(cache)

    return {
        "eralchemy2.render_er": Command(("-c", RENDER_ER, str(folder)), folder, {}),
        "cold reference": cold,
        "warm reference": lambda: reference(cache),
        "reference after an edit": edited,
    }
