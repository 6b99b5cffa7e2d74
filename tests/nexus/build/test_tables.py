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


def test_a_cell_knows_the_head_of_its_column() -> None:
    """As text; a row with a wide cell stays as it is."""
    head = '<thead>\n<tr>\n<th>A <b>b</b></th>\n<th>&lt;"</th>\n</tr>\n</thead>'
    rows = '<tr><td align="right">1</td><td>2</td><td>3</td></tr><tr><td colspan="2">4</td></tr>'
    shown = tables.framed(f"<table>{head}{rows}</table>")
    assert '<td align="right" data-head="A b">1</td><td data-head="&lt;&quot;">2</td>' in shown
    assert '<td>3</td></tr><tr><td colspan="2">4</td>' in shown
    assert head in shown


def test_a_row_may_begin_with_a_head_of_its_own() -> None:
    """Which stands below the head of its column like any cell; no head of a row is one of a column."""
    head = "<thead><tr><th>Plan</th><th>Rows</th></tr></thead>"
    shown = tables.framed(f"<table>{head}<tr><th>Before</th><td>10</td></tr></table>")
    assert f'{head}<tr><th data-head="Plan">Before</th><td data-head="Rows">10</td></tr>' in shown
    alone = "<tr><th>Before</th><td>10</td></tr>"
    assert alone in tables.framed(f"<table>{alone}</table>")
