"""Tables of a page's text, each in a frame that scrolls."""

from nexus.build import tables

START = (
    '<div class="md-typeset__scrollwrap"><div class="md-typeset__table"><table class="nx-plain">'
)
END = "</table></div></div>"


def test_a_plain_table_gets_a_frame() -> None:
    """Each for itself, and the text around them stays."""
    html = "<p>a</p><table>\n<tr><td>1</td></tr></table><p>b</p><table><tr></tr></table>"
    assert tables.framed(html) == (
        f"<p>a</p>{START}\n<tr><td>1</td></tr>{END}<p>b</p>{START}<tr></tr>{END}"
    )


def test_a_table_with_a_class_has_its_own_look() -> None:
    """It stays as it is, and so does a table that holds another."""
    claims = '<table class="nx-claims"><tr></tr></table>'
    assert tables.framed(claims) == claims
    nested = f"<table><tr><td>{claims}</td></tr></table>"
    assert tables.framed(nested) == nested
