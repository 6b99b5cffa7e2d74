"""The names of the permanent links beside headings."""

from nexus.build.headings import named


def test_each_link_is_called_after_its_heading() -> None:
    """In the words that the site has for such a link."""
    html = (
        '<h2 id="a">A <code>b</code> "c"<a class="headerlink" href="#a" title="Link here">¶</a></h2>'
        '<h3 id="b">B<a class="headerlink" href="#b">¶</a></h3><h2>C</h2>'
    )
    shown = named(html)
    assert 'title="Link here" aria-label="Link here: A b &quot;c&quot;">¶</a></h2>' in shown
    assert 'title="Permanent link" aria-label="Permanent link: B">¶</a></h3><h2>C</h2>' in shown
