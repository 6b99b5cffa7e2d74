"""The one style sheet of a page: what comes into it, and what does not."""

import hashlib
from pathlib import Path

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st
from nexus.build import css as sheets
from nexus.core.cache import Cache
from nexus.core.errors import NexusError

from tests.helpers import run_python

NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)


def used(*words: str, tabs: int = 0) -> sheets.Used:
    """What pages with these classes have."""
    return sheets.Used(frozenset(words), tabs=tabs)


def rules(css: str) -> str:
    """A style sheet in one line, without the space that means nothing."""
    return "".join(line.strip() for line in css.splitlines())


def write(site: Path, files: dict[str, str]) -> Path:
    """A built site of these files."""
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    return site


def page(*sheets: str, body: str = '<p class="note">') -> str:
    """A page that names these style sheets."""
    links = "\n".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
    return f"<head>{links}<title>A</title></head>{body}"


def merged(tmp_path: Path, files: dict[str, str], mount: str = "/nexus/") -> Path:
    """The site of these files, with its style sheets merged."""
    site = write(tmp_path / "site", files)
    sheets.merge(site, mount, Cache(tmp_path / "cache"))
    return site


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".note{a:b}", ".note{a:b}"),
        (".gone{a:b}", ""),
        (".note,.gone,p{a:b}", ".note,p{a:b}"),
        (".note .gone{a:b}", ""),
        ("p.gone:hover{a:b}", ""),
        (".note:not(.gone){a:b}", ".note:not(.gone){a:b}"),
        ("p>:is(.gone,.note){a:b}", "p>:is(.gone,.note){a:b}"),
        ("[data-state=drawn]{a:b}", ""),
        ('[data-state="note"]{a:b}', '[data-state="note"]{a:b}'),
        ("[data-state]{a:b}", "[data-state]{a:b}"),
        ('[href^="http"]{a:b}', '[href^="http"]{a:b}'),
        ("@media print{.note{a:b}.gone{a:b}}", "@media print{.note{a:b}}"),
        ("@media print{.gone{a:b}}", ""),
        ("@supports (a:b){@media print{.note{a:b}}}", "@supports (a:b){@media print{.note{a:b}}}"),
        ("@font-face{src:url(a.woff2)}", "@font-face{src:url(a.woff2)}"),
        ("@keyframes gone{to{a:b}}", "@keyframes gone{to{a:b}}"),
        ("/* a */.note{/* b */a:b}", ".note{a:b}"),
        ("} .note{a:b}", "} .note{a:b}"),
        ("[data-md-color-switching] *{transition:none}", ""),
    ],
)
def test_what_no_page_can_use_is_left_out(css: str, kept: str) -> None:
    """A selector goes if it asks for a class or a value that nothing has, and a rule with its last."""
    assert rules(sheets.pruned(css, used("note"))) == kept


def test_tabs_behind_the_last_are_left_out() -> None:
    """The theme has rules for twenty of them."""
    css = "".join(f".tabbed-set>input:nth-child({tab}){{a:b}}" for tab in (1, 2, 3))
    assert sheets.pruned(css, used("tabbed-set", tabs=2)).count("nth-child") == 2


def test_used_is_what_pages_have_and_scripts_write() -> None:
    """Scripts give elements classes and states of which no page knows."""
    html = '<p class="a b" id=c><b class=\'d\'><input id="__tabbed_1_2"><input id="__tabbed_9_3">'
    known = sheets.Used.read([html], ['e.classList.toggle("md-e--f", !0)'])
    assert {"a", "b", "c", "d", "md-e--f"} <= known.words
    assert "g" not in known.words
    assert not known.starts
    assert known.tabs == 3


@pytest.mark.parametrize("script", ["`is-${state}`", "'is-' + state", '"is-"+state'])
def test_a_word_that_a_script_completes_is_any_word_of_that_start(script: str) -> None:
    """Scripts put classes together."""
    known = sheets.Used.read([], [script])
    css = ".is-open{a:b}\n.was-open{a:b}"
    assert sheets.pruned(css, known) == ".is-open{a:b}"


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=8))
def test_rules_of_known_classes_stay_in_their_order(pairs: list[tuple[str, str]]) -> None:
    """Which of two rules counts depends on their order."""
    css = "\n".join(f".{name} > .{other}{{color:red}}" for name, other in pairs)
    known = used(*(name for pair in pairs for name in pair))
    assert sheets.pruned(css, known) == css


@given(st.text(alphabet="{}()[];:.,@\"'\\/*ab \n", max_size=40))
def test_no_style_sheet_stops_a_build(css: str) -> None:
    """Whatever it holds, what is left is a style sheet with no more rules than before."""
    parsed = tinycss2.parse_stylesheet(sheets.pruned(css, used("a")), skip_whitespace=True)
    before = tinycss2.parse_stylesheet(css, skip_whitespace=True, skip_comments=True)
    assert len([rule for rule in parsed if rule.type != "error"]) <= len(before)


def test_pages_get_one_sheet_named_by_its_digest(tmp_path: Path) -> None:
    """In the place of the first, from wherever the page stands; 404.html stands everywhere."""
    site = merged(
        tmp_path,
        {
            "assets/a.css": ".note{a:b}",
            "assets/css/b.css": "p{c:d}",
            "weeks/one/index.html": page("../../assets/a.css", "../../assets/css/b.css"),
            "404.html": page("/nexus/assets/a.css", "/nexus/assets/css/b.css"),
        },
    )
    (sheet,) = site.glob("assets/styles.*.css")
    assert sheet.name[7:15] == hashlib.sha256(sheet.read_bytes()).hexdigest()[:8]
    assert sheet.read_text("utf-8") == ".note{a:b}\np{c:d}"
    link = '<head><link rel="stylesheet" href="{}assets/' + sheet.name + '">\n<title>'
    assert (site / "weeks/one/index.html").read_text("utf-8").startswith(link.format("../../"))
    assert (site / "404.html").read_text("utf-8").startswith(link.format("/nexus/"))


def test_addresses_in_a_sheet_lead_where_they_led(tmp_path: Path) -> None:
    """Fonts and pictures are named relative to the sheet that names them."""
    css = 'p{a:url(../fonts/a.woff2);b:url("data:,x");c:url(#d);e:url(https://example.org/f)}'
    files = {"assets/css/a.css": css, "b.css": "", "index.html": page("assets/css/a.css", "b.css")}
    (sheet,) = merged(tmp_path, files).glob("assets/styles.*.css")
    moved = css.replace("url(../fonts/a.woff2)", 'url("fonts/a.woff2")')
    assert sheet.read_text("utf-8").strip() == moved


def test_a_sheet_of_somewhere_else_leaves_the_page_as_it_is(tmp_path: Path) -> None:
    """Only what is in the site can be read; the first sheets of a page are not taken alone."""
    (tmp_path / "outside.css").write_text("p{a:b}", encoding="utf-8")
    for sheet in ("https://example.org/a.css", "../outside.css", "/etc/hosts", "missing.css"):
        html = page("a.css", sheet)
        site = merged(tmp_path, {"a.css": "p{a:b}", "index.html": html})
        assert (site / "index.html").read_text("utf-8") == html


def test_a_sheet_for_paper_stays_apart(tmp_path: Path) -> None:
    """It is fetched late, and only what is fetched first is worth merging."""
    paper = '<link rel="stylesheet" media="print" href="p.css">'
    files = {"assets/a.css": "", "assets/b.css": ""}
    files["index.html"] = page("assets/a.css", "assets/b.css", body=paper)
    assert paper in (merged(tmp_path, files) / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (b'\n@import "c.css";', r"imports another; b\.css:2; name .* extra_css"),
        (b"/* caf\xe9 */", r"that is not UTF-8; b\.css; save it"),
    ],
)
def test_what_cannot_be_merged_is_told_with_its_place(
    tmp_path: Path, wrong: bytes, told: str
) -> None:
    """A browser passes over an import anywhere but at the start of a sheet. No page is changed."""
    files = {
        "a.css": "p{a:b}",
        "index.html": page("a.css", "b.css"),
        "0.html": page("a.css", "c.css"),
    }
    site = write(tmp_path / "site", {**files, "c.css": "p{a:b}"})
    (site / "b.css").write_bytes(wrong)
    with pytest.raises(NexusError, match=told):
        sheets.merge(site, "/", Cache(tmp_path / "cache"))
    assert {name: (site / name).read_text() for name in files} == files


def test_a_mark_of_the_byte_order_is_no_part_of_a_rule(tmp_path: Path) -> None:
    """A browser takes it away at the start of a sheet, and nowhere else."""
    files = {"assets/a.css": "p{a:b}", "assets/b.css": "\ufeffi{c:d}"}
    files["index.html"] = page(*files)
    (sheet,) = merged(tmp_path, files).glob("assets/styles.*.css")
    assert rules(sheet.read_text("utf-8")) == "p{a:b}i{c:d}"


def test_pages_and_scripts_are_files(tmp_path: Path) -> None:
    """A page called node.js.md makes a folder of that name; modules have words too, in any encoding."""
    files = {
        "assets/a.css": ".one{a:b}",
        "assets/b.css": ".two{a:b}.no{a:b}",
        "assets/c.mjs": "'one'",
    }
    site = write(tmp_path / "site", {**files, "node.js/index.html": "", "a.html/index.html": ""})
    (site / "assets" / "d.js").write_bytes(b"'caf\xe9 two'")
    (site / "index.html").write_text(page("assets/a.css", "assets/b.css"))
    sheets.merge(site, "/", Cache(tmp_path / "cache"))
    (sheet,) = site.glob("assets/styles.*.css")
    assert rules(sheet.read_text("utf-8")) == ".one{a:b}.two{a:b}"


def test_the_order_of_attributes_does_not_matter(tmp_path: Path) -> None:
    """A plugin may write a page anew; a sheet for some media only stays where it is."""
    paper = '<link href="p.css" media="print" rel="stylesheet"/>'
    links = f'<link href="assets/a.css" rel="stylesheet"/>\n<link rel="stylesheet" href="assets/b.css">\n{paper}'
    site = merged(
        tmp_path,
        {
            "index.html": f"<head>{links}</head>",
            "assets/a.css": "p{a:b}",
            "assets/b.css": "",
            "p.css": "",
        },
    )
    html = (site / "index.html").read_text("utf-8")
    assert html.startswith('<head><link rel="stylesheet" href="assets/styles.')
    assert html.count("stylesheet") == 2
    assert paper in html


MERGED = """
from pathlib import Path
from nexus.build import css
from nexus.core.cache import Cache
site, cache = Path({folder!r}, "site"), Path({folder!r}, "cache")
css.merge(site, "/", Cache(cache))
print(sum(file.is_file() for file in cache.rglob("*")))
"""


def test_a_merged_sheet_is_kept_for_the_next_run(tmp_path: Path) -> None:
    """It is known again, though the words of pages and scripts are sets."""
    links = "".join(f'<link rel="stylesheet" href="assets/{name}.css">' for name in "ab")
    files = {
        "index.html": f'<head>{links}</head><p class="one two three four five">',
        "x.js": '"nx-" + a; "md-" + b; "zz-" + c; six seven eight',
        **{f"assets/{name}.css": ".one{a:b}" for name in "ab"},
    }
    kept = set()
    for seed in range(3):
        for name, text in files.items():
            (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "site" / name).write_text(text)
        kept.add(run_python(MERGED.format(folder=str(tmp_path)), PYTHONHASHSEED=str(seed)))
    assert len(kept) == 1
