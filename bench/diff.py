"""What `nexus diff` costs on a grown schema, of which a few tables have changed.

Cold is an empty cache; warm is the same command again.
"""

import itertools
from pathlib import Path

from bench.synthetic import module
from bench.timing import Command, paired

# The tables, keys and columns of the schema.
SIZE = (183, 349, 8)
ROUNDS = 5
# The most that each may take, in seconds.
LIMITS = {"diff, cold": 3.0, "diff, warm": 1.0, "diff as SVG, cold": 3.0, "diff as SVG, warm": 1.0}


def report(scratch: Path) -> list[str]:
    """The lines of the report; works below the empty folder `scratch`."""
    folder = scratch / "diff"
    folder.mkdir()
    for name, edited in (("old", ""), ("new", "_new")):
        (folder / f"{name}.py").write_text(module(*SIZE, edited=edited), "utf-8")
    accepted = '[[accepted]]\nrisk = "{}"\nwhere = "*"\nreason = "it is measured"\n'
    risks = ("drop-column", "rename-column")
    (folder / "accepted.toml").write_text("".join(map(accepted.format, risks)), "utf-8")
    caches = itertools.count()

    def run(form: str, cache: int) -> None:
        arguments = ("-m", "nexus", "diff", "old.py", "new.py", "--accepted", "accepted.toml")
        kept = {"NEXUS_CACHE": str(folder / f"cache-{cache}")}
        Command((*arguments, "--format", form), folder, kept)()

    number = 0

    def cold(form: str) -> None:
        nonlocal number
        number = next(caches)
        run(form, number)

    medians = paired(
        {
            "diff, cold": lambda: cold("text"),
            "diff, warm": lambda: run("text", number),
            "diff as SVG, cold": lambda: cold("svg"),
            "diff as SVG, warm": lambda: run("svg", number),
        },
        ROUNDS,
    )
    return [f"{SIZE[0]} tables, {SIZE[1]} keys:", *(_line(name, medians[name]) for name in LIMITS)]


def _line(name: str, took: float) -> str:
    verdict = "ok" if took <= LIMITS[name] else "TOO SLOW"
    return f"{took:6.2f} s  (at most {LIMITS[name]:.2f})  {verdict:8}  {name}"
