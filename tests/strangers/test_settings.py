"""The options below the plugin's name in mkdocs.yml: each is one, and a wrong one is told in a line."""

from pathlib import Path

import pytest

from tests.strangers.builders import ANSWER, DIAGRAM, SHOP, SHOP_PAGE, Builder, Site

WRONG = {
    "an unknown option": ("{colour: red}", "option 'colour': Unrecognised"),
    "a near miss": ("{model: app/models}", "'model'"),
    "a number for a text": ("{data_dir: 3}", "'data_dir' must be a text"),
    "a text for a switch": ("{cards: never}", "'cards' must be true or false"),
    "a word for three choices": ("{policy: never}", "'policy' must be true, false or auto"),
    "a mapping for a list": ("{models: {a: b}}", "'models' must be a list"),
    "a list of numbers": ("{models: [1]}", "'models'"),
    "no https address": ("{profiles: {GitHub: 'javascript:alert(1)'}}", "'profiles'"),
    "no ending": ("{file_types: [zip]}", "'file_types'"),
    "no such models": ("{models: app/nowhere}", "app/nowhere"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_option_ends_the_build_in_one_line(
    wrong: str, builder: Builder, tmp_path: Path
) -> None:
    """With the name of the option, also where a site has nothing of ours."""
    options, told = WRONG[wrong]
    site = Site({"index.md": "# Home\n"}, plugins=("search", f"nexus: {options}"))
    built = builder.build(site, tmp_path)
    assert not built.ok
    assert len([line for line in built.lines if told in line]) == 1, built.told
    assert "Traceback" not in built.told


@pytest.mark.parametrize("plugins", ["search: {}\n  nexus:", "nexus: {cards: false}"])
def test_plugins_may_be_a_mapping(plugins: str, builder: Builder, tmp_path: Path) -> None:
    """MkDocs takes its plugins as a list, or as names with options."""
    Site({"index.md": SHOP_PAGE}, files=SHOP).write(tmp_path)
    text = f"site_name: S\ntheme: {{name: material, font: false}}\nplugins:\n  {plugins}\n"
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    built = builder.again(tmp_path)
    assert built.ok, built.told
    assert ANSWER in built.main("index.html")


MODULE = """from sqlalchemy import Column, Integer, MetaData, Table

metadata = MetaData()
Table("{}", metadata, Column("id", Integer, primary_key=True))
"""


@pytest.mark.parametrize(
    ("options", "files"),
    [
        ("{models: app/models}", {"app/models/shop.py": MODULE.format("item")}),
        ("{models: [app/models]}", {"app/models/shop.py": MODULE.format("item")}),
        ("{models: shop.py}", {"shop.py": MODULE.format("item")}),
        ("{models: app.shop}", {"app/__init__.py": "", "app/shop.py": MODULE.format("item")}),
    ],
)
def test_models_may_be_anywhere(
    options: str, files: dict[str, str], builder: Builder, tmp_path: Path
) -> None:
    """As a folder, a file or a module, alone or in a list."""
    site = Site(
        {"index.md": f"# Home\n\n{DIAGRAM}"}, plugins=("search", f"nexus: {options}"), files=files
    )
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    assert "item" in built.main("index.html")


def test_models_may_be_in_several_places(builder: Builder, tmp_path: Path) -> None:
    """Each of the list is read, and each schema has its pages."""
    files = {"a/shop.py": MODULE.format("item"), "b/depot.py": MODULE.format("shelf")}
    page = f"# Home\n\n{DIAGRAM}\n{DIAGRAM.replace('shop', 'depot')}"
    site = Site({"index.md": page}, plugins=("search", "nexus: {models: [a, b]}"), files=files)
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    assert {"schema/shop/item/index.html", "schema/depot/shelf/index.html"} <= set(built.files)


@pytest.mark.parametrize(
    ("option", "absent"),
    [
        ("reference", ["schema/shop/index.html", "erd/shop.svg"]),
        ("viewer", ["plan/index.html", "assets/nexus/pev2/pev2.css"]),
        ("ledger", ["proof/index.html"]),
        ("cards", ["cards/index.png"]),
        ("feeds", ["feed_rss_created.xml"]),
        ("sharing", ["weeks/week-01/post.txt"]),
        ("copies", ["llms.txt", "index.md"]),
        ("metadata", ["robots.txt", "site.webmanifest"]),
        ("record", ["nexus.json", "nexus.schema.json"]),
    ],
)
def test_each_feature_can_be_left_out(
    option: str, absent: list[str], builder: Builder, tmp_path: Path
) -> None:
    """Nothing of it is published, and nothing leads to it."""
    plan = '```sql run="shop" plan="true"\nSELECT * FROM customer WHERE id = 1;\n```\n'
    week = f"# Week 1\n\n- I drew it. [proof](#shop){{ .proof }}\n\n## Shop\n\n{DIAGRAM}"
    pages = {"index.md": f"{SHOP_PAGE}\n{plan}", "weeks/week-01/index.md": week}
    plugins = ("search", f"nexus: {{{option}: false}}")
    built = builder.build(Site(pages, plugins=plugins, files=SHOP), tmp_path)
    assert built.ok, built.told
    assert [path for path in absent if path in built.files] == []
    for path in built.pages:
        page = built.read(path)
        left_out = [name for name in absent if f'{name.removesuffix("index.html")}"' in page]
        assert [name for name in left_out if name != "index.md"] == [], path
        assert "plan/?plan=" not in page or option != "viewer"


def test_without_examples_fences_are_code(builder: Builder, tmp_path: Path) -> None:
    """Nothing runs, and the example is shown as any block of code."""
    site = Site({"index.md": SHOP_PAGE}, plugins=("search", "nexus: {examples: false}"), files=SHOP)
    built = builder.build(site, tmp_path, NEXUS_DATABASE_URL="postgresql://a:b@localhost:1/c")
    assert built.ok, built.told
    shown = built.main("index.html")
    assert "SELECT" in shown
    assert ANSWER not in shown
    assert "```" not in shown
    assert "nx-evidence" not in shown


def test_without_examples_their_files_are_code(builder: Builder, tmp_path: Path) -> None:
    """A page shows what would run, also in its copy; no statement is backed by it."""
    lab = '```python run="true" file="labs/a.py"\n```\n'
    week = f"---\nweek: 1\n---\n# Week\n\n## Takeaways\n\n- Lists. [proof](#lab){{ .proof }}\n\n## Lab\n\n{lab}\n## Next\n"
    pages = {"weeks/week-01/index.md": week, "index.md": "# Home\n\n```nexus-ledger\n```\n"}
    files = {"docs/weeks/week-01/labs/a.py": "print('a ' 'b')\n"}
    site = Site(pages, plugins=("search", "nexus: {examples: false}"), files=files)
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    shown = built.main("weeks/week-01/index.html")
    assert "print ( 'a ' 'b' )" in shown
    assert "```" not in shown
    assert '<h2 id="next">' in built.read("weeks/week-01/index.html")
    assert "print('a ' 'b')" in built.read("weeks/week-01/index.md")
    assert "1 is my own account" in built.main("index.html")
