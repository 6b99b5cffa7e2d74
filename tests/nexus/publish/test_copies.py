"""The tag by which a page names its Markdown copy."""

from nexus.publish import copies
from nexus.publish.page import Page


def test_the_copy_of_a_page_is_named_as_an_address() -> None:
    """Whatever its file is called."""
    [tag] = copies.tags(Page('a/b "c".md', "a/b%20%22c%22.html", "B")).values()
    assert tag.endswith(' href="b%20%22c%22.md">')
