"""The gate: each check refuses the error that is planted for it, with its file and the reason."""

import gzip
import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from nexus.cli.main import main
from nexus.core.errors import MachineError, NexusError
from nexus.gate import (
    active_content,
    credentials,
    file_types,
    folders,
    links,
    markup,
    private_files,
    weight,
)
from nexus.gate.files import shown

PACKAGES = Path(__file__).parents[3] / "node_modules"
ADDRESS = "https://octo.github.io/nexus/"
TOKEN = "ghp_" + "aB3" * 12


def page(body: str, *, head: str = "") -> str:
    """A valid page of a site that is published at ADDRESS."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>A page</title>'
        f'<link rel="canonical" href="{ADDRESS}">{head}</head>\n<body><h1>A page</h1>\n'
        f"{body}\n</body></html>\n"
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site without an error."""
    folder = tmp_path / "site"
    write(folder / "index.html", page('<p id="here"><a href="about/#there">there</a></p>'))
    write(folder / "about" / "index.html", page('<p id="there"><a href="../#here">here</a></p>'))
    write(folder / "about" / "index.md", "# A page\n\nIts text.\n")
    return folder


def write(file: Path, text: str) -> Path:
    """Writes a text into a file, whose folder is made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def told(errors: Iterable[NexusError]) -> list[tuple[str, str]]:
    """What each error is and where; each must say what to do."""
    found = list(errors)
    assert all(error.hint for error in found)
    return [(error.what, error.where) for error in found]


@pytest.mark.parametrize(
    "check",
    [
        folders.errors,
        active_content.errors,
        private_files.errors,
        file_types.errors,
        credentials.errors,
        links.errors,
        lambda site: weight.errors(site, 10_000, 10_000),
        lambda site: markup.errors(site, PACKAGES),
    ],
)
def test_a_site_without_an_error_passes(
    site: Path, check: Callable[[Path], Iterable[NexusError]]
) -> None:
    """Each check lets it pass."""
    assert told(check(site)) == []


@pytest.mark.parametrize(
    "name",
    [
        ".env",
        "prod.env",
        ".env.local",
        "id_rsa",
        "server.key",
        "ca.PEM",
        ".npmrc",
        "keys.p12",
        "client_secret_1.json",
        "db.sqlite3",
    ],
)
def test_a_private_file_is_refused(site: Path, name: str) -> None:
    """Its name says that it holds passwords or keys."""
    write(site / "about" / name, "x")
    assert told(private_files.errors(site)) == [
        ("a file that may hold passwords or keys would be published", f"site/about/{name}")
    ]


def test_a_file_of_an_unknown_kind_is_refused(site: Path) -> None:
    """By its ending, or for having none; an ending of the settings is known."""
    for name in ("tool.exe", "core", "data.ZIP"):
        write(site / name, "x")
    assert told(file_types.errors(site)) == [
        ("a file with no ending would be published", "site/core"),
        ("a file with the ending .ZIP would be published", "site/data.ZIP"),
        ("a file with the ending .exe would be published", "site/tool.exe"),
    ]
    assert "site/tool.exe" not in [where for _, where in told(file_types.errors(site, [".exe"]))]


def test_the_site_map_is_the_only_archive(site: Path) -> None:
    """Compressed by MkDocs, at the root of the site; any other may hold what nobody looked at."""
    for name in ("sitemap.xml.gz", "about/sitemap.xml.gz", "dump.sql.gz", "backup.tar.gz"):
        (site / name).write_bytes(gzip.compress(b"x"))
    assert told(file_types.errors(site)) == [
        ("a file with the ending .gz would be published", f"site/{name}")
        for name in ("about/sitemap.xml.gz", "backup.tar.gz", "dump.sql.gz")
    ]


@pytest.mark.parametrize("name", ["EVIL.HTML", "evil.Html", "evil.htm", "evil.xhtml", "evil.XHT"])
def test_a_page_by_another_name_is_refused(site: Path, name: str) -> None:
    """No check would look at it, and no setting lets it pass."""
    write(site / name, page("<script>alert(1)</script>"))
    assert told(file_types.errors(site, [".htm", ".xhtml"])) == [
        (f"a page whose name ends in {Path(name).suffix}", f"site/{name}")
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f"git clone with {TOKEN}", "GitHub Token"),
        ("aws_id = AKIA" + "Q3EGRZXWLPAD5K7Y", "AWS Access Key"),
        ("postgresql://app:k7Lw93bQzz@db/app", "Password in an Address"),
        ("-----BEGIN RSA PRIVATE " + "KEY-----", "Private Key"),
        ("password = 'k7Lw93bQzz'", "Secret Keyword"),
    ],
)
def test_a_secret_is_refused(site: Path, line: str, kind: str) -> None:
    """With its kind, its file and its line, but not the secret itself."""
    write(site / "labs" / "a.py", f'"""A lab."""\n{line}\n')
    assert told(credentials.errors(site)) == [
        (f"this looks like a secret ({kind})", "site/labs/a.py:2")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "id 0c9a1fd2-7d3c-4cdd-8f5e-0d6c1e9a2b11",
        "sha256 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12d0fbf3a1a3c7e5a1b2c3d4e5",
        "postgresql://app:PASSWORD@localhost/app",
        "password = os.environ['POSTGRES_PASSWORD']",
        "password = 'four plain words here'",
        "listening on 192.0.2.44",
    ],
)
def test_what_only_looks_random_passes(site: Path, line: str) -> None:
    """Identifiers, checksums, placeholders and plain words are no secrets."""
    write(site / "labs" / "a.py", f"{line}\n")
    assert told(credentials.errors(site)) == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("DB_PASSWORD=hunter2xyz99", "Secret Keyword"),
        ("export API_KEY=k7Lw93bQzz", "Secret Keyword"),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYkk7zzzzKEY", "Secret Keyword"),
        ("github_pat_" + "11ABCDEFG0" * 8, "GitHub Token"),
        ("npm_" + "aB3" * 12, "npm Token"),
        ("AIza" + "aB3-_" * 7, "Google Token"),
        ("sk-ant-api03-" + "aB3-_" * 9, "Language Model Key"),
        ("-----BEGIN ENCRYPTED " + "PRIVATE KEY-----", "Private Key"),
        ("x" * 20_000 + " password: 'k7Lw93bQzz' " + "y" * 20_000, "Secret Keyword"),
    ],
)
@pytest.mark.parametrize("name", ["notes.txt", "Dockerfile", "a.svg", "a.JS", "a.dbml", "a.html"])
def test_a_secret_is_refused_in_any_file(site: Path, name: str, line: str, kind: str) -> None:
    """Whatever the file's name, without quotes as in a .env file, and in a line of any length."""
    write(site / name, f"first\n{line}\n")
    assert told(credentials.errors(site)) == [
        (f"this looks like a secret ({kind})", f"site/{name}:2")
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_a_secret_is_refused_in_any_encoding(site: Path, encoding: str) -> None:
    """With a mark of its order of bytes, or without one."""
    (site / "a.txt").write_bytes("caf\xe9\r\npassword = 'k7Lw93bQzz'\r\n".encode(encoding))
    assert told(credentials.errors(site)) == [
        ("this looks like a secret (Secret Keyword)", "site/a.txt:2")
    ]


def test_a_secret_is_refused_in_the_text_of_a_page(site: Path) -> None:
    """Between the colours of code, and in a comment; each line is told once for a kind."""
    body = (
        '<p\nclass="a">a</p>\n<pre><span>DB_PASSWORD</span><span>=</span>'
        "<span>hunter2xyz99</span></pre>\n<!-- token: 'k7Lw93bQzz' -->\n"
        "<p>password = &quot;k7Lw93bQzz&quot;</p>"
    )
    write(site / "index.html", page(body))
    assert told(credentials.errors(site)) == [
        ("this looks like a secret (Secret Keyword)", f"site/index.html:{line}")
        for line in (6, 7, 8)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "POSTGRES_PASSWORD_FILE=/run/secrets/db1_password",
        "password: the four words of page 12345678",
        "next_token = pages[token].start1",
        "secret = hashlib.sha256(text)",
        "DB_PASSWORD=${DB_PASSWORD_2}",
        "DB_PASSWORD=<your-password-1>",
        "EMAIL_PASSWORD_ESL=&lt;email.password&gt;",
        "password=changeme",
        "passenger_id: seat12row7",
        "tokenizer = words2vector",
        "token_url: https://example.org/oauth2/token",
    ],
)
def test_what_only_speaks_of_a_secret_passes(site: Path, line: str) -> None:
    """A path to one, code that makes one, and what stands where one belongs."""
    write(site / "index.md", f"{line}\n")
    assert told(credentials.errors(site)) == []


def test_a_broken_link_is_refused(site: Path) -> None:
    """To a page, a fragment or a file of the site, also where it is written with its address."""
    body = (
        '<p><a href="gone/">a</a></p>\n<p><a href="about/#gone">b</a></p>\n'
        f'<p><a href="{ADDRESS}gone.txt">c</a></p>\n<p><a href="/nexus/404/">d</a></p>\n'
        '<p><img src="gone.png" alt="e"></p>\n<p><a href="https://example.org/gone">f</a></p>'
    )
    write(site / "index.html", page(body))
    assert told(links.errors(site)) == [
        ("a broken link, /nexus#here (cannot find fragment)", "site/about/index.html:4"),
        ("a broken link, /nexus/gone (file not found)", "site/index.html:4"),
        ("a broken link, /nexus/about#gone (cannot find fragment)", "site/index.html:5"),
        (f"a broken link, {ADDRESS}gone.txt (file not found)", "site/index.html:6"),
        ("a broken link, /nexus/404 (file not found)", "site/index.html:7"),
        ("a broken link, /nexus/gone.png (file not found)", "site/index.html:8"),
    ]


def test_links_are_followed_below_a_folder_of_any_name(site: Path) -> None:
    """What is a wildcard in a pattern may be in a name: no page is passed over."""
    write(site / "index.html", page('<p><a href="gone/">a</a></p>').replace(ADDRESS, ""))
    odd = site.rename(site.with_name("[s]i*t?e {a,b}"))
    assert ("a broken link, ", "site/index.html:4") in [
        (what.partition("/")[0].replace("file:", ""), where)
        for what, where in told(links.errors(odd))
    ]


def test_a_page_without_a_link_passes(site: Path) -> None:
    """There is nothing to follow, but there was something to look at."""
    for file in site.rglob("*.html"):
        file.write_text("<!doctype html><title>A</title><p>a</p>")
    assert told(links.errors(site)) == []


def test_a_site_without_a_page_is_not_passed(site: Path) -> None:
    """Who looks at nothing finds nothing; exit code 3."""
    for file in site.rglob("*.html"):
        file.unlink()
    with pytest.raises(MachineError, match="lychee failed: "):
        list(links.errors(site))


def test_a_page_over_its_budget_is_refused(site: Path) -> None:
    """By the bytes of its HTML, and by those of what it fetches, which are counted compressed."""
    write(site / "about" / "index.html", page("<p>word</p>\n" * 1_000))
    write(site / "app.js", "".join(map(chr, range(0x4E00, 0x6A00))))
    write(site / "index.html", page("", head='<script src="app.js?v=1" defer></script>'))
    found = list(weight.errors(site, html=5_000, transferred=5_000))
    hint = "make it lighter, or raise html_budget of the plugin nexus in mkdocs.yml"
    assert found[0].hint == hint
    errors = told(found)
    assert [(what.split(" has ")[0], where) for what, where in errors] == [
        ("the HTML of the page", "site/about/index.html"),
        ("the page with what it fetches", "site/index.html"),
    ]
    assert "bytes, more than 5,000" in errors[0][0]


def test_invalid_html_is_refused(site: Path) -> None:
    """With the rule that it breaks, and its line."""
    write(site / "index.html", page("<p><div>a</div></p>"))
    (first, *_) = told(markup.errors(site, PACKAGES))
    what, where = first
    assert what.startswith("invalid HTML: ")
    assert where == "site/index.html:4"


def test_the_markup_of_the_theme_is_let_pass(site: Path) -> None:
    """What allowed-markup.yml lists is no error."""
    body = '<p><a id="l-1" name="l-1" href="#l-1">1</a></p>'
    write(site / "index.html", page(body))
    assert told(markup.errors(site, PACKAGES)) == []


@pytest.mark.parametrize("program", ["lychee", "html-validate"])
def test_a_program_that_is_missing_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    """Its check never passes without having looked; exit code 3."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "executable", str(site / "python"))
    with pytest.raises(MachineError, match=program):
        list(links.errors(site) if program == "lychee" else markup.errors(site, site))


def test_the_command_tells_every_error_and_fails(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line each, and one that says how many there are."""
    write(site / "prod.env", "A=b")
    write(site / "index.html", page("<p><div>a</div></p>"))
    write(site.parent / "mkdocs.yml", "site_name: A\n")
    (site.parent / "node_modules").symlink_to(PACKAGES)
    with pytest.raises(SystemExit) as ended:
        main(["gate", "--root", str(site.parent)])
    lines = capsys.readouterr().err.splitlines()
    assert ended.value.code == 1
    assert any("passwords or keys would be published; site/prod.env; " in line for line in lines)
    assert any("invalid HTML: " in line for line in lines)
    assert "the site must not be published: " in lines[-1]


def test_there_must_be_a_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says how to build one; exit code 2."""
    with pytest.raises(SystemExit) as ended:
        main(["gate", "--root", str(tmp_path)])
    assert ended.value.code == 2
    assert "there is no built site; " in capsys.readouterr().err


def test_a_site_may_be_named_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checker that answers with whole paths is understood all the same."""
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "site" / "a" / "index.html", Path("site")) == "site/a/index.html"


@pytest.mark.parametrize(
    ("name", "link", "is_heavy"),
    [
        ("a.css", '<link rel="stylesheet" href="../a.css">', True),
        ("b c.css", '<link rel="stylesheet" href="../b%20c.css">', True),
        ("feed.xml", '<link rel="alternate" href="../feed.xml">', False),
    ],
)
def test_what_a_page_fetches_counts_towards_its_budget(
    tmp_path: Path, name: str, link: str, is_heavy: bool
) -> None:
    """A style sheet, by whatever address; not a feed, which no browser fetches."""
    write(tmp_path / name, random.Random(1).randbytes(9_000).hex())
    write(tmp_path / "about" / "index.html", link)
    assert bool(list(weight.errors(tmp_path, 5_000, 5_000))) is is_heavy


@pytest.mark.parametrize(
    ("before", "line"), [("", 1), ("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}" * 40 + "\n", 2)]
)
def test_a_secret_is_found_wherever_it_stands(tmp_path: Path, before: str, line: int) -> None:
    """At the very start, and behind a letter that is longer as a small one."""
    value = "q7Zk29xLmP" + "04tRwb"
    write(tmp_path / "site" / "a.txt", f'{before}password = "{value}"\n')
    (error,) = told(credentials.errors(tmp_path / "site"))
    assert error[1] == f"site/a.txt:{line}"
