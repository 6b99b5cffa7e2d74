"""The policy of a page: what it lets run, and what ends a build."""

import hashlib
import re
from base64 import b64encode
from pathlib import Path

import pytest
from nexus.build import csp
from nexus.core.errors import NexusError

TARGET = (
    "var target=document.getElementById(location.hash.slice(1));"
    'target&&target.name&&(target.checked=target.name.startsWith("__tabbed_"))'
)


def page(body: str = "", head: str = '<meta charset="utf-8">') -> str:
    """A whole page."""
    return f'<!doctype html>\n<html lang="en"><head>\n{head}<title>A</title></head><body>{body}</body></html>'  # fmt: skip


def directives(html: str) -> dict[str, str]:
    """The policy of a page, by directive."""
    (found,) = re.findall('<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    parts = (part.partition(" ") for part in found.split("; "))
    return {name: value for name, _, value in parts}


def told(body: str) -> list[str]:
    """What is wrong with a page of this body, which begins on line 3."""
    return [str(error) for error in csp.errors(page(body), "a.html")]


def test_the_policy_comes_before_all_but_the_charset() -> None:
    """A browser looks for the charset in the first bytes only, and obeys from the tag on."""
    html = csp.guarded(page())
    assert re.search(r'<head>\s*<meta charset="utf-8"><meta http-equiv="Content-Sec', html)
    assert csp.guarded("<head><title>A</title>").startswith("<head><meta http-equiv=")


def test_scripts_are_the_sites_own() -> None:
    """From its files, and inline by their hash; nothing is unsafe but styles, which run nothing."""
    known = directives(csp.guarded(page(f"<script>{TARGET}</script>")))
    digest = b64encode(hashlib.sha256(TARGET.encode()).digest()).decode()
    assert known["script-src"] == f"'self' 'sha256-{digest}'"
    assert known["default-src"] == known["base-uri"] == "'none'"
    assert known["form-action"] == known["media-src"] == "'self'"
    unsafe = [name for name, value in known.items() if "unsafe" in value or "*" in value]
    assert unsafe == ["style-src"]


def test_a_page_tells_other_sites_no_more_than_its_origin() -> None:
    """And nothing over an unencrypted connection."""
    html = csp.guarded(page())
    assert '<meta name="referrer" content="strict-origin-when-cross-origin">' in html


@pytest.mark.parametrize("path", [".", "..", "../../..", "/nexus/", "/a%20b/~c/"])
def test_what_may_differ_in_a_script_may_differ(path: str) -> None:
    """The way to the root of the site is another on each page."""
    script = (
        f'__md_scope=new URL("{path}",location),__md_hash=e=>[...e].reduce(((e,_)=>(e<<5)-e+'
        "_.charCodeAt(0)),0),__md_get=(e,_=localStorage,t=__md_scope)=>JSON.parse(_.getItem("
        't.pathname+"."+e)),__md_set=(e,_,t=localStorage,a=__md_scope)=>{try{t.setItem('
        'a.pathname+"."+e,JSON.stringify(_))}catch(e){}}'
    )
    assert told(f"<script>{script}</script>") == []


@pytest.mark.parametrize(
    "settings",
    ["", '\n    startOnLoad: false,\n    securityLevel: "strict"\n', "a: 1.5"],
)
def test_plain_settings_of_mermaid_are_allowed(settings: str) -> None:
    """Strings, numbers and switches."""
    assert told(f"<script>mermaid.initialize({{{settings}}});</script>") == []


@pytest.mark.parametrize(
    "script",
    [
        "alert(1)",
        f"{TARGET};alert(1)",
        f" {TARGET}",
        '__md_scope=new URL("..",location);alert(1)',
        "mermaid.initialize({a: alert(1)});",
        'mermaid.initialize({a: "x"}); alert("});',
        'mermaid.initialize({a: "x\\"+alert(1)+\\""});',
    ],
)
def test_any_other_inline_script_is_told(script: str) -> None:
    """With its page and line, its text, and what to do."""
    (error,) = told(f"<script>{script}</script>")
    assert "an inline script that is not on the list: " in error
    assert " a.html:3; put it into a file of the site" in error
    assert hashlib.sha256(script.encode()).hexdigest() in error


@pytest.mark.parametrize("kind", ["module", "importmap", "text/javascript", "speculationrules"])
def test_every_kind_of_script_counts(kind: str) -> None:
    """But data, which no browser runs."""
    assert len(told(f'<script type="{kind}">{{}}</script>')) == 1
    assert told('<script type="application/ld+json">{"a":1}</script>') == []
    assert told('<script type="application/json">{"a":1}</script>') == []


@pytest.mark.parametrize(
    "body",
    [
        '<img src="a.png" onerror="alert(1)">',
        "<svg><g ONLOAD=alert(1)></g></svg>",
        '<a href="javascript:alert(1)">a</a>',
        '<a href=" Java\nScript&colon;alert(1)">a</a>',
        '<a href="&#106;avascript:alert(1)">a</a>',
        '<svg><a xlink:href="vbscript:a"></a></svg>',
        '<form action="javascript:alert(1)"></form>',
        '<svg><animate attributeName="href" values="#;javascript:alert(1)"/></svg>',
        '<script src="https://cdn.example.org/a.js"></script>',
        '<script src="//cdn.example.org/a.js"></script>',
    ],
)
def test_what_would_run_otherwise_is_told(body: str) -> None:
    """Event handlers, addresses that run, and scripts of other sites."""
    (error,) = told(body)
    assert " a.html:3; " in error or " a.html:4; " in error


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org/?q=javascript:alert(1)">a</a>',
        "<p>onload=alert(1) javascript:alert(1) &lt;script&gt;</p>",
        '<p title="onerror=x">a</p>',
        "<code>&lt;img onerror=x&gt;</code>",
    ],
)
def test_text_about_scripts_is_text(body: str) -> None:
    """Escaped, nothing of it runs."""
    assert told(body) == []


def test_a_page_without_a_head_has_no_place_for_the_policy() -> None:
    """It is an error, as the page would be without."""
    with pytest.raises(NexusError, match="there is no <head>"):
        csp.guarded("<header>a</header><p>b</p>")


@pytest.mark.parametrize(
    "before",
    [
        "<!-- <head> -->",
        "<!-- <head><meta charset=a> --!><!doctype html>\n<!-- > -->\n",
        '\ufeff<!DOCTYPE html PUBLIC "a">\n<html lang="en" title="<head>" class=no-js>\n',
    ],
)
def test_the_policy_is_in_the_head_that_a_browser_sees(before: str) -> None:
    """Not in a comment or an attribute before it."""
    html = csp.guarded(f'{before}<head data-a="b>"><title>A</title></head>')
    assert html.startswith(f'{before}<head data-a="b>"><meta http-equiv="Content-Security')


@pytest.mark.parametrize(
    "before",
    [
        "<p>a</p>",
        "a",
        "<!--><script>alert(1)</script>-->",
        "<!---><script>alert(1)</script>-->",
        "<!-- a --!><script>alert(1)</script><!-- -->",
        "<html><script>alert(1)</script>",
        "<!-- ",
    ],
)
def test_a_head_behind_anything_else_is_none(before: str) -> None:
    """A browser has begun the body there, or run a script, and would pass over the policy."""
    with pytest.raises(NexusError, match="there is no <head>"):
        csp.guarded(f"{before}<head><title>A</title></head>")


def test_every_page_of_a_site_has_the_policy(tmp_path: Path) -> None:
    """And Material's placeholder, which would run a script, is an empty fragment."""
    (tmp_path / "a").mkdir()
    pages = [tmp_path / "404.html", tmp_path / "a" / "index.html"]
    for file in pages:
        file.write_text(page('<a href="javascript:void(0)">a</a>'))
    assert csp.guard(tmp_path) == []
    for file in pages:
        assert "default-src" in directives(file.read_text())
        assert '<a href="#">a</a>' in file.read_text()


def test_one_wrong_page_leaves_all_pages_as_they_are(tmp_path: Path) -> None:
    """All errors are told, each with its page."""
    files = {name: tmp_path / name for name in ("a.html", "b.html", "c.html")}
    for name, body in {"a.html": "", "b.html": "<i onclick=x>", "c.html": "<b onclick=y>"}.items():
        files[name].write_text(page(body))
    assert [error.where for error in csp.guard(tmp_path)] == ["b.html:3", "c.html:3"]
    assert files["a.html"].read_text() == page()


@pytest.mark.parametrize("name", ["EVIL.HTML", "a/evil.Htm", "evil.xhtml"])
def test_a_page_by_another_name_is_told(tmp_path: Path, name: str) -> None:
    """It would be shown without a policy; the other pages stay as they are."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b.html").write_text(page())
    (tmp_path / name).write_text(page("<script>alert(1)</script>"))
    (error,) = csp.guard(tmp_path)
    assert str(error).startswith(f"a page whose name ends in {Path(name).suffix}; {name}; ")
    assert (tmp_path / "b.html").read_text() == page()


def test_a_page_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """In one line, with what to do."""
    (tmp_path / "a.html").write_bytes(page("caf\xe9").encode("latin-1"))
    (error,) = csp.guard(tmp_path)
    assert str(error) == "a page that is not UTF-8; a.html; save it as UTF-8"


def stopped(folder: Path, body: str, *theirs: str) -> str:
    """What the policy would stop in a site of one page with this body, which begins on line 3."""
    (folder / "a.html").write_text(page(body))
    return csp.stopped(folder, theirs)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org">a</a><link rel="canonical" href="https://example.org/">',
        '<img src="a.png"><img src="data:image/png;base64,AAAA"><video src="/a.mp4"></video>',
        '<form action="/search.html" method="get"><input name="q"></form>',
        '<a href="javascript:void(0)">a</a>',
        "<script>mermaid.initialize({});</script>",
        '<pre class="highlight"><code>&lt;img src="https://example.org/a.png"&gt;</code></pre>',
    ],
)
def test_nothing_is_stopped_of_what_a_site_has_itself(tmp_path: Path, body: str) -> None:
    """Nor of where its links lead, or what its code shows."""
    assert stopped(tmp_path, body) == ""


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="a" src="https://img.example/a.svg">',
        '<img src="//img.example/a.svg">',
        '<video poster="https://img.example/a.png"></video>',
        '<svg><image href="https://img.example/a.png"/></svg>',
        '<iframe src="a.html"></iframe>',
        '<object data="a.pdf"></object>',
        '<embed src="a.pdf">',
        '<form method="post" action="https://list.example/join">',
        '<base href="https://example.org/">',
        '<link rel="stylesheet" href="https://fonts.example/a.css">',
        '<link href="https://fonts.example" rel="preconnect">',
        '<i style="background: url(https://img.example/a.png)"></i>',
        '<a href="https://github.com/a/b" data-md-component="source">stars</a>',
        '<pre class="mermaid"><code>graph LR</code></pre>',
    ],
)
def test_what_comes_from_elsewhere_would_be_stopped(tmp_path: Path, body: str) -> None:
    """Told with its page; to the gate and the page's author it is no error."""
    assert told(body) == []
    assert stopped(tmp_path, body).endswith("(a.html)")


def test_what_would_run_is_stopped_unless_the_theme_brought_it(tmp_path: Path) -> None:
    """Known by its text alone, as it stands in a template."""
    theme = "<script>start()</script><script>{{ more }}</script><script src=a.js></script>"
    own = list(csp.written_in(theme))
    assert own == [hashlib.sha256(b"start()").hexdigest()]
    assert stopped(tmp_path, "<script>start()</script>", *own) == ""
    what = "an inline script that is not on the list"
    assert stopped(tmp_path, "<script>start()</script>") == f"{what}: start() (a.html:3)"
    assert stopped(tmp_path, "<script>other()</script>", *own).startswith(what)
    assert stopped(tmp_path, "<i onclick=a></i>").startswith("an event handler: ")


def test_a_page_that_can_have_no_policy_stops_it(tmp_path: Path) -> None:
    """Without a head, or in another encoding; the first one is told."""
    (tmp_path / "b.html").write_text("<p>part of a page</p>")
    assert csp.stopped(tmp_path).startswith("b.html (there is no <head>")
    (tmp_path / "a.html").write_bytes(page("caf\xe9").encode("latin-1"))
    assert csp.stopped(tmp_path) == "a.html (a page that is not UTF-8)"


@pytest.mark.parametrize("name", ["b.htm", "B.HTML"])
def test_a_page_by_another_name_has_no_policy_to_share(tmp_path: Path, name: str) -> None:
    """Where a site may do without one, that is a reason; a folder of such a name is none."""
    (tmp_path / "a.html").mkdir()
    (tmp_path / "a.html" / "index.html").write_text(page())
    assert csp.stopped(tmp_path) == ""
    (tmp_path / name).write_text(page())
    ending = Path(name).suffix
    assert csp.stopped(tmp_path) == f"nothing in a page whose name ends in {ending} ({name})"


def test_a_theme_whose_scripts_are_known_gets_the_policy(tmp_path: Path) -> None:
    """They run, and others are told as ever."""
    digest = hashlib.sha256(b"start()").hexdigest()
    (tmp_path / "a.html").write_text(page("<script>start()</script>"))
    assert [error.where for error in csp.guard(tmp_path)] == ["a.html:3"]
    assert csp.guard(tmp_path, {digest}) == []
    shown = directives((tmp_path / "a.html").read_text())
    digest = b64encode(hashlib.sha256(b"start()").digest()).decode()
    assert shown["script-src"] == f"'self' 'sha256-{digest}'"


@pytest.mark.usefixtures("other_disk")
def test_errors_are_in_the_order_of_the_pages(tmp_path: Path) -> None:
    """On every disk."""
    for name in ("a", "b", "c"):
        html = "<head><title>x</title></head><p onclick=x()>"
        (tmp_path / f"{name}.html").write_text(html, "utf-8")
    told = [error.where for error in csp.guard(tmp_path)]
    assert told == sorted(told)
    assert len(told) == 3


def test_a_page_that_is_finished_again_has_one_policy() -> None:
    """A build of what changed alone finds the others as the last build left them."""
    once = csp.guarded(page("<script>start()</script>"))
    assert csp.guarded(once) == once
    assert once.count("Content-Security-Policy") == 1


def test_no_page_is_fetched_ahead() -> None:
    """The policy would refuse it, with an error on the console of a browser that tries."""
    ahead = '<link rel="prev" href="a"><link rel="next" href="b"><link href="c" rel=prefetch>'
    html = csp.guarded(f"<html><head>{ahead}</head><body><p>rel=next</p></body></html>")
    assert html.endswith('<link rel="prev" href="a"></head><body><p>rel=next</p></body></html>')


def test_what_no_parser_reads_is_told() -> None:
    """In one line, whatever the parser ends with."""
    with pytest.raises(NexusError, match="markup that cannot be read"):
        csp.guarded(page("<![<b "))
