"""Names in the lists beside a page may break."""

from nexus.build import navigation


def test_a_name_breaks_after_dots_and_underscores() -> None:
    """In the lists alone, and not at its end."""
    html = '<p>a_b</p><span class="md-ellipsis">\n  app.first_form_ &amp; x.\n</span>'
    assert navigation.breakable(html) == (
        '<p>a_b</p><span class="md-ellipsis">\n  app.<wbr>first_<wbr>form_ &amp; x.\n</span>'
    )
