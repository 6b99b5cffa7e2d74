"""The Markdown copy of a page, and the tag by which the page names it."""

from nexus.publish import copies
from nexus.publish.page import Page

from tests.nexus.pages.builders import written


def test_the_copy_of_a_page_is_named_as_an_address() -> None:
    """Whatever its file is called."""
    [tag] = copies.tags(Page('a/b "c".md', "a/b%20%22c%22.html", "B")).values()
    assert tag.endswith(' href="b%20%22c%22.md">')


def test_links_lead_from_the_copy_but_in_code() -> None:
    """A fence shows what somebody types."""
    link = "[b](b.md)"
    text = f"# A\n\nSee {link}.\n\n```md\n{link}\n\n{link}\n```\n\n    {link}\n"
    pages = {name: Page(name, f"{name[:-3]}/", name) for name in ("a.md", "b.md")}
    copy = copies.text(pages["a.md"], written("a.md", text), pages, lambda _: "")
    assert copy.count(link) == 3
    assert "See [b](../b/" in copy
