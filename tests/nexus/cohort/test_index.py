"""`nexus cohort index`: a site over many portfolios, whatever these say, and the same each time."""

import itertools
import json
import os
import posixpath
import re
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from nexus.cli.main import main
from nexus.cohort import styles
from nexus.cohort.reading import Reader
from nexus.cohort.roster import Member
from nexus.cohort.web import Web
from nexus.core.cache import Cache
from nexus.verify.listing import BUNDLE, LIST

from tests.nexus.cohort.builders import NOW, manifest, portfolio, roster, statement, week
from tests.nexus.verify.identity import Sigstore

# What would break out of HTML, of an attribute, of JSON in a script, of XML, or of a line.
HOSTILE = (
    '"><script>alert(1)</script>',
    "</title></script><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "' onfocus='alert(1)' autofocus='",
    "]]><!-- & &lt; \x1b[31m \u202e \ufffe",
)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is kept in a folder of the test, and spend no time on trimming fonts."""
    monkeypatch.setenv("NEXUS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(styles.npm, "assets", list)


def run(file: Path, out: Path, *more: str) -> dict[str, bytes]:
    """Run the command, and give each file that it wrote."""
    main(["cohort", "index", str(file), "-o", str(out), *more])
    return content(out)


def content(folder: Path) -> dict[str, bytes]:
    """Each file of a folder by its path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Take a text."""
        self.text += data

    def links(self) -> list[str]:
        """Where its links lead."""
        return [str(facts["href"]) for tag, facts in self.tags if tag == "a"]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A cohort of two programmes, with a portfolio that cannot be read."""
    portfolio(tmp_path / "ada", manifest("Ada's journal", week(1), week(2), author="Ada"))
    two = week(1, statement("diagram", ""), statement("account", ""), technologies=["Git"])
    portfolio(tmp_path / "bo", manifest("Bo", two, url="https://bo.example/p/"))
    portfolio(tmp_path / "eve", b"no")
    text = "url: https://all.example/x\nprogrammes:\n  B: [bo, eve]\n  A B: [ada]\n"
    return roster(tmp_path, text)


def test_it_tells_what_portfolios_say(small: Path, tmp_path: Path) -> None:
    """Sums, programmes, portfolios with their figures, and what was not read with its reason."""
    made = run(small, tmp_path / "out")
    home = " ".join(Page(made["index.html"]).text.split())
    assert "3 portfolios. 1 could not be read." in home
    assert "Ada's journal" in home
    assert "not read: it is no manifest" in home
    facts = json.loads(made["cohort.json"])
    assert facts["totals"] == {
        "portfolios": 3,
        "read": 2,
        "signed": 0,
        "weeks": 3,
        "example": 2,
        "diagram": 1,
        "account": 1,
    }
    assert [each["name"] for each in facts["programmes"]] == ["B", "A B"]
    (part,) = facts["parts"]
    rows = [dict(zip(facts["columns"], row, strict=True)) for row in json.loads(made[part["url"]])]
    assert [row["name"] for row in rows] == ["Bo", "eve", "Ada's journal"]
    assert rows[0]["url"] == "https://bo.example/p/"
    assert "failures/index.html" in made


def test_each_programme_has_a_page_feeds_and_data(small: Path, tmp_path: Path) -> None:
    """What is new there are the weeks in which something ran."""
    made = run(small, tmp_path / "out")
    folders = {each["name"]: each["url"] for each in json.loads(made["cohort.json"])["programmes"]}
    page = Page(made[f"{folders['A B']}index.html"])
    assert "Ada's journal" in page.text
    assert "Bo" not in page.text
    (whole,) = json.loads(made[f"{folders['A B']}portfolios.json"])
    assert [week["number"] for week in whole["weeks"]] == [1, 2]
    feed = ET.fromstring(made[f"{folders['A B']}atom.xml"])
    assert [entry.findtext("a:title", "", ATOM) for entry in feed.findall("a:entry", ATOM)] == [
        "Ada: Week 2",
        "Ada: Week 1",
    ]
    address = f"https://all.example/x/{folders['A B']}"
    assert feed.findtext("a:id", "", ATOM) == address
    assert {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)} == {
        "alternate": address,
        "self": f"{address}atom.xml",
    }
    assert b"\n  <entry>\n    <id>" in made[f"{folders['A B']}atom.xml"]
    as_json = json.loads(made[f"{folders['A B']}feed.json"])
    assert [item["title"] for item in as_json["items"]] == ["Ada: Week 2", "Ada: Week 1"]
    assert as_json["feed_url"] == f"https://all.example/x/{folders['A B']}feed.json"


def test_the_same_portfolios_give_the_same_files(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into another folder, with nothing kept, or over what was there."""
    first = run(small, tmp_path / "out")
    assert run(small, tmp_path / "out") == first
    monkeypatch.setenv("NEXUS_CACHE", str(tmp_path / "other"))
    assert run(small, tmp_path / "again") == first


def test_what_is_gone_goes_and_what_is_of_others_stays(small: Path, tmp_path: Path) -> None:
    """A programme that is no longer named takes its page with it."""
    run(small, tmp_path / "out")
    (tmp_path / "out" / "CNAME").write_text("all.example")
    made = run(roster(tmp_path, "programmes:\n  B: [bo]\n"), tmp_path / "out")
    assert sum(path.endswith("portfolios.json") for path in made) == 1
    assert "failures/index.html" not in made
    assert made["CNAME"] == b"all.example"


def test_where_nothing_can_be_read_the_last_index_stays(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is this machine that has no network, rather than everybody's site that is gone."""
    before = run(small, tmp_path / "out")
    with pytest.raises(SystemExit, match="1"):
        run(roster(tmp_path, "programmes:\n  B: [eve]\n"), tmp_path / "out")
    assert "no portfolio could be read; the index is as it was" in " ".join(
        capsys.readouterr().err.replace(";", "; ").split()
    ).replace("; ;", ";")
    assert content(tmp_path / "out") == before


def test_lists_are_divided_into_pages(tmp_path: Path) -> None:
    """Each portfolio is on one page of the list, and each page leads to others; no script is needed."""
    for n in range(250):
        portfolio(tmp_path / "sites" / str(n), manifest(f"P{n:03}"))
    listed = "".join(f"    - sites/{n}\n" for n in range(250))
    made = run(roster(tmp_path, f"programmes:\n  All:\n{listed}"), tmp_path / "out")
    for base in ("", next(path for path in made if path.endswith("portfolios.json"))[:-15]):
        pages = [f"{base}index.html", f"{base}page/2/index.html", f"{base}page/3/index.html"]
        assert f"{base}page/4/index.html" not in made
        names = [re.findall(r"P\d{3}", Page(made[page]).text) for page in pages]
        assert [len(found) for found in names] == [100, 100, 50]
        assert sorted(itertools.chain(*names)) == [f"P{n:03}" for n in range(250)]
        assert {"page/2/", "page/3/", "./"} <= set(Page(made[pages[0]]).links())
        assert {"../../page/3/", "../.././"} <= set(Page(made[pages[1]]).links())


def links_inside(made: dict[str, bytes]) -> list[str]:
    """The links within an index that lead nowhere."""
    lost = []
    for path, html in made.items():
        for link in Page(html).links() if path.endswith(".html") else ():
            if "://" in link or link.startswith("#"):
                continue
            place = posixpath.join(posixpath.dirname(path), link.partition("#")[0])
            target = f"{place}index.html" if link.endswith("/") else place
            if posixpath.normpath(target) not in made:
                lost.append(f"{path}: {link}")
    return lost


def test_no_link_of_it_is_broken(small: Path, tmp_path: Path) -> None:
    """From any of its pages to any other of its files."""
    assert links_inside(run(small, tmp_path / "out")) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_stranger_wrote_is_text(tmp_path: Path, text: str) -> None:
    """In pages, in data and in feeds, and in names of programmes and reasons of failures too."""
    facts = manifest(
        text, week(1, title=text, technologies=[text], url=f"javascript:{text}"), author=text
    )
    portfolio(
        tmp_path / "a", {**facts, "site": {**facts["site"], "url": f"https://a.example/{text}"}}
    )
    portfolio(tmp_path / "b", {**manifest(), "generator": {"name": text}})
    plain = json.dumps(text)
    made = run(
        roster(tmp_path, f"title: {plain}\nprogrammes:\n  {plain}: [a, b]\n"), tmp_path / "out"
    )
    for path, content in made.items():
        if path.endswith(".html"):
            page = Page(content)
            scripts = [facts for tag, facts in page.tags if tag == "script"]
            assert [list(facts) for facts in scripts] == [["type", "src"]]
            assert not [tag for tag, _ in page.tags if tag in {"img", "style", "iframe"}]
            assert not [name for _, facts in page.tags for name in facts if name.startswith("on")]
            assert "\u202e" not in page.text
            assert "\x1b" not in page.text
            assert not [link for link in page.links() if link.startswith(("javascript", "https"))]
        if path.endswith(".json"):
            json.loads(content)
        if path.endswith(".xml"):
            ET.fromstring(content)
    assert "7 * 7" in Page(made["index.html"]).text or "7 * 7" not in text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://evil.example/weeks/",
        "//evil.example/",
        "https://bo.example.evil.example/p/",
        "https://bo.example/p/../../other/",
        "https://bo.example/p/../ben/",
        "//bo.example/p/../ben/",
        "%2e%2e/ben/",
        "https://bo.example/p/.%2E",
        "https://bo.example/p/..\\ben/",
        "..\\ben/",
        "https://u:p@bo.example/p/",
        "https://bo.example/p/ x",
        "https://[",
    ],
)
def test_a_week_leads_to_its_own_site_or_nowhere(tmp_path: Path, url: str) -> None:
    """Whatever the manifest says; a week of the same site keeps its link."""
    weeks = week(1, url=url), week(2, url="https://bo.example/p/weeks/2/")
    portfolio(tmp_path / "a", manifest("A", *weeks, url="https://bo.example/p/"))
    made = run(roster(tmp_path, "programmes:\n  A: [a]\n"), tmp_path / "out")
    found = json.loads(next(made[path] for path in made if path.endswith("portfolios.json")))
    assert [each["url"] for each in found[0]["weeks"]] == ["", "https://bo.example/p/weeks/2/"]


def test_a_site_s_own_address_ends_with_a_slash(tmp_path: Path) -> None:
    """Whether it is written with one or not: another server's name may begin with it."""
    weeks = week(1, url="//bo.example.evil.example/"), week(2, url="https://bo.example/weeks/2/")
    portfolio(tmp_path / "a", manifest("A", *weeks, url="https://bo.example"))
    made = run(roster(tmp_path, "programmes:\n  A: [a]\n"), tmp_path / "out")
    found = json.loads(next(made[path] for path in made if path.endswith("portfolios.json")))
    assert [each["url"] for each in found[0]["weeks"]] == ["", "https://bo.example/weeks/2/"]


def test_one_number_of_a_portfolio_is_in_a_feed_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is now: it has one name there."""
    weeks = (week(1, statement(ran=f"2021-05-01T10:{n:02}Z")) for n in range(60))
    portfolio(tmp_path / "a", manifest("A", *weeks, week(2)))
    made = run(roster(tmp_path, "programmes:\n  A: [a]\n"), tmp_path / "out")
    items = json.loads(made["feed.json"])["items"]
    assert [item["date_modified"][11:16] for item in items] == ["10:59", "10:00"]
    assert "1 portfolio, 0 not read" in capsys.readouterr().out


def test_what_is_no_file_of_a_folder_is_not_read(tmp_path: Path) -> None:
    """A link out of it, a pipe, a folder, a file without end, and nothing at all."""
    for name in ("link", "pipe", "folder", "huge"):
        (tmp_path / name).mkdir()
    portfolio(tmp_path / "right")
    (tmp_path / "link" / "nexus.json").symlink_to(tmp_path / "right" / "nexus.json")
    os.mkfifo(tmp_path / "pipe" / "nexus.json")
    (tmp_path / "folder" / "nexus.json").mkdir()
    with (tmp_path / "huge" / "nexus.json").open("wb") as file:
        file.truncate(5_000_001)
    text = "programmes:\n  A: [link, pipe, folder, huge, none, right]\n"
    made = run(roster(tmp_path, text), tmp_path / "out")
    found = json.loads(next(made[path] for path in made if path.endswith("portfolios.json")))
    assert {each["site"]: each.get("failure", "") for each in found} == {
        "link": "a link leads out of the site",
        "pipe": "this is no file",
        "folder": "this is no file",
        "huge": "it is larger than 5 MB",
        "none": "there is no such file",
        "right": "",
    }


@pytest.mark.parametrize("site", ["https://[a", "javascript://%0aalert(1)", "file:///etc/passwd"])
def test_what_is_no_address_of_a_site_is_listed_as_such(tmp_path: Path, site: str) -> None:
    """It is not asked, and nobody is led there."""
    portfolio(tmp_path / "a")
    made = run(roster(tmp_path, f"programmes:\n  A: [a, '{site}']\n"), tmp_path / "out")
    page = Page(made["index.html"])
    assert "not read: this is no https address of a site" in page.text
    assert not [link for link in page.links() if ":" in link]


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    """A portfolio whose list was signed by a workflow of octo/nexus; gives the roots of trust."""
    identity = Sigstore()
    folder = portfolio(tmp_path / "a")
    digest = sha256((folder / "nexus.json").read_bytes()).hexdigest()
    (folder / LIST).write_text(f"{digest}  nexus.json\n")
    bundle = identity.bundle((folder / LIST).read_bytes(), repository="octo/nexus")
    (folder / BUNDLE).write_text(json.dumps(bundle))
    (tmp_path / "roots.json").write_text(identity.roots())
    return tmp_path / "roots.json"


def state(tmp_path: Path, roots: Path, repository: str) -> str:
    """What the index says of the signature of a portfolio, beside one that is not looked at."""
    portfolio(tmp_path / "other", manifest("Z"))
    text = f"programmes:\n  A: [{{site: a, repository: {repository}}}, other]\n"
    made = run(roster(tmp_path, text), tmp_path / "out", "--trusted-root", str(roots))
    found = json.loads(next(made[path] for path in made if path.endswith("portfolios.json")))
    (one,) = (each for each in found if each["site"] == "a")
    return str(one.get("failure") or one["signed"])


def test_a_signature_is_verified(signed: Path, tmp_path: Path) -> None:
    """It is said on which day the workflow of the repository signed; again from what is kept."""
    assert state(tmp_path, signed, "octo/nexus") == "2026-03-01"
    assert state(tmp_path, signed, "octo/nexus") == "2026-03-01"
    assert b"signed 2026-03-01" in (tmp_path / "out" / "index.html").read_bytes()


def test_a_signature_of_another_repository_is_refused(signed: Path, tmp_path: Path) -> None:
    """Nothing that the portfolio says is shown then."""
    assert "eve/nexus" in state(tmp_path, signed, "eve/nexus")
    assert b"Ada" not in (tmp_path / "out" / "index.html").read_bytes()


def test_another_manifest_than_the_signed_one_is_refused(signed: Path, tmp_path: Path) -> None:
    """As is one without a signature, where there must be one."""
    portfolio(tmp_path / "a", manifest("Changed"))
    assert state(tmp_path, signed, "octo/nexus") == "its manifest is not the one that was signed"
    (tmp_path / "a" / BUNDLE).unlink()
    assert "it is not signed" in state(tmp_path, signed, "octo/nexus")


@pytest.mark.parametrize("repository", ["octo/nexus", ""])
def test_what_must_be_signed_is_not_shown_unchecked(tmp_path: Path, repository: str) -> None:
    """Where nothing here can check it; what only may be signed is."""
    portfolio(tmp_path / "a")
    cache = Cache(tmp_path / "cache")
    reader = Reader(tmp_path, Web(cache), cache, NOW, can_verify=False)
    found = reader.portfolio("A", Member("a", repository))
    assert (found.manifest is None) == bool(repository)
    assert ("its signature cannot be checked" in found.failure) == bool(repository)


def test_roots_that_are_none_are_an_error(signed: Path, tmp_path: Path) -> None:
    """They are the command's, and no fault of a portfolio."""
    signed.write_text("none")
    with pytest.raises(SystemExit, match="2"):
        state(tmp_path, signed, "octo/nexus")
