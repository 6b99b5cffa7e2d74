"""The last good site stays where a rebuild fails."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from nexus.mkdocs_plugin.preview import forgiving, install


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site with a page in a folder."""
    page = tmp_path / "site" / "about" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("good")
    return tmp_path / "site"


def replace(site: Path, text: str, error: BaseException | None = None) -> Callable[[], None]:
    """A build as MkDocs does it: it empties the folder, writes, and may fail half-way."""

    def build() -> None:
        (site / "about" / "index.html").unlink()
        (site / "about").rmdir()
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


def test_a_good_build_replaces_the_site(site: Path) -> None:
    """Nothing is left of the old one, nor beside it."""
    forgiving(replace(site, "better"), site)()
    assert content(site) == {"new.html": "better"}
    assert list(site.parent.iterdir()) == [site]


def test_a_failed_build_leaves_the_last_good_site(
    site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told in one line, and nothing is left beside the site."""
    with caplog.at_level(logging.WARNING):
        forgiving(replace(site, "broken", ValueError("no such table")), site)()
    assert content(site) == {"about/index.html": "good"}
    assert list(site.parent.iterdir()) == [site]
    (told,) = caplog.messages
    assert told == "The last good site is still served: no such table"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("first\n  second"), "first second"),
        (KeyError(), "KeyError"),
    ],
)
def test_a_reason_is_one_line(
    site: Path, caplog: pytest.LogCaptureFixture, error: Exception, told: str
) -> None:
    """And says at least what kind of error it was."""
    forgiving(replace(site, "broken", error), site)()
    (line,) = caplog.messages
    assert line.endswith(f": {told}")


def test_an_error_is_told_with_what_it_came_from(
    site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Unless it says so itself."""

    def build() -> None:
        try:
            replace(site, "broken", ValueError("line 3"))()
        except ValueError as error:
            raise RuntimeError("the configuration cannot be read") from error

    forgiving(build, site)()
    assert caplog.messages[0].endswith(": the configuration cannot be read; line 3")


def test_an_error_that_says_nothing_is_told_by_its_cause(
    site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As that of a configuration that is no YAML."""

    def broken() -> None:
        raise ValueError("a: [ is no YAML")

    def build() -> None:
        try:
            broken()
        except ValueError as error:
            raise RuntimeError from error

    forgiving(build, site)()
    assert caplog.messages == ["The last good site is still served: a: [ is no YAML"]


def test_a_preview_recovers_after_a_failure(site: Path) -> None:
    """A good build after a failed one replaces the site as ever."""
    forgiving(replace(site, "broken", ValueError("no such table")), site)()
    forgiving(replace(site, "better"), site)()
    assert content(site) == {"new.html": "better"}


def test_an_interruption_is_not_swallowed(site: Path) -> None:
    """The author's Ctrl-C ends the preview, without leftovers."""
    with pytest.raises(KeyboardInterrupt):
        forgiving(replace(site, "broken", KeyboardInterrupt()), site)()
    assert list(site.parent.iterdir()) == [site]


def test_leftovers_of_a_killed_preview_do_no_harm(site: Path) -> None:
    """An old copy beside the site is replaced, and never comes back as the site."""
    old = site.with_name("site.last-good")
    old.mkdir()
    (old / "old.html").write_text("old")
    forgiving(replace(site, "broken", ValueError("no such table")), site)()
    assert content(site) == {"about/index.html": "good"}
    assert list(site.parent.iterdir()) == [site]


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
    site: Path, tmp_path: Path, address: str, asked: str, opened: str
) -> None:
    """It is known by its address below the site; other pages are only served."""
    server, waiting, seen = Server(), {opened}, list[str]()

    def is_waiting(page: str) -> bool:
        seen.append(page)
        return page in waiting

    config = SimpleNamespace(site_dir=str(site), site_url=address)
    install(server, config, is_waiting, tmp_path)  # type: ignore[arg-type]
    (marker,) = server.watched
    os.utime(marker, (0, 0))
    assert server.app({"PATH_INFO": asked}, None) == "served"
    assert seen == [opened]
    assert marker.stat().st_mtime > 0
    os.utime(marker, (0, 0))
    waiting.clear()
    assert server.app({"PATH_INFO": asked}, None) == "served"
    assert marker.stat().st_mtime == 0


def test_a_page_of_the_last_good_site_says_why_it_is_not_the_newest(
    site: Path, tmp_path: Path
) -> None:
    """On top of it, as text, until a build goes well."""
    server, page = Server(), b'<html><body class="a">text</body></html>'
    install(server, SimpleNamespace(site_dir=str(site), site_url=""), str.isspace, tmp_path)  # type: ignore[arg-type]
    assert server._inject_js_into_html(page, 1) == page
    server.build = replace(site, "broken", ValueError(r"no <table> \g<0>"))
    server.builder()
    shown = server._inject_js_into_html(page, 1).decode()
    assert shown.startswith('<html><body class="a"><p role="alert" style="')
    assert shown.endswith(
        r">The last good site: no &lt;table&gt; \g&lt;0&gt;</p>text</body></html>"
    )
    server.build = replace(site, "better")
    server.builder()
    assert server._inject_js_into_html(page, 1) == page


class Server:
    """What is needed of the server of a preview."""

    def __init__(self) -> None:
        self.watched: list[Path] = []
        self.app: Callable[..., str] = self.serve_request
        self.build: Callable[[], None] = lambda: None
        self.builder: Callable[[], None] = self.rebuild

    def rebuild(self) -> None:
        """Build what there is to build now."""
        self.build()

    def serve_request(self, *_: object) -> str:
        """Serve a page."""
        return "served"

    def watch(self, path: str) -> None:
        """Watch a file."""
        self.watched.append(Path(path))

    def _inject_js_into_html(self, content: bytes, _epoch: int) -> bytes:
        """Give a page as it is served."""
        return content

    def set_app(self, app: Callable[..., str]) -> None:
        """Take what answers."""
        self.app = app
