"""The last good site stays where a rebuild fails."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from nexus.mkdocs_plugin.preview import forgiving


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
    assert "last good site" in told


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
