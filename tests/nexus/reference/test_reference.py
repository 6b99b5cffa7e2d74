"""The pages of a reference: what they say, where they link, and that names in them are only names."""

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from nexus.core.text import printable
from nexus.pages import comments
from nexus.reference import contents
from nexus.reference.book import Book
from nexus.reference.styles import PlainStyle, SiteStyle
from nexus.schema.model import (
    Check,
    Column,
    Enum,
    ForeignKey,
    Index,
    Key,
    Schema,
    Table,
)
from nexus.schema.statements import Statements
from nexus.sources.sqlalchemy import dialects, loader, reader
from sqlalchemy.sql.functions import FunctionElement

from tests import projects
from tests.helpers import schema, table, to

_NASTY = [
    "<script>alert(1)</script>",
    "a|b",
    "`x`",
    "[x](javascript:alert(1))",
    "a\nb",
    '--8<-- "/etc/passwd"',
    "*[HTML]: x",
    ":smile:",
    "{: onclick=alert(1) }",
    "\u202eabc",
    "COUNT(*)",
    "\\",
    "😀",
    "x" * 500,
    "[user]",
    "&lt;b&gt;",
    '"><img src=x onerror=alert(1)>',
    "../../etc",
    "/abs",
]
names = st.one_of(
    st.sampled_from(_NASTY), st.text(min_size=1, max_size=20).filter(lambda text: text.strip())
)


def book(*tables: Table, **more: Any) -> Book:
    """The reference of a schema `s` of these tables, for the site."""
    return Book(Schema("s", tables, **more), "schema/s/", SiteStyle())


def page(found: Book, path: str) -> str:
    """The Markdown of one page."""
    return next(p.markdown for p in contents.pages(found) if p.path == f"schema/s/{path}")


@cache
def converter() -> Markdown:
    """Python-Markdown with the extensions of the site."""
    config = projects.configured()
    return Markdown(
        extensions=config.markdown_extensions, extension_configs=dict(config.mdx_configs)
    )


class Unwritable(FunctionElement[Any]):
    """A default of a project's own that no dialect can write."""

    inherit_cache = True


class Html(HTMLParser):
    """The names in code, the tags, and whatever could execute."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.codes: list[str] = []
        self.dangers: list[str] = []
        self._depth = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes code and dangers."""
        if tag == "code":
            self._depth += 1
            self.codes.append("")
        if tag in {"script", "iframe", "object", "img"}:
            self.dangers.append(tag)
        for name, value in attrs:
            scheme = re.match(r"\s*(\w+):", value or "") if name in {"href", "src"} else None
            if name.startswith("on") or scheme:
                self.dangers.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        """Closes code."""
        self._depth -= tag == "code"

    def handle_data(self, data: str) -> None:
        """Collects the text of code."""
        if self._depth:
            self.codes[-1] += data


def rendered(text: str, heading: str) -> Html:
    """One section of a page, as HTML."""
    body = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return Html(converter().reset().convert(body))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(names, min_size=1, max_size=6, unique=True), names)
def test_each_column_stands_once_in_the_list_of_columns(columns: list[str], comment: str) -> None:
    """Whatever columns are called and comments say, the list holds each name once, as text."""
    table = Table("t", None, tuple(Column(name, "", comment=None) for name in columns))
    text = page(book(table), "t.md")
    html = rendered(text, "Columns")
    assert html.codes == [printable(name) for name in columns]
    commented = Table("t", None, (Column("c", "integer", comment=comment),), comment=comment)
    whole = Html(converter().reset().convert(page(book(commented), "t.md").split("---\n", 2)[2]))
    assert [*html.dangers, *whole.dangers] == []


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(names, min_size=1, max_size=6, unique=True))
def test_each_table_stands_once_in_the_index(tables: list[str]) -> None:
    """The index lists each table once, and each has a page of its own inside the folder."""
    found = book(*(Table(name) for name in tables))
    html = rendered(page(found, "index.md"), "Tables")
    assert html.codes == [printable(name) for name in tables]
    paths = [p.path for p in contents.pages(found)]
    assert len({path.casefold() for path in paths}) == len(tables) + 1
    assert all(re.fullmatch(r"schema/s/\w[\w.-]*\.md", path, re.ASCII) for path in paths)


@given(names)
def test_front_matter_holds_escaped_text(name: str) -> None:
    """A title is YAML that reads back as HTML-safe text, since themes do not escape it."""
    text = page(book(Table(name)), next(iter(book(Table(name)).files.values())))
    head = yaml.safe_load(text.split("---\n")[1])
    assert head["title"] == Book.label(name)
    assert not re.search(r'[<>"]', head["title"] + head["description"])


def test_comments_may_hold_code_and_mention_tables() -> None:
    """Code, emphasis and known tables are markup in a comment; all the rest is text."""
    shown = comments.cell("See [user], [x] and `a*b`, *not* <b>", {"user": "user.md"})
    html = converter().reset().convert(shown)
    expected = '<a href="user.md"><code>user</code></a>, [x] and <code>a*b</code>, <em>not</em>'
    assert expected in html.replace("&#42;", "*").replace("&#91;", "[").replace("&#93;", "]")
    assert "<b>" not in html


def shop() -> Book:
    """Two tables that use everything a page tells."""
    user = Table("user", None, (Column("id", "integer", nullable=False),), Key("pk_user", ("id",)))
    order = Table(
        "order",
        None,
        (
            Column("id", "integer", nullable=False),
            Column("user_id", "integer", comment="Who, see [user]."),
            Column("state", "state", enum="state", server_default="'new'"),
        ),
        Key("pk_order", ("id",)),
        (ForeignKey("fk_user", ("user_id",), "user", ("id",), on_delete="CASCADE"),),
        checks=(Check("ck_id", "id > 0"),),
        indexes=(
            Index(
                "ix",
                ("state",),
                ("state",),
                unique=True,
                predicate="id > 5",
                method="gin",
                include=("id",),
            ),
        ),
    )
    ddl = {"order": {"SQLite": Statements("CREATE TABLE;", ("left out: the comments",))}}
    schema = Schema("s", (user, order), (Enum("state", ("new", "old")),), "A shop.")
    return Book(schema, "schema/s/", SiteStyle(), ddl)


@pytest.mark.parametrize("name", ["index", "order", "user", "enums"])
def test_pages_are_as_they_were_read(name: str) -> None:
    """Each kind of page is the golden text that was reviewed."""
    golden = Path(__file__).parents[1] / "golden" / "reference" / f"{name}.md"
    assert page(shop(), f"{name}.md") == golden.read_text("utf-8")


def test_what_has_no_name_has_no_column_of_names() -> None:
    """Keys, checks and indexes; where one has a name, the cells of the others are empty."""
    facts = {"primary_key": Key(None, ("a",)), "checks": (Check(None, "a > 0"),)}
    plain = Table("t", columns=(Column("a", "integer", is_fetched=True),), **facts)
    text = page(book(replace(plain, indexes=(Index(None, ("a",), ("a",)),))), "t.md")
    assert "| Key | Columns |\n| --- | --- |\n| primary | <code>a</code> |\n" in text
    assert "| What must hold |\n" in text
    assert "\n## Indexes\n\n| Columns |\n" in text
    assert "| <code>integer</code> | yes | set by the database |" in text
    named = page(book(replace(plain, uniques=(Key("once", ("a",)),))), "t.md")
    assert "| primary |  | <code>a</code> |" in named
    assert "\N{OPEN BOX}" not in text + named


def test_the_index_warns_of_what_the_models_do_not_define() -> None:
    """A key to a table outside the models is told; without any, there is no such section."""
    key = ForeignKey(None, ("x",), "outside", ("id",))
    columns = (Column("x", "integer"),)
    stub = Table("outside", columns=(Column("id", "integer"),), kind="stub")
    told = page(book(Table("t", columns=columns, foreign_keys=(key,)), stub), "index.md")
    assert "## Warnings\n\n- the models have no table outside; t&#46;x references" in told
    assert "Warnings" not in page(book(Table("t", columns=columns)), "index.md")


def test_navigation_of_a_large_schema_is_by_group() -> None:
    """A large schema's tables stand under their groups, and every page stands somewhere."""
    found = book(*(Table(f"t{i}", "ab"[i % 2]) for i in range(50)))
    first, *groups = contents.navigation(found)
    listed = [first, *(path for group in groups for paths in group.values() for path in paths)]
    assert sorted(listed) == sorted(p.path for p in contents.pages(found))


def test_models_can_be_read_into_a_book() -> None:
    """The shop has a page per table, and statements in three dialects for each."""
    models = loader.load(str(projects.MODELS))
    found = Book(reader.read(models), "", SiteStyle(), dialects.statements(models.metadata))
    texts = {p.path: p.markdown for p in contents.pages(found)}
    assert all(texts[path].count('\n=== "') == 3 for path in found.table_pages.values())


def test_the_index_names_how_tables_hang_together() -> None:
    """Circles and tables without relations with a diagram each, and the hubs."""
    ring = [to(name, "next") for name in ("b", "c", "a")]
    tables = [
        table(name, "next", foreign_keys=(key,)) for name, key in zip("abc", ring, strict=True)
    ]
    leaves = [table(f"leaf{n}", "hub", foreign_keys=(to("hub", "hub"),)) for n in range(6)]
    told = page(book(*tables, table("hub"), *leaves, table("alone")), "index.md")
    assert "[<code>a</code>](a.md) refers to [<code>b</code>](b.md) refers to" in told
    assert 'title: "Circle 1: a - b - c"' in told
    assert "| [<code>hub</code>](hub.md) | 6 |" in told
    assert 'title: "Tables without relations"' in told
    plain = {p.path: p.markdown for p in contents.pages(Book(schema(*tables), "", PlainStyle()))}
    assert "(diagrams/index/circle-1.svg)" in plain["index.md"]
    assert "nexus-joins" not in plain["index.md"]


def test_a_delete_that_takes_much_with_it_is_cut_short() -> None:
    """Each table says what goes with a row of it, and how much it leaves out."""
    cascade = {"on_delete": "CASCADE"}
    many = [table(f"t{n}", "up", foreign_keys=(to("up", "up", **cascade),)) for n in range(43)]
    told = page(book(table("up"), *many), "up.md")
    assert "40. It deletes the <code>t39</code> rows whose <code>up</code> refers" in told
    assert "And so on, in 3 more ways." in told
    assert "What a DELETE" not in page(book(table("up"), *many), "t1.md")


def test_many_circles_are_named_without_a_diagram() -> None:
    """And at last only counted."""
    pairs = [(f"a{n}", f"b{n}") for n in range(30)]
    tables = [
        table(own, "next", foreign_keys=(to(other, "next"),))
        for pair in pairs
        for own, other in (pair, pair[::-1])
    ]
    told = page(book(*tables), "index.md")
    assert told.count('title: "Circle') == 5
    assert "- [<code>a5</code>](a5.md) refers to [<code>b5</code>](b5.md) refers to" in told
    assert "And 5 more." in told


def test_a_label_of_the_navigation_is_escaped_and_seen() -> None:
    """MkDocs puts it into a page as it is."""
    assert Book.label("<b>\x01") == "&lt;b&gt;\u2401"
