"""Tables of a page's text in a frame, so that a wide one scrolls inside it.

The theme's script puts such a frame around each table that has no class, and lays the page out anew
for that. Here it is part of the page, which so is the same without scripts. Each cell knows the head
of its column: on a phone a row becomes a list of them.
"""

import re
from html import escape, unescape

_TABLE = re.compile(r"<table>((?:(?!<table\b).)*?)</table>", re.DOTALL)
_HEAD = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>(?:(?!<tr\b).)*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(?P<cell>t[dh]\b[^>]*)>")
_TAG = re.compile(r"<[^>]*>")


def framed(html: str) -> str:
    """Return the HTML of a page with a frame around each table without attributes."""
    return _TABLE.sub(_framed, html)


def _framed(table: re.Match[str]) -> str:
    head, end, body = table[1].rpartition("</thead>")
    # Of heads in several rows or over several columns, none is that of one column.
    known = [] if "colspan" in head or head.count("<tr") > 1 else _HEAD.findall(head)
    heads = [" ".join(_TAG.sub("", words).split()) for words in known]
    inside = f"{head}{end}{_ROW.sub(lambda row: _named(row[0], heads), body)}"
    return (
        '<div class="md-typeset__scrollwrap"><div class="md-typeset__table">'
        f'<table class="nx-plain">{inside}</table></div></div>'
    )


def _named(row: str, heads: list[str]) -> str:
    """A row whose cells have the heads of their columns; one with wide cells stays as it is."""
    if "colspan" in row or "rowspan" in row:
        return row
    waiting = iter(heads)

    def named(cell: re.Match[str]) -> str:
        head = escape(unescape(next(waiting, "")))
        return f'<{cell["cell"]} data-head="{head}">' if head else cell[0]

    return _CELL.sub(named, row)
