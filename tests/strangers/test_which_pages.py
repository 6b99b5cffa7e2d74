"""Only the pages that MkDocs builds are looked at, wherever they lie."""

from pathlib import Path

import pytest
from nexus import gate

from tests.strangers.builders import ANSWER, DIAGRAM, EXAMPLE, SHOP, SHOP_PAGE, Builder, Site

# What would end a build in three ways, if it was looked at.
WRONG = b'---\ntitle: [\n---\n\n```sql run="shop"\nSELECT * FROM nowhere;\n```\n\nNot UTF-8: \xff\n'


@pytest.mark.parametrize("files", [SHOP, {}], ids=["models", "nothing of ours"])
def test_what_is_no_page_is_not_read(
    files: dict[str, str], builder: Builder, tmp_path: Path
) -> None:
    """Excluded pages, drafts, templates, hidden files and folders may hold anything."""
    names = ("parts/a", "drafts/a", ".obsidian/a", "more/.a", "templates/a", "more/a.draft")
    pages = {f"{name}.md": WRONG for name in names}
    pages |= {"index.md": "# Home\n", "more/index.md": f"# More\n\n{DIAGRAM if files else ''}"}
    more = "exclude_docs: |\n  parts/\n  *.draft.md\ndraft_docs: |\n  drafts/\n"
    built, plain = builder.both(Site(pages, files=files, more=more), tmp_path)
    assert built.main("index.html") == plain.main("index.html")
    if not files:
        assert built.files == plain.files


def test_locks_of_an_editor_are_passed_over(builder: Builder, tmp_path: Path) -> None:
    """Emacs puts a link to nowhere beside a page that is open; the gate lets it be too."""
    Site({"index.md": SHOP_PAGE, "more/a.md": "# A"}, files=SHOP).write(tmp_path)
    for lock in ("docs/.#index.md", "docs/more/.#a.md", "data/.#shop.sql", "models/.#shop.py"):
        (tmp_path / lock).symlink_to("someone@laptop.4321:17")
    built = builder.again(tmp_path)
    assert built.ok, built.told
    assert ANSWER in built.main("index.html")
    assert not list(gate.before([tmp_path / "docs"]))


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A site with a page that lies elsewhere, and with one that is a page under another name."""
    Site({"index.md": SHOP_PAGE}, files=SHOP).write(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "page.md").write_text(f"# Linked\n\n{EXAMPLE}", encoding="utf-8")
    (tmp_path / "docs" / "linked.md").symlink_to("../elsewhere/page.md")
    (tmp_path / "docs" / "same.md").symlink_to("index.md")
    return tmp_path


def test_a_page_may_be_a_link(linked: Path, builder: Builder) -> None:
    """Its examples run, wherever it leads."""
    built = builder.again(linked)
    assert built.ok, built.told
    for page in ("linked", "same"):
        assert ANSWER in built.main(f"{page}/index.html")


def test_an_error_in_a_linked_page_is_one_line(linked: Path, builder: Builder) -> None:
    """With the place of the file that it leads to."""
    page = linked / "elsewhere" / "page.md"
    page.write_text(f"# Linked\n\n{EXAMPLE.replace('customer', 'nowhere')}", encoding="utf-8")
    built = builder.again(linked)
    assert not built.ok
    (error,) = [line for line in built.lines if line.startswith("ERROR")]
    assert 'relation "nowhere" does not exist' in error
    assert "; elsewhere/page.md:4; " in error


@pytest.mark.parametrize(
    ("prepare", "told"),
    [
        (lambda docs: (docs / "bad.md").symlink_to("gone.md"), "cannot read the page"),
        (lambda docs: (docs / "bad.md").symlink_to("bad.md"), "cannot read the page"),
        (lambda docs: (docs / "bad.md").write_bytes(b"# B\xe9\n"), "is not UTF-8"),
    ],
    ids=["link to nowhere", "link to itself", "not UTF-8"],
)
def test_what_mkdocs_cannot_read_is_one_line(
    prepare: object, told: str, builder: Builder, tmp_path: Path
) -> None:
    """A page that ends any build ends this one with its name."""
    Site({"index.md": "# Home\n"}).write(tmp_path)
    prepare(tmp_path / "docs")  # type: ignore[operator]
    built = builder.again(tmp_path)
    assert not built.ok
    (error,) = [line for line in built.lines if line.startswith("ERROR")]
    assert told in error
    assert "docs/" in error


@pytest.mark.parametrize("docs", ["content/pages", "a/b/c/d"])
def test_pages_may_lie_in_any_folder(docs: str, builder: Builder, tmp_path: Path) -> None:
    """Errors name the file, and a generated page's edit link leads to the model."""
    more = f"repo_url: https://github.com/ann/handbook\nedit_uri: edit/trunk/{docs}/\n"
    theme = "{name: material, font: false, features: [content.action.edit]}"
    site = Site({"index.md": SHOP_PAGE}, files=SHOP, docs=docs, more=more, theme=theme)
    built, _ = builder.both(site, tmp_path)
    edit = 'href="https://github.com/ann/handbook/edit/trunk/models/shop.py#L11"'
    assert edit in built.read("schema/shop/customer/index.html")
    assert f'/edit/trunk/{docs}/index.md"' in built.read("index.html")
    broken = SHOP_PAGE.replace("schema: shop", "schema: shopp")
    (tmp_path / docs / "index.md").write_text(broken, encoding="utf-8")
    assert f"; {docs}/index.md:3; " in builder.again(tmp_path).told


def test_pages_may_be_the_whole_project(builder: Builder, tmp_path: Path) -> None:
    """The configuration lies in a folder of its own, and every Markdown file is a page."""
    Site({"index.md": SHOP_PAGE}, files={**SHOP, "README.md": "# Read me\n"}).write(tmp_path)
    text = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8")
    options = "nexus: {models: ../models, data_dir: ../data}"
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "mkdocs.yml").write_text(
        f"docs_dir: ..\n{text.replace('nexus', options)}", encoding="utf-8"
    )
    out = tmp_path.with_name(f"{tmp_path.name}-site")
    built = builder.from_file(tmp_path / "conf" / "mkdocs.yml", out)
    assert built.ok, built.told
    assert ANSWER in built.main("docs/index.html")
    assert built.main("index.html") == "Read me"
    assert "schema/shop/index.html" in built.files
