"""What all formats share: the registry, sameness in every run, and drift from a kept file."""

import pytest
from nexus import exports
from nexus.core.errors import UsageError
from nexus.core.text import UNSEEN
from nexus.exports.drift import LINES, difference
from nexus.schema.model import (
    Check,
    Column,
    Enum,
    Schema,
    Table,
)

from tests.helpers import HOSTILE_NAMES, chain, run_python, schema, table

ALL = """
from nexus import exports
from nexus.sources.sqlalchemy import dialects, loader, reader
models = loader.load("tests/shop/models/shop.py")
texts = [exports.export(reader.read(models), name) for name in exports.FORMATS]
print(*texts, *(dialects.ddl(models.metadata, dialect) for dialect in dialects.SHOWN))
"""


def test_an_unknown_format_is_a_usage_error() -> None:
    """It names the formats that there are."""
    with pytest.raises(UsageError, match="'svg'; choose from: json, tbls, dbml, mermaid, plantuml"):
        exports.export(chain("user"), "svg")


@pytest.mark.parametrize("form", exports.FORMATS)
def test_every_export_is_utf_8_with_one_newline_at_its_end(form: str) -> None:
    """Names of any kind can be written to a file, even half a character."""
    hostile = schema(*(table(name, *HOSTILE_NAMES.values()) for name in HOSTILE_NAMES.values()))
    text = exports.export(hostile, form)
    assert text.encode("utf-8").endswith(b"\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("form", exports.FORMATS)
def test_no_export_holds_what_cannot_be_seen(form: str) -> None:
    """Nothing turns the text around or gives a terminal an order, whatever a name or a value holds."""
    kind = Enum(UNSEEN, (UNSEEN,))
    default, check = f"'{UNSEEN}'", Check("c", f"a <> '{UNSEEN}'")
    column = Column(UNSEEN, "text", server_default=default, comment=UNSEEN)
    shown = Table(UNSEEN, columns=(column, Column("a", UNSEEN)), checks=(check,), comment=UNSEEN)
    text = exports.export(Schema(UNSEEN, (shown,), (kind,)), form)
    assert not set(UNSEEN) & set(text)


@pytest.mark.parametrize("form", exports.FORMATS)
def test_an_empty_schema_can_be_exported(form: str) -> None:
    """A schema without tables is a text too."""
    assert exports.export(schema(), form).strip()


def test_exports_are_the_same_in_every_run() -> None:
    """The seed of Python's hashes, which orders its sets, changes no byte of any format."""
    runs = {run_python(ALL, PYTHONHASHSEED=str(seed)) for seed in range(3)}
    (text,) = runs
    assert all(word in text for word in ("erDiagram", "@startuml", "CREATE TABLE", '"tables"'))


def test_no_difference_is_no_text() -> None:
    """A file that ends in other newlines than the export is still current."""
    assert not difference("one\ntwo\n", "one\ntwo", "shop.json")


def test_a_difference_names_the_file_and_both_sides() -> None:
    """Lines that the models have anew are added, lines that they lost are taken away."""
    lines = difference("one\nthree\n", "one\ntwo\n", "shop.json").splitlines()
    assert lines[:2] == ["--- shop.json", "+++ shop.json (from the models)"]
    assert lines[-3:] == [" one", "-two", "+three"]


def test_a_long_difference_is_cut() -> None:
    """A reader sees its beginning, and how much more there is."""
    before, now = ("\n".join(f"{word} {line}" for line in range(500)) for word in ("a", "b"))
    lines = difference(now, before, "shop.json").splitlines()
    assert len(lines) == LINES + 1
    assert lines[-1] == f"... and {1003 - LINES} more lines"


def test_difference_tells_lines_apart_by_newlines_only() -> None:
    """A character that some editors take for the end of a line is part of its line."""
    assert "-a\u2028b" in difference("a", "a\u2028b", "x").split("\n")


def test_columns_keep_their_order() -> None:
    """No format sorts the columns of a table."""
    shop = schema(table("user", Column("z", "text"), Column("a", "text"), Column("m", "text")))
    for form in exports.FORMATS:
        text = exports.export(shop, form)
        places = [text.index(mark) for mark in _marks(form)]
        assert places == sorted(places)


def _marks(form: str) -> list[str]:
    pattern = {
        "json": '"name": "{}"',
        "tbls": '"name": "{}"',
        "dbml": '"{}" text',
        "mermaid": "text {}",
        "plantuml": "{} :",
        "postgresql": "    {} text",
    }
    return [pattern[form].format(name) for name in "zam"]
