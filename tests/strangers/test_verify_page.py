"""The page /verify/: the browser compares what was read with the list of what was published."""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.strangers.builders import DIAGRAM, SHOP, Builder, Built, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Serve = Callable[[Path], str]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with a list of its files, as a workflow writes it."""
    pages = {
        "index.md": f"# Home\n\n[Check this page](verify.md)\n\n{DIAGRAM}",
        "other.md": "# Other\n",
    }
    made = builder.build(Site(pages, files=SHOP), tmp_path_factory.mktemp("verify"))
    assert made.ok, made.told
    lines = (f"{sha256(content).hexdigest()}  {path}\n" for path, content in made.files.items())
    assert made.files["SHA256SUMS"] == b""
    (made.folder / "SHA256SUMS").write_text("".join(lines), "utf-8")
    return made


@pytest.fixture
def opened(built: Built, browser: "Browser", serve: Serve) -> "Page":
    """The page, to which a link on the home page led."""
    tab = browser.new_context().new_page()
    tab.goto(serve(built.folder))
    tab.get_by_role("link", name="Check this page").click()
    return tab


def test_the_page_that_one_read_is_the_listed_one(built: Built, opened: "Page") -> None:
    """It is named, with the number of files on the list; the policy of the page lets it."""
    assert "Content-Security-Policy" in built.read("verify/index.html")
    said = opened.get_by_text("index.html is the file that is on the list of")
    said.wait_for()
    opened.get_by_role("button", name="Compare every file").click()
    opened.get_by_text(
        f"All {len(built.files) - 1} files are those that are on the list."
    ).wait_for()
    opened.context.close()


def test_a_changed_file_is_told(built: Built, opened: "Page") -> None:
    """By its path, when every file is compared."""
    other = built.folder / "other" / "index.html"
    good = other.read_bytes()
    opened.get_by_text("is the file that is on the list").wait_for()
    other.write_bytes(good + b"<!-- changed -->")
    opened.get_by_role("button", name="Compare every file").click()
    opened.get_by_text("Not the files that are on the list: other/index.html.").wait_for()
    other.write_bytes(good)
    opened.context.close()


def test_a_copy_without_a_list_says_so(built: Built, browser: "Browser", serve: Serve) -> None:
    """In words; the console has nothing to complain about."""
    copy = shutil.copytree(built.folder, built.folder.with_name("unlisted"))
    (copy / "SHA256SUMS").write_text("", "utf-8")
    with browser.new_context() as context:
        tab, said = context.new_page(), list[str]()
        tab.on("console", lambda message: said.append(message.text))
        tab.goto(f"{serve(copy)}verify/")
        tab.get_by_text("This copy has no list of its files").wait_for()
    assert said == []


def test_it_says_how_to_check_the_signature(built: Built) -> None:
    """With the address of this very site."""
    assert "nexus verify https://example.org/x/" in built.main("verify/index.html")
