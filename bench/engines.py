"""What large sites cost by each engine: 200 and 1,000 pages, plain and with a diagram each.

The baselines are bare MkDocs and bare Zensical, which build the same pages; where these have a
diagram, the bare ones have a picture of it as a file. Cold is a build without anything that an earlier
one kept, warm the same build again. Of 1,000 pages there is one round: a build takes long enough. This
site's examples are run on one processor and on two.
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.synthetic import module
from bench.timing import Command, Ratio, paired

ROOT = Path(__file__).parents[1]
# How many rounds there are of each number of pages.
ROUNDS = {200: 3, 1000: 1}
KINDS = ("plain", "with a diagram each")
BARE, PROPER, BARE_Z, WARM_Z = (
    *("bare MkDocs", "bare ProperDocs"),
    *("bare Zensical, cold", "bare Zensical, warm"),
)
OURS = {"MkDocs": "mkdocs", "ProperDocs": "properdocs", "Zensical": "zensical"}
RATIOS = (
    Ratio("MkDocs, cold", BARE, 1.3),
    Ratio("MkDocs, warm", BARE, 1.05),
    Ratio("ProperDocs, cold", PROPER, 1.3),
    Ratio("ProperDocs, warm", PROPER, 1.05),
    Ratio("Zensical, cold", BARE_Z, 2.0),
    Ratio("Zensical, warm", WARM_Z, 2.0),
)
ONE, TWO = "every example, on one processor", "every example, by two workers on two"
_SETTINGS = """\
site_name: Pages
site_url: https://pages.example/
theme: {{name: material, font: false, features: [navigation.prune]}}
markdown_extensions: [pymdownx.superfences]
plugins: [{plugins}]
"""
# The same pages as without the plugin, each of them with all that it adds.
_NEXUS = "search, nexus: {reference: false}"
_DIAGRAM = "\n```erd\nschema: shop\ntables: [table_{0}]\n```\n"
_TABLES, _IN_A_FOLDER = 40, 50
# Runs the rest of the command line on one processor.
_ALONE = (
    "import os, runpy; os.sched_setaffinity(0, {0}); runpy.run_module('nexus', run_name='__main__')"
)


def report(scratch: Path) -> Iterator[str]:
    """Measure, below the empty folder `scratch`; give the lines of the report."""
    for size, kind in itertools.product(ROUNDS, KINDS):
        yield f"{size:,} pages, {kind}:"
        folder = scratch / f"{size}-{kind.partition(' ')[0]}"
        yield from _lines(folder, size, has_diagram=kind != KINDS[0])
        shutil.rmtree(folder)
    yield from _examples(scratch)


def _lines(folder: Path, size: int, *, has_diagram: bool) -> list[str]:
    """Give the ratios of one size and kind."""
    bare = _site(folder / "bare", size, has_diagram=has_diagram, plugins="search")
    own = _site(folder / "own", size, has_diagram=has_diagram, plugins=_NEXUS)
    subjects: dict[str, Callable[[], None]] = {
        BARE: _build(bare, "mkdocs"),
        PROPER: _build(bare, "properdocs"),
        BARE_Z: _fresh(bare, _bare_zensical(bare)),
        WARM_Z: _bare_zensical(bare),
    }
    for name, engine in OURS.items():
        subjects[f"{name}, cold"] = _fresh(own, _build(own, engine))
        subjects[f"{name}, warm"] = _build(own, engine)
    # ProperDocs runs the code of MkDocs: one size says what there is to say of it.
    wanted = RATIOS if size == min(ROUNDS) else [each for each in RATIOS if each.baseline != PROPER]
    names = {name for each in wanted for name in (each.subject, each.baseline)}
    medians = paired({name: run for name, run in subjects.items() if name in names}, ROUNDS[size])
    return [ratio.line(medians) for ratio in wanted]


def _build(root: Path, engine: str) -> Command:
    """Give the build of a site by an engine, with what an earlier one kept."""
    kept = {"NEXUS_CACHE": str(root / "kept"), "NO_MKDOCS_2_WARNING": "1"}
    if engine == "zensical":
        return Command(("-m", "nexus", "build", "--engine", engine), root, kept)
    return Command(("-m", engine, "build"), root, kept)


def _bare_zensical(root: Path) -> Command:
    return Command(("-m", "zensical", "build"), root, {})


def _fresh(root: Path, build: Command) -> Callable[[], None]:
    """Give a build that finds nothing of an earlier one."""

    def fresh() -> None:
        for name in ("kept", "site", ".cache", ".site.building"):
            shutil.rmtree(root / name, ignore_errors=True)
        build()

    return fresh


def _site(root: Path, size: int, *, has_diagram: bool, plugins: str) -> Path:
    """Write a site, in folders of a few dozen pages."""
    has_ours = "nexus" in plugins
    _write(root / "mkdocs.yml", _SETTINGS.format(plugins=plugins))
    if has_diagram and has_ours:
        _write(root / "models" / "shop.py", module(_TABLES, 60, 6))
    words = "Some *words* and a [link](0.md). " * 40
    for number in range(size):
        shown = _DIAGRAM.format(number % _TABLES) if has_ours else "\n![A diagram](0.svg)\n"
        text = f"# Page {number}\n\n## Its part\n\n{words}\n{shown if has_diagram else ''}"
        folder = root / "docs" / f"part-{number // _IN_A_FOLDER}"
        _write(folder / f"{number % _IN_A_FOLDER}.md", text)
        _write(folder / "0.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>\n')
    _write(root / "docs" / "index.md", "# Home\n")
    return root


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _examples(scratch: Path) -> Iterator[str]:
    """Give how much faster this site's examples run on two processors."""
    commands = {ONE: ("-c", _ALONE, "run"), TWO: ("-m", "nexus", "run", "--workers", "2")}
    medians = paired(
        {
            name: Command(command, ROOT, {"NEXUS_CACHE": str(scratch / f"by {name}")})
            for name, command in commands.items()
        },
        1,
    )
    yield f"{Ratio(TWO, ONE, 1 / 1.6).line(medians)} (this machine has {os.cpu_count()})"
