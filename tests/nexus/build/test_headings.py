"""Permanent links are called after their headings."""

import pytest
from nexus.build import headings


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Second normal form", "Second normal form"),
        (
            'The word "proof" &amp; <code>a &lt; b</code>',
            "The word &quot;proof&quot; &amp; a &lt; b",
        ),
        ('\n<span class="md-tag">\n  AI prompting</span>', "AI prompting"),
    ],
)
def test_a_permanent_link_names_its_heading(heading: str, name: str) -> None:
    """Its tags left out and its quotes escaped; the words that the author set come first."""
    link = '<a class="headerlink" href="#x" title="Link to this section">#</a>'
    made = headings.named(f'<h2 id="x">{heading}{link}</h2>')
    assert f'title="Link to this section" aria-label="Link to this section: {name}">#</a>' in made


def test_another_link_of_a_heading_stays_as_it_is() -> None:
    """Only permanent links are called anew, and only in headings."""
    html = '<h2 id="x"><a href="y">Y</a></h2><p><a class="headerlink" href="#x">#</a></p>'
    assert headings.named(html) == html
