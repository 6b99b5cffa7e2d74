"""What of this site's texts reaches those who share its pages, index them and read them raw."""

import gzip

from tests.browser.test_published import (
    html,
    test_every_page_has_a_card_of_its_own,
    test_links_of_the_copies_lead_somewhere,
    test_no_copy_has_a_hole,
    test_no_two_pages_have_the_same_title_or_description,
)
from tests.projects import Site

__all__ = [
    "test_every_page_has_a_card_of_its_own",
    "test_links_of_the_copies_lead_somewhere",
    "test_no_copy_has_a_hole",
    "test_no_two_pages_have_the_same_title_or_description",
]


def test_a_page_without_mermaid_is_no_larger_than_ten_packets(site: Site) -> None:
    """Compressed, it is as much as a server sends before it hears of the first, headers apart.

    These packets are of 1,460 bytes (RFC 6928).
    """
    texts = {page: html(site, page) for page in site.pages}
    large = {
        page: size
        for page, text in texts.items()
        if (size := len(gzip.compress(text.encode(), 6))) > 14_600
    }
    assert not {page: size for page, size in large.items() if 'class="mermaid"' not in texts[page]}
