"""The last good site stays where a rebuild fails, and says why; a page that is opened is run."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.commands import serve
from nexus.core.errors import NexusError
from nexus.mkdocs_plugin.failures import Failure, Log
from nexus.mkdocs_plugin.preview import Preview, lessened
from nexus.project.settings import Settings


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site with a page in a folder."""
    page = tmp_path / "site" / "about" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("good")
    return tmp_path / "site"


@pytest.fixture
def preview() -> Iterator[Preview]:
    """A preview that has just begun."""
    started = Preview()
    yield started
    started.close()


def replace(site: Path, text: str, error: BaseException | None = None) -> Callable[[], None]:
    """A build as MkDocs does it: it empties the folder, writes, and may fail half-way."""

    def build() -> None:
        shutil.rmtree(site / "about", ignore_errors=True)
        (site / "new.html").write_text(text)
        if error is not None:
            raise error

    return build


def content(site: Path) -> dict[str, str]:
    """Each file of a site, and its text."""
    return {
        file.relative_to(site).as_posix(): file.read_text()
        for file in site.rglob("*")
        if file.is_file()
    }


def test_a_good_build_replaces_the_site(site: Path, preview: Preview) -> None:
    """Nothing is left of the old one, nor beside it."""
    preview.forgiving(replace(site, "better"), site)()
    assert content(site) == {"new.html": "better"}
    assert list(site.parent.iterdir()) == [site]


def test_a_failed_build_leaves_the_last_good_site(
    site: Path, preview: Preview, caplog: pytest.LogCaptureFixture
) -> None:
    """What ended it is printed whole, each error in a line, and nothing is left beside the site."""
    errors = NexusError("no table", "models/a.py:1", "add it"), NexusError("no\n page", "b.md:2")
    with caplog.at_level(logging.WARNING):
        preview.forgiving(replace(site, "broken", Failure(*errors)), site)()
    assert content(site) == {"about/index.html": "good"}
    assert list(site.parent.iterdir()) == [site]
    assert caplog.messages == [
        "no table; models/a.py:1; add it",
        "no page; b.md:2",
        "The last good site is still served: 2 errors to fix",
    ]
    assert preview.errors == list(errors)


def test_a_dirty_build_finds_the_pages_of_the_last(site: Path) -> None:
    """It writes what changed beside them, and is taken back where it fails."""
    preview = Preview(is_dirty=True)

    def build() -> None:
        assert content(site) == {"about/index.html": "good"}
        (site / "about" / "index.html").write_text("half")
        raise ValueError

    preview.forgiving(build, site)()
    assert content(site) == {"about/index.html": "good"}


def test_what_mkdocs_has_printed_is_not_printed_again(
    site: Path, preview: Preview, caplog: pytest.LogCaptureFixture
) -> None:
    """It prints what a plugin raises."""
    failure = Failure(NexusError("no table"))

    def build() -> None:
        logging.getLogger("mkdocs.commands.build").error(str(failure))
        raise SystemError from failure

    preview.forgiving(build, site)()
    assert caplog.messages == [
        "no table",
        "The last good site is still served: 1 error to fix",
    ]


def test_a_preview_recovers_after_a_failure(site: Path, preview: Preview) -> None:
    """A good build after a failed one replaces the site as ever."""
    preview.forgiving(replace(site, "broken", ValueError("no such table")), site)()
    preview.forgiving(replace(site, "better"), site)()
    assert content(site) == {"new.html": "better"}
    assert preview.errors == []


def test_an_interruption_is_not_swallowed(site: Path, preview: Preview) -> None:
    """The author's Ctrl-C ends the preview, without leftovers."""
    with pytest.raises(KeyboardInterrupt):
        preview.forgiving(replace(site, "broken", KeyboardInterrupt()), site)()
    assert list(site.parent.iterdir()) == [site]


def test_leftovers_of_a_killed_preview_do_no_harm(site: Path, preview: Preview) -> None:
    """An old copy beside the site is replaced, and never comes back as the site."""
    old = site.with_name("site.last-good")
    old.mkdir()
    (old / "old.html").write_text("old")
    preview.forgiving(replace(site, "broken", ValueError("no such table")), site)()
    assert content(site) == {"about/index.html": "good"}
    assert list(site.parent.iterdir()) == [site]


def test_a_preview_starts_though_its_first_build_fails(
    site: Path, preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is a page that says so, and the next build is MkDocs' own."""
    failure = Failure(NexusError("no table"))
    builds: list[str] = []

    def build(_config: Any, **_options: Any) -> None:
        builds.append("built")
        raise failure

    monkeypatch.setattr(serve, "build", build)
    preview.forgive_first()
    serve.build(SimpleNamespace(site_dir=str(site)))  # type: ignore[arg-type, attr-defined]
    assert preview.errors == list(failure.errors)
    assert "not built yet" in (site / "index.html").read_text()
    with pytest.raises(Failure):
        serve.build(SimpleNamespace(site_dir=str(site)))  # type: ignore[arg-type, attr-defined]
    assert builds == ["built", "built"]


class Server:
    """What is needed of the server of a preview."""

    def __init__(self) -> None:
        self.watched: list[Path] = []
        self.app: Callable[..., str | None] = self.serve_request
        self.builder: Callable[[], None] = lambda: None
        self._rebuild_cond = threading.Condition()
        self._want_rebuild = False
        self._wanted_epoch = 0
        self.answers: list[OSError | None] = []
        self.begins = True

    def serve_request(self, *asked: object) -> str | None:
        """Serve a page."""
        return self._serve_request(*asked)

    def _serve_request(self, *_: object) -> str | None:
        if not self.answers:
            return "served"
        self._wanted_epoch += self.begins
        answer = self.answers.pop()
        if answer is not None:
            raise answer
        return None

    def watch(self, path: str) -> None:
        """Watch a file."""
        self.watched.append(Path(path))

    def _inject_js_into_html(self, content: bytes, _epoch: int) -> bytes:
        """Give a page as it is served."""
        return content

    def set_app(self, app: Callable[..., str | None]) -> None:
        """Take what answers."""
        self.app = app


def config(site: Path, address: str = "", *watched: Path) -> Any:
    """What is needed of a configuration."""
    return SimpleNamespace(
        site_dir=str(site),
        site_url=address,
        watch=list(map(str, watched)),
        config_file_path=str(site.parent / "mkdocs.yml"),
        docs_dir=str(site.parent / "docs"),
    )


@pytest.mark.parametrize(
    ("address", "asked", "opened"),
    [
        ("", "/weeks/a/", "weeks/a/"),
        ("https://octo.example/nexus/", "/nexus/weeks/a/index.html", "weeks/a/"),
        ("https://octo.example/nexus/", "/nexus/", ""),
        ("", "/caf%C3%A9/", "caf\xe9/"),
    ],
)
def test_an_opened_page_starts_a_build_where_its_examples_wait(
    site: Path, preview: Preview, address: str, asked: str, opened: str
) -> None:
    """It is known by its address below the site; other pages are only served."""
    server, waiting, seen = Server(), {opened}, list[str]()

    def waits(page: str) -> bool:
        seen.append(page)
        return page in waiting

    preview.install(server, config(site, address), waits)  # type: ignore[arg-type]
    assert server.app({"PATH_INFO": f"{asked}a.js"}, None) == "served"
    assert not server._want_rebuild
    assert server.app({"PATH_INFO": asked}, None) == "served"
    assert seen == [opened]
    assert server._want_rebuild
    server._want_rebuild = False
    waiting.clear()
    assert server.app({"PATH_INFO": asked}, None) == "served"
    assert not server._want_rebuild


@pytest.mark.parametrize("gone", [None, FileNotFoundError("index.html")])
def test_a_page_that_is_put_aside_while_it_is_served_is_served_again(
    site: Path, preview: Preview, gone: OSError | None
) -> None:
    """A build that begins just then is waited for; what no build has is not there."""
    server = Server()
    preview.install(server, config(site), str.isspace)  # type: ignore[arg-type]
    server.answers = [gone, gone]
    assert server.app({"PATH_INFO": "/about/"}, None) == "served"
    server.answers, server.begins = [gone], False
    assert server.app({"PATH_INFO": "/about/"}, None) is None


def test_what_is_there_only_now_is_watched_from_now_on(site: Path, preview: Preview) -> None:
    """As a folder of rows that is made during the preview; each is watched once."""
    server, rows = Server(), site.parent / "data"
    preview.install(server, config(site), str.isspace)  # type: ignore[arg-type]
    for _ in range(2):
        preview.begin(config(site, "", rows))
    assert server.watched == [rows]


def test_a_page_of_the_last_good_site_says_why_it_is_not_the_newest(
    site: Path, preview: Preview
) -> None:
    """Until a build goes well."""
    server, page = Server(), b'<html><body class="a">text</body></html>'
    builds: list[BaseException | None] = []
    server.builder = lambda: replace_nothing(builds.pop())
    preview.install(server, config(site), str.isspace)  # type: ignore[arg-type]
    assert server._inject_js_into_html(page, 1) == page
    builds.append(ValueError("no <table>"))
    server.builder()
    assert b"no &lt;table&gt;" in server._inject_js_into_html(page, 1)
    builds.append(None)
    server.builder()
    assert server._inject_js_into_html(page, 1) == page


def replace_nothing(error: BaseException | None) -> None:
    """A build that fails or does not."""
    if error is not None:
        raise error


def test_a_warning_of_a_good_build_is_told_on_its_pages(site: Path, preview: Preview) -> None:
    """With the place that it names, and gone with the next build that has none."""
    log = logging.getLogger("mkdocs.structure.pages")
    warn = [True]
    preview.begin(config(site))

    def build() -> None:
        if warn.pop():
            log.warning("Doc file 'a.md' contains a link 'b.md', but it is gone. docs/a.md:3")

    run = preview.forgiving(build, site)
    run()
    (notice,) = preview.notices
    assert notice.where == "docs/a.md:3"
    warn.append(False)
    run()
    assert preview.notices == []


def test_what_others_look_at_is_not_made() -> None:
    """Cards, copies, feeds and tags; what an author sees stays."""
    chosen = lessened(Settings())
    assert not chosen.parts & {"cards", "copies", "feeds", "metadata"}
    assert chosen.sharing
    assert chosen.reference


def test_a_log_keeps_what_is_told_while_it_is_open() -> None:
    """And nothing before or after."""
    logger = logging.getLogger("mkdocs.any")
    logger.warning("before")
    with Log() as told:
        logger.warning("a %s", "warning")
        logger.error("an error")
        logger.info("nothing")
    logger.warning("after")
    assert (told.warnings, told.errors) == (["a warning"], ["an error"])
