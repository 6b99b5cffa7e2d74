"""The last step of a build: a policy where it stops nothing, or where the author asks for one."""

import os
from pathlib import Path
from typing import Any

import pytest
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.project.settings import Settings
from nexus.stage import finishing

SHEET = "".join(f'<link rel="stylesheet" href="assets/{name}.css">' for name in "ab")
POLICY = "Content-Security-Policy"
FOREIGN = '<img src="https://img.example/a.svg">'
INLINE = "<script>start()</script>"


def finished(
    folder: Path, body: str, template: str = "", css: str = "body{color:red}", **given: Any
) -> tuple[str, list[str]]:
    """The page of a finished site with that body, and what is told of it."""
    built, theme, told = folder / "site", folder / "theme", list[str]()
    for new in (built / "assets", theme):
        new.mkdir(parents=True)
    page = f"<!doctype html><html><head>{SHEET}</head><body>{body}</body></html>"
    (built / "index.html").write_text(page)
    (built / "assets" / "a.css").write_text(css)
    (built / "assets" / "b.css").write_text("p{color:blue}")
    (theme / "main.html").write_text(template)
    site = finishing.Facts("", Settings(**given), Cache(folder / "cache"), [str(theme)])
    finishing.finish(built, site, told.append)
    return (built / "index.html").read_text(), told


def test_a_site_of_which_nothing_is_stopped_has_the_policy(tmp_path: Path) -> None:
    """And with it one style sheet."""
    page, told = finished(tmp_path, "<p>a</p>")
    assert POLICY in page
    assert page.count('rel="stylesheet"') == 1
    assert told == []


def test_the_scripts_of_the_theme_run(tmp_path: Path) -> None:
    """As they stand in its templates."""
    page, told = finished(tmp_path, INLINE, template=f"<body>{INLINE}</body>")
    assert POLICY in page
    assert told == []


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (FOREIGN, '<img src="https://img.example/a.svg (index.html)'),
        (INLINE, "an inline script that is not on the list: start() (index.html:1)"),
    ],
)
def test_a_site_of_which_something_is_stopped_stays_as_it_is(
    tmp_path: Path, body: str, what: str
) -> None:
    """One line tells why."""
    page, told = finished(tmp_path, body)
    assert POLICY not in page
    assert SHEET in page
    assert told == [f"no policy is written into the pages, as it would stop {what}"]


def test_an_author_who_asks_for_the_policy_gets_it_or_the_reason(tmp_path: Path) -> None:
    """What is only fetched is stopped, as they ask for that."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    page, told = finished(tmp_path / "a", FOREIGN, policy=True)
    assert POLICY in page
    assert told == []
    with pytest.raises(NexusError, match=r"an inline script that is not on the list"):
        finished(tmp_path / "b", INLINE, policy=True)


@pytest.mark.parametrize(
    ("given", "has_policy", "sheets"),
    [
        ({"policy": False}, False, 2),
        ({"policy": False, "stylesheet": True}, False, 1),
        ({"stylesheet": False}, True, 2),
    ],
)
def test_policy_and_style_sheet_are_choices(
    tmp_path: Path, given: dict[str, bool], has_policy: bool, sheets: int
) -> None:
    """Each by itself."""
    page, told = finished(tmp_path, "<p>a</p>", **given)
    assert (POLICY in page, page.count('rel="stylesheet"')) == (has_policy, sheets)
    assert told == []


def test_style_sheets_that_cannot_be_one_stay_as_they_are(tmp_path: Path) -> None:
    """One line tells why; it is an error where the author asks for one sheet."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    page, told = finished(tmp_path / "a", "<p>a</p>", css="@import 'b.css';")
    assert POLICY in page
    assert SHEET in page
    what = "a style sheet imports another (assets/a.css:1)"
    assert told == [f"the style sheets stay as they are: {what}"]
    with pytest.raises(NexusError, match="a style sheet imports another"):
        finished(tmp_path / "b", "<p>a</p>", css="@import 'b.css';", stylesheet=True)


def test_all_files_may_be_read_by_a_server(tmp_path: Path) -> None:
    """Whatever the builder's own mask is."""
    mask = os.umask(0o077)
    try:
        finished(tmp_path, "a")
    finally:
        os.umask(mask)
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in (tmp_path / "site").rglob("*")}
    assert modes == {True: 0o755, False: 0o644}
