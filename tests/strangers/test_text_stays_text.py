"""Text stays text: a payload in each position that somebody's text can have, opened in Chromium.

A position is where an author, a model, a row or a program may say something. Each has a payload with
its own number, which would add an element and run a script if it were taken for markup. The same
site is built for each theme, with and without the policy, and every page is opened.
"""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.strangers.builders import Builder, Built, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

COUNT = "window.hits = []; window.hit = (number) => window.hits.push(number);"
# What became of the page: elements of payloads, what ran, and what would run on a touch.
TAKEN = """() => [
    ...[...document.querySelectorAll("x-hit")].map((found) => `element ${found.getAttribute("n")}`),
    ...window.hits.map((number) => `ran ${number}`),
    ...[...document.querySelectorAll("*")].flatMap((element) => [...element.attributes])
        .filter(({ name, value }) => (name.startsWith("on") && value.includes("hit(")) ||
            /^\\s*javascript:/i.test(value))
        .map(({ name, value }) => `${name}=${value}`),
]"""
# Where a text may stand; each is one position, in this order.
POSITIONS = [
    *("site name", "site description", "site author", "repository name", "author of the site"),
    *("navigation: section", "navigation: page"),
    *(
        f"{page}: {place}"
        for page in ("home", "week", "topic", "plain page")
        for place in ("title", "description", "tag", "second tag", "author")
    ),
    *("week: technology", "week: share"),
    *(
        f"{page}: {place}"
        for page in ("week", "topic", "heading page")
        for place in ("first heading", "second heading", "heading in code", "text in code", "item")
    ),
    *("takeaway", "statement", "technology in its list", "link to its proof", "title of a link"),
    *(
        "alternative text",
        "text of a table",
    ),
    *("schema: docstring", "table: name", "table: comment", "column: name", "column: comment"),
    *("enum: name", "enum: value", "check: name", "check: text", "unique: name", "index: name"),
    *("foreign key: name", "default", "default of the database", "group", "column: second name"),
    *(
        "erd: title",
        "example: title",
        "example: label",
        "chart: title",
        "query: text",
    ),
    *(
        "result: column",
        "result: value",
        "result: error",
        "second result: value",
        "explained: name",
    ),
    *("program: text", "program: output", "program: title"),
]


def evil(position: str) -> str:
    """The payload of a position: it ends what text may be in, and begins an element that runs.

    PostgreSQL takes no longer name.
    """
    number = POSITIONS.index(position)
    made = f"'\"--></title></script><x-hit n={number}><img src onerror=hit({number})>"
    assert len(made) <= 63
    return made


def spelt(position: str) -> str:
    """The same as text of Markdown, in which an author may write HTML on purpose."""
    return evil(position).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def coded(position: str) -> str:
    """The same as code in a line of Markdown."""
    return f"`{evil(position)}`"


def front(page: str, **more: object) -> str:
    """The front matter of a page, with a payload in each text."""
    said = {
        "title": evil(f"{page}: title"),
        "description": evil(f"{page}: description"),
        "tags": [evil(f"{page}: tag"), f"b {evil(f'{page}: second tag')}"],
        "author": evil(f"{page}: author"),
        **more,
    }
    return f"---\n{json.dumps(said)}\n---\n\n"


def texts(page: str) -> str:
    """Headings and texts of a page."""
    return (
        f"# {spelt(f'{page}: first heading')}\n\n## {spelt(f'{page}: second heading')}\n\nA text.\n\n"
        f"### A {coded(f'{page}: heading in code')}\n\nA text with {coded(f'{page}: text in code')}.\n\n"
        f"- {spelt(f'{page}: item')}\n\n"
    )


def week() -> str:
    """The page of a week, with statements and what backs them."""
    more = {"technologies": [evil("week: technology")], "share": evil("week: share"), "week": 1}
    return (
        front("week", **more) + texts("week") + f"## Takeaways\n\n- {spelt('takeaway')}\n"
        f"- {spelt('statement')} [{spelt('link to its proof')}](shop.md#the-query){{ .proof }}\n\n"
        f"## Technologies\n\n- **{spelt('technology in its list')}:** asks. [proof](shop.md#the-query){{ .proof }}\n"
    )


def topic() -> str:
    """A page with every kind of figure."""
    quoted = "'" + evil("result: value").replace("'", "''") + "'"
    second = "'" + evil("second result: value").replace("'", "''") + "'"
    column = '"' + evil("result: column").replace('"', '""') + '"'
    shown = '"' + evil("explained: name").replace('"', '""') + '"'
    title = {place: evil(place).replace('"', "&quot;") for place in POSITIONS}
    failing = evil("result: error").replace("'", "''")
    program, printed = (evil(place) for place in ("program: text", "program: output"))
    return (
        front("topic") + texts("topic") + "## The query\n\n"
        f'```sql run="shop" title="{title["example: title"]}"\nSELECT {quoted} AS {column};\n```\n\n'
        f'```sql run="shop" chart="bars" title="{title["chart: title"]}"\n'
        f"SELECT {second} AS name, 3 AS value UNION SELECT 'b', 2 ORDER BY 1;\n```\n\n"
        f'```sql run="shop" title="{title["example: label"]}"\n-- {evil("query: text")}\nSELECT 1 AS one;\n```\n\n'
        f'```sql run="shop" plan="true"\nSELECT * FROM purchase AS {shown} WHERE id = 1;\n```\n\n'
        f"```sql run=\"shop\" error=\"P0001\"\nDO $$ BEGIN RAISE EXCEPTION '%', '{failing}'; END $$;\n```\n\n"
        f'```python run="true" title="{title["program: title"]}"\n# {program}\nprint({printed!r})\n```\n\n'
        f"## The tables\n\n```erd\nschema: shop\ntitle: {json.dumps(evil('erd: title'))}\n```\n\n"
    )


def plain() -> str:
    """A page that Markdown alone makes, with a title and a tag of its own."""
    return front("plain page") + (
        f'# A page\n\n[a]( week.md "{spelt("title of a link")}")\n\n'.replace(
            " week.md", "index.md"
        )
        + f"![{spelt('alternative text')}](a.png)\n\n| {spelt('text of a table')} |\n|---|\n| a |\n\n"
    )


MODELS = '''"""{docs}"""

from sqlalchemy import CheckConstraint, Column, Enum, ForeignKey, Index, Integer, MetaData, Table, Text
from sqlalchemy import UniqueConstraint, text

metadata = MetaData()
Table("customer", metadata, Column("id", Integer, primary_key=True))
Table(
    {table!r},
    metadata,
    Column("id", Integer, primary_key=True),
    Column({column!r}, Text, comment={column_comment!r}),
    Column({second!r}, Enum({value!r}, "b", name={enum!r})),
    Column("c", Text, default={default!r}),
    Column("d", Text, server_default=text({server!r})),
    Column("customer_id", ForeignKey("customer.id", name={key!r})),
    CheckConstraint({check!r}, name={check_name!r}),
    UniqueConstraint("c", name={unique!r}),
    Index({index!r}, "d"),
    comment={table_comment!r},
    info={{"group": {group!r}}},
)
Table("purchase", metadata, Column("id", Integer, primary_key=True))
'''


def models() -> str:
    """Models whose every name and comment is a payload, as long as PostgreSQL takes them."""
    names = {
        "table": "table: name",
        "column": "column: name",
        "second": "column: second name",
        "column_comment": "column: comment",
        "table_comment": "table: comment",
        "value": "enum: value",
        "enum": "enum: name",
        "key": "foreign key: name",
        "default": "default",
        "check_name": "check: name",
        "unique": "unique: name",
        "index": "index: name",
        "group": "group",
    }
    quoted = {
        "server": "'" + evil("default of the database").replace("'", "''") + "'",
        "check": "c <> '" + evil("check: text").replace("'", "''") + "'",
    }
    docs = evil("schema: docstring").replace('"', "'")
    return MODELS.format(docs=docs, **{key: evil(place) for key, place in names.items()}, **quoted)


def site(theme: str, *, policy: bool) -> Site:
    """The site of one theme."""
    pages = {
        "index.md": front("home") + "A page.\n",
        "weeks/week-01/index.md": week(),
        "weeks/week-01/shop.md": topic(),
        "plain.md": plain(),
        "heading.md": texts("heading page"),
        "a.png": b"\x89PNG\r\n\x1a\n",
    }
    nav = [
        {evil("navigation: page"): "index.md"},
        {evil("navigation: section"): ["weeks/week-01/index.md", "weeks/week-01/shop.md"]},
        *("plain.md", "heading.md"),
    ]
    said = {
        "site_description": evil("site description"),
        "site_author": evil("site author"),
        "repo_url": "https://example.org/r",
        "repo_name": evil("repository name"),
        "nav": nav,
    }
    more = "".join(f"{key}: {json.dumps(value)}\n" for key, value in said.items())
    extensions = "markdown_extensions: [attr_list, tables, pymdownx.superfences]\n"
    ours = {
        "policy": policy,
        "author": evil("author of the site"),
    }
    plugins = ["search", *(["tags"] if "material" in theme else []), f"nexus: {json.dumps(ours)}"]
    files = {"models/shop.py": models(), "data/shop.sql": "INSERT INTO customer VALUES (1);\n"}
    return Site(pages, plugins, theme, more + extensions, files, name=json.dumps(evil("site name")))


# Each theme with the policy and without it; MkDocs' own have scripts that a policy would stop.
BUILDS = {
    "material": ("{name: material, font: false}", [True, False]),
    "mkdocs": ("{name: mkdocs, highlightjs: false}", [False]),
    "readthedocs": ("{name: readthedocs, highlightjs: false}", [False]),
}


@pytest.fixture(scope="module", params=BUILDS)
def built(
    request: pytest.FixtureRequest, builder: Builder, tmp_path_factory: pytest.TempPathFactory
) -> dict[bool, Built]:
    """The site of a theme, with and without the policy."""
    theme, policies = BUILDS[request.param]
    folders = tmp_path_factory.mktemp(request.param)
    sites = {
        policy: builder.build(site(theme, policy=policy), folders / str(policy), strict=False)
        for policy in policies
    }
    assert all(made.ok for made in sites.values()), "\n".join(m.told for m in sites.values())
    return sites


def marked(made: Built, address: str, browser: "Browser") -> dict[str, list[str]]:
    """What a browser takes for markup in each page, picture and feed of a site."""
    with browser.new_context() as context:
        context.add_init_script(COUNT)
        tab = context.new_page()
        found = {}
        for path in sorted(path for path in made.files if path.endswith((".html", ".svg", ".xml"))):
            tab.goto(address + path)
            found[path] = tab.evaluate(TAKEN)
    return {path: wrong for path, wrong in found.items() if wrong}


def taken(made: Built, address: str, browser: "Browser") -> dict[str, list[str]]:
    """The same, by the names of the positions where they are known."""
    found = {}
    for path, wrong in marked(made, address, browser).items():
        numbers = {int(n) for text in wrong for n in re.findall(r"(?:element|ran) (\d+)", text)}
        found[path] = [POSITIONS[n] for n in sorted(numbers)] or wrong[:3]
    return found


def test_no_text_becomes_markup(
    built: dict[bool, Built], browser: "Browser", serve: Callable[[Path], str]
) -> None:
    """Not one position of any page, picture or feed, with the policy or without it."""
    found = {policy: taken(made, serve(made.folder), browser) for policy, made in built.items()}
    assert not any(found.values()), found


def test_each_position_is_there(built: dict[bool, Built]) -> None:
    """Each payload is said somewhere, as text; a position that says nothing would show nothing."""
    assert len(set(POSITIONS)) == len(POSITIONS) >= 80
    made = built[False]
    readable = (".html", ".svg", ".xml", ".json", ".txt", ".md", ".dbml")
    said = "\n".join(made.read(path) for path in made.files if path.endswith(readable))
    # Told as HTML, in HTML, in JSON, or in an address.
    said += unescape(said) + unescape(unescape(said)) + said.replace("\\u003c", "<")
    missing = [place for n, place in enumerate(POSITIONS) if f"x-hit n={n}>" not in said]
    # Other themes print no tags and no authors.
    unsaid = () if (made.folder / "tags.json").is_file() else ("tag", "author", "repository name")
    assert [place for place in missing if not place.endswith(unsaid)] == []


def test_feeds_are_valid_and_say_what_was_written(built: dict[bool, Built]) -> None:
    """RSS with what its specification asks for, JSON Feed too; titles are text, once."""
    made = built[False]
    channel = ET.fromstring(made.read("feed_rss_created.xml"))[0]
    assert {"title", "link", "description"} <= {element.tag for element in channel}
    (item,) = channel.findall("item")
    assert item.findtext("title") == evil("week: title")
    assert evil("week: description") in unescape(item.findtext("description") or "")
    assert item.findtext("guid")
    feed = json.loads(made.read("feed_json_created.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == evil("site name")
    (entry,) = feed["items"]
    assert entry["id"]
    assert entry["title"] == evil("week: title")
    assert entry["summary"] == evil("week: description")
    assert "content_html" not in entry
