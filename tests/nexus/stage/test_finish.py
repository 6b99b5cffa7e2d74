"""What follows a build: the links of figures, the tags of pages, and what an engine did not build."""

from pathlib import Path
from typing import Any

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import NexusError, UsageError
from nexus.stage.finish import Staged
from nexus.stage.page import Page
from nexus.stage.tree import Tree

HEAD = "<!doctype html><html><head><title>A</title></head><body><article>"
TAGS = {"og:title": '<meta property="og:title" content="A">'}


def staged(folder: Path, body: str, **facts: Any) -> Staged:
    """A site of two pages, staged and built by an engine that puts that body into one of them."""
    tree, meta = Tree(folder), facts.pop("meta", {})
    for path, url in (("index.md", ""), ("a/b.md", "a/b/")):
        tree.put(f"docs/{path}", Page(path, url, "# A", meta, head=TAGS).source())
        built = folder / "site" / url / "index.html"
        built.parent.mkdir(parents=True)
        built.write_text(f"{HEAD}{body if url else ''}</article></body></html>")
    (folder / "site" / "p.svg").write_text("<svg/>")
    tree.put("after/cards/a.txt", "card")
    known = {"address": "", "settings": {}, "mermaid": None, "ours": True, **facts}
    tree.close(known)
    return Staged.read(folder)


def finished(folder: Path, body: str, **facts: Any) -> str:
    """The page a/b/ of that site when it is finished."""
    staged(folder / "staged", body, **facts).finish(folder / "new", Cache(folder), print)
    return (folder / "new" / "a" / "b" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("b.md#x", "./#x"),
        ("../index.md?plan=1", "../../?plan=1"),
        ("../p.svg", "../../p.svg"),
        ("../../p.svg", "../../p.svg"),
        ("https://example.org/b.md", "https://example.org/b.md"),
        ("none.svg", "none.svg"),
    ],
)
def test_links_that_an_engine_left_lead_to_addresses(
    link: str, address: str, tmp_path: Path
) -> None:
    """Those from source to source do; what leads somewhere already, or nowhere, stays."""
    assert f'<a xlink:href="{address}">' in finished(tmp_path, f'<a xlink:href="{link}">x</a>')


def test_a_page_gets_its_tags_and_what_lies_beside_it(tmp_path: Path) -> None:
    """The tags of its front matter in its head, and files that are no pages."""
    page = finished(tmp_path, "")
    assert TAGS["og:title"] in page.partition("</head>")[0]
    assert "Content-Security-Policy" in page
    assert (tmp_path / "new" / "cards" / "a.txt").read_text() == "card"


def test_a_remark_stands_behind_the_tags_of_a_page(tmp_path: Path) -> None:
    """As where the plugin puts it there before the tags come."""
    tags = '<nav class="md-tags">SQL</nav>'
    page = finished(tmp_path, f"<h1>A</h1>\n{tags}<p>B</p>", meta={"demonstration": True})
    assert f'{tags}<p class="nx-demonstration">' in page


def test_a_diagram_of_mermaid_is_drawn_where_no_plugin_does(tmp_path: Path) -> None:
    """By the script of the package, with the arguments of mkdocs.yml."""
    page = finished(tmp_path, '<div class="mermaid">A</div>', mermaid={"startOnLoad": False})
    assert '<script src="../../assets/nexus/js/mermaid.js"></script>' in page
    assert "mermaid.initialize({startOnLoad: false});" in page


def test_a_site_without_anything_of_ours_stays_as_it_is(tmp_path: Path) -> None:
    """No policy, no tags; its pages say nothing for this."""
    pages = {"index.md": "", "a/b.md": "a/b/"}
    assert "Content-Security-Policy" not in finished(tmp_path, "", ours=False, pages=pages)


def test_a_page_of_it_that_was_not_built_is_an_error(tmp_path: Path) -> None:
    """An engine may pass over it, too."""
    with pytest.raises(NexusError, match=r"did not build 1 of 1 pages, first c\.md"):
        finished(tmp_path, "", ours=False, pages={"c.md": "c/"})


def test_a_page_that_nothing_follows_is_as_it_was_written() -> None:
    """Only another one says for later what is missing."""
    assert Page("a.md", "a/", "# A\n").source(is_finished=True) == "# A\n"
    page = Page("a.md", "a/", "# A", {"tags": ["b"]}).source(is_finished=True)
    assert page == "---\ntags:\n- b\n---\n\n# A\n"
    assert "nexus: " in Page("a.md", "a/", "# A").source()


def test_a_page_that_was_not_built_is_an_error(tmp_path: Path) -> None:
    """An engine may pass over a page without a word."""
    site = staged(tmp_path / "staged", "")
    (tmp_path / "staged" / "site" / "a" / "b" / "index.html").unlink()
    with pytest.raises(NexusError, match=r"did not build 1 of 2 pages, first a/b\.md"):
        site.finish(tmp_path / "new", Cache(tmp_path), print)


def test_a_staged_site_that_is_not_built_is_refused(tmp_path: Path) -> None:
    """With what to do."""
    Tree(tmp_path).close({})
    with pytest.raises(UsageError, match="is not built"):
        Staged.read(tmp_path)
