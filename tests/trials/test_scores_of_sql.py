"""Scores of the programs that read SQL, or models, as text, beside this one, which executes it.

The shapes of foreign keys are those of `tests/nexus/shapes.py`, as far as PostgreSQL can have them,
in the statements that SQLAlchemy writes, and as far as Django or classes of SQLAlchemy can, as
these. How an answer is judged is told in the page.

    pytest -s tests/trials/test_scores_of_sql.py
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from nexus.examples.postgres.server import Server
from nexus.schema.model import Schema
from nexus.sources import dispatch
from nexus.sources.inputs import Inputs
from sqlalchemy import MetaData
from sqlalchemy.exc import SQLAlchemyError

from tests.content import scores
from tests.content.scores import Line, Verdict
from tests.nexus.shapes import SHAPES, Shape
from tests.nexus.sources.database.test_scripts import Borrowed
from tests.nexus.sources.database.test_shapes import SCRIPTS, statements
from tests.nexus.sources.django.test_shapes import HEAD, MODELS
from tests.trials import declarations

# What each is asked for, and the version that is in the page.
READERS = {
    "erdify 1.1.0": ("erdify[sql]==1.1.0", "-m erdify {} --sql-dialect postgres --format mermaid"),
    "mcdview 0.34.3": ("mcdview==0.34.3", "-m mcdview {} --to-mermaid"),
}
# mcdview reads no models: SQL, DBML and databases are what it says it reads.
MODELS_AS_TEXT = {"erdify 1.1.0": "-m erdify {} --format mermaid"}
LINE = re.compile(r'\s+(.+?) (\|\||\}o|\|o|\}\|)--(\|\||o\{|o\||\|\{) (.+?) : ".*"')
ENDS = {"||": "1", "|o": "?", "o|": "?", "}o": "*", "o{": "*", "}|": "*", "|{": "*"}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with all of them."""
    folder = tmp_path_factory.mktemp("readers") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    own = folder / "bin" / "python"
    packages = [package for package, _ in READERS.values()]
    subprocess.run([own, "-m", "pip", "install", "--quiet", *packages, "sqlglot"], check=True)
    return own


def script(metadata: MetaData, folder: Path) -> Path:
    """A file with the statements that make the tables."""
    schemas = dict.fromkeys(str(t.schema) for t in metadata.tables.values() if t.schema)
    made = [*(f"CREATE SCHEMA {name}" for name in schemas), *statements(metadata)]
    file = folder / "shape.sql"
    file.write_text(";\n".join(made) + ";\n")
    return file


def nexus(server: Server, folder: Path, metadata: MetaData) -> list[Line]:
    """The relations that this program reads from a PostgreSQL that has executed the file."""
    file = script(metadata, folder)
    text = file.read_text()
    if "EXCLUDE" in text:
        file.write_text(f"CREATE EXTENSION btree_gist;\n{text}")
    read = dispatch.one(str(file), Inputs(), engine=lambda: Borrowed(server))[0].schema
    found = read.relations
    return [(r.child, r.parent, r.child_end.value, r.parent_end.value) for r in found]


def by_text(python: Path, folder: Path, command: str, metadata: MetaData) -> list[Line]:
    """The relations in the Mermaid text of another program; raises where it ends with an error."""
    return lines(python, command.format(script(metadata, folder)), named(metadata))


def lines(python: Path, arguments: str, ids: dict[str, str]) -> list[Line]:
    """The relations in what a command prints, with the tables that names stand for."""
    run = [python, *arguments.split()]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    found = []
    for one, end, other_end, other in LINE.findall(done.stdout):
        pair = (ids.get(one, one), ENDS[end]), (ids.get(other, other), ENDS[other_end])
        # The end that may be many is the child's; it comes first or last.
        child, parent = pair if is_child(end, other_end) else pair[::-1]
        found.append((child[0], parent[0], child[1], parent[1]))
    return found


def is_child(end: str, other_end: str) -> bool:
    """Whether the first end of a line is the child's, as far as the ends can tell."""
    return ENDS[end] == "*" or (ENDS[end] == "?" and ENDS[other_end] != "*")


def named(metadata: MetaData) -> dict[str, str]:
    """The table that each name without a schema stands for, also without what Mermaid forbids."""
    found: dict[str, str] = {}
    for table in metadata.tables.values():
        name, id_ = str(table.name), str(table.fullname)
        spelt = {name, id_, id_.replace(".", "_"), re.sub(r"\W", "_", name)}
        found.update(dict.fromkeys(spelt, id_))
    return found


def nexus_of_django(schema: Schema, number: int, _: Shape, __: MetaData) -> list[Line]:
    """The relations that this program reads from the models of a shape, among those of all."""
    own = f"s{number}_"
    found = [relation for relation in schema.relations if relation.child.startswith(own)]
    ends = ((r, r.child_end.value, r.parent_end.value) for r in found)
    return [(r.child.removeprefix(own), r.parent.removeprefix(own), a, b) for r, a, b in ends]


def django_by_text(
    python: Path, command: str, folder: Path, number: int, shape: Shape, metadata: MetaData
) -> list[Line]:
    """The relations in the Mermaid text of another program, which names classes or tables."""
    ids = {}
    for place, table in enumerate(metadata.tables.values()):
        ids |= dict.fromkeys((f"S{number}T{place}", f"s{number}_{table.name}"), str(table.fullname))
    return lines(python, command.format(models(folder / shape.name, HEAD + MODELS[shape])), ids)


def models(folder: Path, text: str) -> Path:
    """A file with these models, in a folder of its own."""
    folder.mkdir()
    file = folder / "models.py"
    file.write_text(text)
    return file


def declared() -> dict[Shape, str]:
    """Each shape that classes of SQLAlchemy can have, as a module of them."""
    found = {}
    for shape in SHAPES:
        with suppress(declarations.Impossible, SQLAlchemyError):
            found[shape] = declarations.module(shape.metadata())
    return found


def nexus_of_classes(folder: Path, number: int, text: str, _: MetaData) -> list[Line]:
    """The relations that this program reads from the module of a shape."""
    found = dispatch.one(str(models(folder / f"shape_{number}", text)), Inputs())[0].schema
    ends = ((r, r.child_end.value, r.parent_end.value) for r in found.relations)
    return [(r.child, r.parent, a, b) for r, a, b in ends]


def classes_by_text(
    python: Path, command: str, folder: Path, number: int, text: str, metadata: MetaData
) -> list[Line]:
    """The relations in the Mermaid text of another program, which names classes."""
    ids = {f"T{place}": str(t.fullname) for place, t in enumerate(metadata.tables.values())}
    file = models(folder / f"text_{number}", text)
    return lines(python, command.format(file), ids)


def table(title: str, tools: Iterable[str], verdicts: Mapping[str, Sequence[Verdict]]) -> str:
    """The scores, as the page has them; each shape is printed as well."""
    rows = [f"| {title} | {' | '.join(tools)} |", f"|---|{'---|' * len(verdicts)}"]
    for name, kind in (
        ("Both ends right", "both_ends"),
        ("Child end right", "child_ends"),
        ("Stops with an error", "crashed"),
    ):
        counts = (sum(getattr(v, kind) for v in found) for found in verdicts.values())
        rows.append(f"| {name} | {' | '.join(map(str, counts))} |")
    made = "\n".join(rows)
    print(f"\n{made}")
    return made


def test_the_page_shows_the_scores_of_those_that_read_django(python: Path, tmp_path: Path) -> None:
    """As far as Django can have the shapes."""
    every = models(tmp_path / "every", HEAD + "".join(MODELS.values()))
    schema = dispatch.one(str(every), Inputs())[0].schema
    tools = {"nexus": partial(nexus_of_django, schema)}
    for name, command in MODELS_AS_TEXT.items():
        tools[name] = partial(django_by_text, python, command, tmp_path)
    verdicts = {
        name: [scores.judge(partial(tool, SHAPES.index(shape), shape), shape) for shape in MODELS]
        for name, tool in tools.items()
    }
    for place, shape in enumerate(MODELS):
        print(shape.title, *(verdicts[name][place].word for name in tools), sep=" | ")
    assert all(verdict.both_ends for verdict in verdicts["nexus"])
    made = table(f"Of {len(MODELS)} shapes as models of Django", tools, verdicts)
    assert made in scores.PAGE.read_text("utf-8")


def test_the_page_shows_the_scores_of_those_that_read_classes(python: Path, tmp_path: Path) -> None:
    """As far as classes of SQLAlchemy can have the shapes."""
    shapes = declared()
    verdicts: dict[str, list[Verdict]] = {"nexus": [], **{name: [] for name in MODELS_AS_TEXT}}
    for number, (shape, text) in enumerate(shapes.items()):
        read = partial(nexus_of_classes, tmp_path, number, text)
        verdicts["nexus"].append(scores.judge(read, shape))
        for name, command in MODELS_AS_TEXT.items():
            other = partial(classes_by_text, python, command, tmp_path, number, text)
            verdicts[name].append(scores.judge(other, shape))
        print(shape.title, *(found[-1].word for found in verdicts.values()), sep=" | ")
    assert all(verdict.both_ends for verdict in verdicts["nexus"])
    made = table(f"Of {len(shapes)} shapes as classes of SQLAlchemy", verdicts, verdicts)
    assert made in scores.PAGE.read_text("utf-8")


def test_the_page_shows_the_scores_of_those_that_read_sql(
    python: Path, server: Server, tmp_path: Path
) -> None:
    """Printed as the table of the page, with each shape that this program alone has right."""
    tools = {"nexus": partial(nexus, server, tmp_path)}
    for name, (_, command) in READERS.items():
        tools[name] = partial(by_text, python, tmp_path, command)
    verdicts = {
        name: [scores.judge(tool, shape) for shape in SCRIPTS] for name, tool in tools.items()
    }
    assert all(verdict.both_ends for verdict in verdicts["nexus"])
    for place, shape in enumerate(SCRIPTS):
        print(shape.title, *(verdicts[name][place].word for name in READERS), sep=" | ")
    made = table(f"Of {len(SCRIPTS)} shapes as SQL", tools, verdicts)
    assert made in scores.PAGE.read_text("utf-8")
