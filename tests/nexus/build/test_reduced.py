"""A page is made shorter for the parser, which finds all that runs at the same places."""

import random
from html.parser import HTMLParser

from nexus.build import csp
from nexus.build.reduced import reduced

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A <b> &amp; c</title>
<style>a > b {}</style><script>1 < 2</script></head>
<body class=wide data-x='y "z"'><!-- one -->
<p title="a &quot;b&quot;">Words & <a href="https://a.example/?a=1&amp;b#c">more</a><br/>
<svg viewBox="0 0 1 1"><g class="x"><path d="M0 0" /><xlink:use /></g></svg>
</body></html>
"""
RUNS = (
    *("<a onclick=x()>", '<img src="x" OnError="y">', "<svg/onload=1>", "<b title='>' onx>"),
    *(
        '<a href="javascript:x">',
        "<a href='java\nscri\tpt:x'>",
        '<a href="&#106;avascript&colon;">',
    ),
    *("<script>2</script>", "<SCRIPT src=//a.example/></SCRIPT>", '<use href=" javascrip&#116;:">'),
)
PIECES = (
    *("<", ">", '"', "'", "=", "/", "&", "\n", "\0", "\f", "\xa0", "`", "<!--", "-->", "--!>"),
    *("<style>", "</style>", "<title>", "</title>", "<textarea>", "</textarea>", "<script>"),
    *(
        "</script>",
        "<noscript>",
        "<plaintext>",
        "<?x",
        "<!x ",
        '<b title="',
        "</",
        "<a ",
        " on",
        *RUNS,
    ),
)


class Running(HTMLParser):
    """What runs in a page, or may, with its line."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts, and attributes that run."""
        line = self.getpos()[0]
        self.found += [(line, "", tag)] if tag == "script" else []
        self.found += [(line, n, v or "") for n, v in attrs if csp.running(n, v or "")]

    def handle_data(self, data: str) -> None:
        """Note the text of scripts."""
        if self.cdata_elem == "script":
            self.found.append((self.getpos()[0], data, ""))


def test_most_of_a_page_is_left_out() -> None:
    """Its texts and its tags, but not what is read in a way of its own."""
    short = reduced(PAGE)
    assert len(short) < len(PAGE) / 2
    assert short.count("\n") == PAGE.count("\n")
    assert "<script>1 < 2</script>" in short


def test_whatever_runs_is_found_where_it_was() -> None:
    """In any place of a page, however broken the page is around it."""
    chance = random.Random(1)
    compared = 0
    for _ in range(800):
        html = PAGE
        for piece in (chance.choice(RUNS), *chance.choices(PIECES, k=chance.randrange(4))):
            place = chance.randrange(len(html))
            html = html[:place] + piece + html[place + chance.choice((0, 0, 2)) :]
        try:
            expected = Running(html).found
        except AssertionError:  # as the parser ends at some markup
            continue
        assert Running(reduced(html)).found == expected, html
        compared += bool(expected)
    assert compared > 500
