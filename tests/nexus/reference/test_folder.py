"""The reference as files: for any MkDocs project, whole or not at all, nothing of others touched."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nexus.cli.main import main
from nexus.core.cache import Cache
from nexus.core.errors import UsageError
from nexus.erd.drawing import Drawing, draw
from nexus.erd.options import Options
from nexus.examples.postgres.server import embedded
from nexus.reference import folder as standalone
from nexus.reference import styles
from nexus.reference.folder import MANIFEST, Made
from nexus.schema.model import (
    Column,
    ForeignKey,
    Schema,
    Table,
)
from nexus.sources.sqlalchemy import dialects, loader, reader

from tests.projects import MODELS


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The files of the reference of the shop."""
    models = loader.load(str(MODELS))
    return standalone.files(reader.read(models), dialects.statements(models.metadata))


def made(models: str, cache: Cache) -> Made:
    """The reference of models that need no server."""
    return standalone.made(models, cache, engine=embedded)


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def test_a_plain_project_builds_strictly(files: dict[str, str], tmp_path: Path) -> None:
    """MkDocs with its own theme and extensions finds every link and file of a reference."""
    standalone.write(tmp_path / "docs", files)
    validation = "validation: {links: {anchors: warn, unrecognized_links: warn}}"
    (tmp_path / "mkdocs.yml").write_text(f"site_name: plain\n{validation}\n")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "diagrams" / "order_line.svg").is_file()
    assert "```" not in (tmp_path / "site" / "order_line" / "index.html").read_text("utf-8")


def test_a_plain_project_builds_strictly_from_a_large_schema(tmp_path: Path) -> None:
    """The pages of groups and the capped hub of a large schema link within the reference too."""
    leaves = (
        Table(f"t{i}", columns=(Column("h", "integer"),), foreign_keys=(to_hub,))
        for i, to_hub in enumerate([ForeignKey(None, ("h",), "hub", ("id",))] * 60)
    )
    schema = Schema("large", (Table("hub", columns=(Column("id", "integer"),)), *leaves))
    standalone.write(tmp_path / "docs", standalone.files(schema, {}))
    (tmp_path / "mkdocs.yml").write_text("site_name: plain\n")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    hub = (tmp_path / "docs" / "hub.md").read_text("utf-8")
    assert "And 21 more tables: [<code>t39</code>](t39.md)" in hub


def test_the_name_of_a_table_is_text_beside_its_diagram() -> None:
    """It ends no image, and begins no link."""
    schema = Schema("small", (Table("](evil:a)<b>", columns=(Column("id", "integer"),)),))
    texts = standalone.files(schema, {}).values()
    images = [line for text in texts for line in text.splitlines() if "![" in line]
    assert images
    assert not [line for line in images if re.search(r"(?<!\\)\]\(evil:|<b>", line)]


def test_the_command_writes_a_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`nexus reference` writes the pages of the models that it is given."""
    monkeypatch.setenv("NEXUS_CACHE", str(tmp_path / "cache"))
    main(["reference", str(MODELS), "-o", str(tmp_path / "out")])
    assert (tmp_path / "out" / "index.md").read_text("utf-8").count("](order_line.md)") == 1


def test_writing_again_changes_nothing(files: dict[str, str], tmp_path: Path) -> None:
    """The same reference written twice is the same, with nothing left beside it."""
    standalone.write(tmp_path, files)
    before = content(tmp_path)
    standalone.write(tmp_path, files)
    assert content(tmp_path) == before
    assert set(before) == {*files, MANIFEST}


def test_files_that_are_no_longer_written_go(tmp_path: Path) -> None:
    """A table that is gone takes its page with it; a file of somebody else's stays."""
    standalone.write(tmp_path, {"index.md": "a", "old.md": "b"})
    (tmp_path / "mine.md").write_text("mine")
    standalone.write(tmp_path, {"index.md": "c"})
    assert set(content(tmp_path)) == {"index.md", "mine.md", MANIFEST}


def test_a_file_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    """A page that nexus did not write stops the whole writing."""
    (tmp_path / "index.md").write_text("mine")
    with pytest.raises(UsageError, match="was not written by nexus"):
        standalone.write(tmp_path, {"a.md": "a", "index.md": "b"})
    assert content(tmp_path) == {"index.md": b"mine"}


def test_nothing_is_written_or_removed_outside(tmp_path: Path) -> None:
    """A link out of the folder is refused, and a list that was tampered with removes nothing."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    (outside / "kept.md").write_text("kept")
    inside.mkdir()
    (inside / "diagrams").symlink_to(outside)
    with pytest.raises(UsageError, match="outside the folder"):
        standalone.write(inside, {"diagrams/a.svg": "a"})
    (inside / MANIFEST).write_text(json.dumps(["../outside/kept.md", "diagrams/kept.md"]))
    standalone.write(inside, {"index.md": "a"})
    assert content(outside) == {"kept.md": b"kept"}


CHAIN = """\
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
metadata = MetaData()
Table("a", metadata, Column("id", Integer, primary_key=True))
Table("b", metadata, Column("id", Integer, primary_key=True), Column("a", ForeignKey("a.id")))
Table("c", metadata, Column("id", Integer, primary_key=True), Column("b", ForeignKey("b.id")))
Table("d", metadata, Column("id", Integer, primary_key=True), Column("c", ForeignKey("c.id")))
"""


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, ...]]:
    """The tables of each diagram as it is drawn, of models in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chain.py").write_text(CHAIN)
    found = []

    def recorded(schema: Schema, options: Options, cache: Cache | None) -> Drawing:
        found.append(options.tables)
        return draw(schema, options, cache)

    monkeypatch.setattr(styles, "draw", recorded)
    return found


EVERY = [(), ("a",), ("b",), ("c",), ("d",)]
SEE = 'ForeignKey("b.id")), comment="See [a].")'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "# A remark.\n", []),
        ('"a", metadata,', '"a", metadata, Column("x", Integer),', [(), ("a",), ("b",)]),
        ('"d", metadata,', '"d", metadata, Column("x", Integer),', [(), ("c",), ("d",)]),
        ('ForeignKey("b.id")))', SEE, [(), ("b",), ("c",), ("d",)]),
    ],
    ids=["no fact", "the first", "the last", "in the middle"],
)
def test_an_edit_draws_only_what_shows_it(
    drawn: list[tuple[str, ...]], old: str, new: str, expected: list[tuple[str, ...]]
) -> None:
    """The changed table and those beside it; and what is kept is what would be made anew."""
    cache = Cache(Path("cache"))
    made("chain.py", cache)
    assert drawn == EVERY
    drawn.clear()
    edited = CHAIN.replace(old, new, 1)
    Path("chain.py").write_text(edited)
    after = made("chain.py", cache)
    assert drawn == expected
    assert after == made("chain.py", cache)
    assert drawn == expected
    assert after == made("chain.py", Cache(Path("other")))


def test_a_comment_that_mentions_a_table_follows_where_it_is(drawn: list[tuple[str, ...]]) -> None:
    """A link appears where the table does, though no relation joins them."""
    cache = Cache(Path("cache"))
    models = CHAIN.replace('("b.id")))', '("b.id")), comment="See [z].")')
    Path("chain.py").write_text(models)
    assert "(z.md)" not in made("chain.py", cache).files["c.md"]
    Path("chain.py").write_text(f'{models}Table("z", metadata, Column("id", Integer))\n')
    assert "(z.md)" in made("chain.py", cache).files["c.md"]


def test_a_damaged_cache_is_made_again(drawn: list[tuple[str, ...]]) -> None:
    """Each entry on its own, and all of them."""
    cache = Cache(Path("cache"))
    before = made("chain.py", cache)
    for file in sorted(Path("cache").iterdir()):
        file.write_bytes(file.read_bytes()[:-1])
        assert made("chain.py", cache) == before


READING = f"""\
import os
from pathlib import Path
name = os.environ["NAME"] + Path("name.txt").read_text()
{CHAIN}Table(name, metadata, Column("id", Integer, primary_key=True))
"""


def test_a_reference_follows_what_the_models_read(
    drawn: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable and a data file; where they are the same, the models are not imported again."""
    cache = Cache(Path("cache"))
    Path("chain.py").write_text(READING)
    for variable, text in (("x", "1"), ("y", "1"), ("y", "2"), ("y", "2")):
        monkeypatch.setenv("NAME", variable)
        Path("name.txt").write_text(text)
        assert f"{variable}{text}.md" in made("chain.py", cache).files
    drawn.clear()
    monkeypatch.setattr(loader, "load", None)
    made("chain.py", cache)
    assert drawn == []


def test_the_list_of_files_is_in_one_order(tmp_path: Path) -> None:
    """Whatever the order in which they were made."""
    standalone.write(tmp_path, {"b.md": "", "a.md": ""})
    assert json.loads((tmp_path / MANIFEST).read_text("utf-8")) == ["a.md", "b.md"]
