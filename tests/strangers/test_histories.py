"""How a schema came to be, on anybody's site: from the commits of its models, dated by them."""

from pathlib import Path

from tests.strangers.builders import MODELS, SHOP, Builder, Site, commit

SINCE = "```erd\nschema: shop\nsince: HEAD~1\n```\n"
# Without a navigation of the author's own, and with one.
NAV = "nav: [index.md]\n"


def test_a_site_has_the_changelog_of_its_schemas(builder: Builder, tmp_path: Path) -> None:
    """The newest first, each with its diagram; a table's page says since when a column is there."""
    site = Site(
        {"index.md": "# Home\n\nMine.\n"}, ("search", "nexus: {history: commits}"), files=SHOP
    )
    root = tmp_path / "handbook"
    site.write(root)
    commit(root)
    more = f"{MODELS}    price: Mapped[int]\n"
    pages = {"index.md": f"# Home\n\n{SINCE}"}
    site = Site(pages, site.plugins, more=NAV, files={**SHOP, "models/shop.py": more})
    site.write(root)
    commit(root)
    built = builder.build(site, root)
    assert built.ok, built.told
    page = built.main("changelog/shop/index.html")
    assert "2 versions in git" in page
    assert page.index("column added purchase.price") < page.index("table added purchase")
    assert "+ price" in built.main("index.html")
    assert "Since" in built.main("schema/shop/purchase/index.html")
    assert "changelog/shop/" in built.read("index.html")


def test_a_site_without_git_says_so(builder: Builder, tmp_path: Path) -> None:
    """The build goes on."""
    site = Site({"index.md": "# Home\n"}, ("search", "nexus: {history: tags}"), files=SHOP)
    built = builder.build(site, tmp_path / "handbook")
    assert built.ok, built.told
    assert "no repository of git" in built.main("changelog/shop/index.html")
