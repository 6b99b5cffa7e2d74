"""XML files that are opened by themselves: what would run is refused, what is drawn passes."""

from pathlib import Path

import pytest
from nexus.gate import active_content
from nexus.gate.files import files

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
HTML = 'xmlns:h="http://www.w3.org/1999/xhtml"'


def told(folder: Path, name: str, content: "str | bytes") -> list[tuple[str, int]]:
    """What is wrong with a file of a site, and the line; each error must say what to do."""
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    found = list(active_content.errors(folder))
    assert all(error.hint for error in found)
    assert {error.where.rpartition(":")[0] for error in found} <= {f"site/{name}"}
    return [(error.what, int(error.where.rpartition(":")[2])) for error in found]


def picture(inside: str) -> str:
    """An SVG with a line of its own for what is in it."""
    return f"<svg {SVG} {HTML}>\n{inside}\n</svg>\n"


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "runs or holds a page, <script>"),
        ("<g><x:SCRIPT xmlns:x='urn:x'/></g>", "runs or holds a page, <SCRIPT>"),
        ("<foreignObject/>", "runs or holds a page, <foreignObject>"),
        ("<h:iframe src='a'/>", "an element of HTML, <iframe>"),
        ("<rect onload='alert(1)'/>", 'an event handler, onload="alert(1)"'),
        ("<rect OnLoad='alert(1)'/>", 'an event handler, onload="alert(1)"'),
        ("<a xlink:href=' java&#10;script:alert(1)'/>", "an address that runs a script, href"),
        ("<a href='JavaScript&#58;alert(1)'/>", "an address that runs a script, href"),
        ("<set attributeName='href' to='javascript:alert(1)'/>", "that runs a script, to"),
        ("<set attributeName='onclick' to='alert(1)'/>", "an event handler that an animation sets"),
        ("<a href=' da&#10;ta:text/html,a'/>", "a document within an address, href"),
        ("<use href='data:image/svg+xml,a#b'/>", "a document within an address, href"),
        ("<?xml-stylesheet type='text/xsl' href='a.xml'?>", "a style sheet that may write a page"),
        ("<?xml-stylesheet type='a' href='text/css.xml'?>", "a style sheet that may write a page"),
    ],
)
@pytest.mark.parametrize("name", ["a.svg", "a.SVG"])
def test_a_picture_that_runs_something_is_refused(
    tmp_path: Path, name: str, inside: str, what: str
) -> None:
    """By its file and line, and what it is."""
    (error,) = told(tmp_path, name, picture(inside))
    assert what in error[0]
    assert error[1] in {2, 3}


OUT = "https://there.example/a"


@pytest.mark.parametrize(
    "inside",
    [
        f"<image href='{OUT}.png'/>",
        f"<image xlink:href='{OUT}.png'/>",
        "<image href='//there.example/a.png'/>",
        "<image href='\\\\there.example/a.png'/>",
        "<image href=' ht&#10;tps://there.example/a.png'/>",
        "<image href='ftp://there.example/a.png'/>",
        "<image href='file:///etc/hostname'/>",
        f"<use href='{OUT}.svg#a'/>",
        f"<a href='#a' ping='{OUT}'/>",
        f"<filter><feImage href='{OUT}.png'/></filter>",
        f"<pattern xlink:href='{OUT}.svg#p'/>",
        f"<linearGradient xlink:href='{OUT}.svg#g'/>",
        f"<textPath href='{OUT}.svg#t'/>",
        f"<font-face-uri xlink:href='{OUT}.woff'/>",
        f"<color-profile xlink:href='{OUT}.icc'/>",
        f"<cursor xlink:href='{OUT}.cur'/>",
        f"<g xml:base='{OUT}/'><image href='b.png'/></g>",
        f"<set attributeName='href' to='{OUT}.png'/>",
        f"<animate attributeName='href' values='#a;{OUT}.png'/>",
        f"<rect fill='url({OUT}.svg#p)'/>",
        f"<rect filter='url(\"{OUT}.svg#f\")'/>",
        f"<rect mask='u\\72l({OUT}.svg#m)'/>",
        f"<rect style='background:url({OUT}.png)'/>",
        f"<rect style='background:image-set(\"{OUT}.png\" 1x)'/>",
        f"<style>@import url({OUT}.css);</style>",
        f"<style>@import '{OUT}.css';</style>",
        f"<style>@im\\port/**/'{OUT}.css';</style>",
        f"<style><![CDATA[@font-face{{src:url('{OUT}.woff2')}}]]></style>",
        f"<style>a{{fill:URL( {OUT}.svg )}}</style>",
        f"<style>@namespace url(x);a{{fill:url({OUT}.svg)}}</style>",
        "<style>@media all{a{cursor:url(//there.example/a.cur),auto}}</style>",
        "<style>a{b:url(https://the<!-- -->re.example/a)}</style>",
    ],
)
def test_a_picture_that_asks_another_server_is_refused(tmp_path: Path, inside: str) -> None:
    """In an address, in an attribute with a style, and in a style sheet, however it is spelt."""
    errors = told(tmp_path, "a.svg", picture(inside))
    assert [line for what, line in errors if "an address outside the picture, " in what] == [2]
    assert "there.example" in errors[0][0] or "etc/hostname" in errors[0][0] or "\n" in errors[0][0]


def test_a_picture_may_use_what_it_brings_and_what_lies_beside_it(tmp_path: Path) -> None:
    """Its own parts, a file of the site, a picture within it, a link that a reader follows."""
    inside = (
        f"<a href='{OUT}'><use href='#a'/></a><image href='../b.png'/>"
        "<image href='data:image/png;base64,AAAA'/><rect fill='url(#p)' style='filter:url(#f)'/>"
        f"<style>@namespace url({OUT});@namespace x '{OUT}';"
        f"a{{fill:url(#p);content:'{OUT}'}} /* {OUT} */</style><desc>{OUT}</desc>"
    )
    assert told(tmp_path, "a.svg", picture(inside)) == []


@pytest.mark.parametrize(
    ("element", "what"),
    [
        (f"<h:script {HTML}>alert(1)</h:script>", "an element of HTML, <script>"),
        (f"<h:p {HTML}/>", "an element of HTML, <p>"),
        (f"<h:link {HTML} onload='alert(1)'/>", 'an event handler, onload="alert(1)"'),
        (f"<svg {SVG}/>", "an element that is drawn, <svg>, in a file that is no .svg"),
    ],
)
@pytest.mark.parametrize("name", ["a.xml", "a.Rss"])
def test_an_xml_file_that_is_a_page_is_refused(
    tmp_path: Path, name: str, element: str, what: str
) -> None:
    """An element of HTML or SVG is one anywhere; only the links of a site map pass."""
    assert told(tmp_path, name, f"<a>\n{element}\n</a>") == [(what, 2)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg/>', "a DOCTYPE, which may hide what runs"),
        ('<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x">]>\n<svg/>', "a DOCTYPE, which may"),
        ('<!DOCTYPE svg PUBLIC "-//W3C//DTD MathML 2.0//EN" "a">\n<svg/>', "a DOCTYPE, which may"),
        ('<?xml version="1.0" encoding="iso-2022-jp"?>\n<svg/>', "an XML file in iso-2022-jp"),
        (
            f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "{OUT}.dtd">\n<svg/>',
            "a DOCTYPE from another server",
        ),
        ("<svg><g></svg>", "a file that is not valid XML"),
        ("<svg>&nbsp;</svg>", "a file that is not valid XML"),
        (b"<svg>\xff</svg>", "a file that is not valid XML"),
        ("", "a file that is not valid XML"),
    ],
)
def test_what_a_browser_may_read_otherwise_is_refused(
    tmp_path: Path, content: "str | bytes", what: str
) -> None:
    """No entity is expanded, and nothing is guessed."""
    ((error, line),) = told(tmp_path, "a.svg", content)
    assert error.startswith(what)
    assert line in {1, 2}


def test_entities_within_entities_cost_nothing(tmp_path: Path) -> None:
    """A file of one kilobyte cannot become gigabytes."""
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 20))
    bomb = f'<!DOCTYPE a [<!ENTITY e0 "x">{entities}]><a>&e19;</a>'
    assert told(tmp_path, "a.xml", bomb) == [("a DOCTYPE, which may hide what runs", 1)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.svg",
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
            '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
            + picture("<style>a{}</style><a href='https://example.org/?javascript:'>onload=</a>"),
        ),
        ("b.svg", picture("<text>a</text>").encode("utf-16")),
        (
            "sitemap.xml",
            f"<urlset {HTML}><url only='a'><h:link rel='alternate' href='de/'/></url></urlset>",
        ),
        ("feed.xml", "<rss><description>&lt;script&gt;alert(1)&lt;/script&gt;</description></rss>"),
        ("a.txt", "<svg onload='alert(1)'/>"),
    ],
)
def test_what_runs_nothing_passes(tmp_path: Path, name: str, content: "str | bytes") -> None:
    """What programs draw, site maps, feeds, and text."""
    assert told(tmp_path, name, content) == []
    assert len(list(files(tmp_path))) == 1
