"""The Chromium that the tests drive, and the library that Playwright needs to drive it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from machine import system

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Without windows, a Chromium needs half the time of one that has them.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
# Below the folder of one Playwright browser: Linux, macOS, Windows.
BELOW_PLAYWRIGHT = (
    "chrome-linux*/chrome",
    "chrome-mac*/*.app/Contents/MacOS/*",
    "chrome-win*/chrome.exe",
)


def find_chromium() -> Path | None:
    """Return the Chromium for the tests: $CHROMIUM, the system's, or Playwright's own.

    Raises MissingError where $CHROMIUM names no file.
    """
    if named := os.environ.get("CHROMIUM"):
        found = shutil.which(named)
        if found is None:
            problem = f"CHROMIUM={named} is no program; set it to a Chromium or unset it"
            raise system.MissingError(problem)
        return Path(found)
    return next(candidates(), None)


def candidates() -> Iterator[Path]:
    """Give every Chromium of this machine, the best first."""
    yield from (Path(found) for found in map(shutil.which, NAMES) if found)
    yield from (place for place in map(Path, PLACES) if place.is_file())
    yield from playwright_browsers(playwright_folder())


def playwright_folder() -> Path:
    """Return the folder where Playwright keeps its browsers."""
    if named := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        return Path(named)
    if system.WINDOWS:
        return Path.home() / "AppData" / "Local" / "ms-playwright"
    cache = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path.home() / cache / "ms-playwright"


def playwright_browsers(folder: Path) -> Iterable[Path]:
    """Return the Chromiums below Playwright's folder, the newest first."""
    numbers = {place: place.name.partition("-")[2] for place in folder.glob("chromium-*")}
    revisions = {int(number): place for place, number in numbers.items() if number.isdigit()}
    return [
        browser
        for _, revision in sorted(revisions.items(), reverse=True)
        for place in BELOW_PLAYWRIGHT
        for browser in sorted(revision.glob(place))
        if browser.is_file()
    ]


def provide_driver(python: Path) -> None:
    """Install the one library that the driver of a Python's Playwright misses on a small Linux.

    Raises MissingError where it does not start in the end.
    """
    command = [str(python), "-m", "playwright", "--version"]
    if system.output(command):
        return
    if system.can_apt():
        system.announce("libatomic1 from apt-get, for Playwright")
        system.apt_install("libatomic1")
    system.call(command, "Playwright does not start; run `sudo apt-get install libatomic1`")


def provide_chromium(python: Path) -> None:
    """Install a Chromium from Debian, or else that of a Python's Playwright.

    Raises MissingError where that fails.
    """
    if system.has_debian():
        system.announce("Chromium without windows from apt-get")
        system.apt_install(SHELL)
    else:
        system.announce("Chromium from Playwright")
        system.call(playwright_install(python), no_chromium(python))
    if not find_chromium():
        raise system.MissingError(no_chromium(python))


def playwright_install(python: Path) -> list[str]:
    """Return the command that fetches Playwright's own Chromium, with its libraries for root."""
    libraries = ["--with-deps"] if system.is_root() and sys.platform == "linux" else []
    return [str(python), "-m", "playwright", "install", *libraries, "chromium"]


def no_chromium(python: Path) -> str:
    """Return the line that says how to get a Chromium on this machine."""
    fetch = f"{python} -m playwright install chromium"
    command = f"sudo apt-get install {SHELL}" if system.on_debian() else fetch
    return (
        "the browser tests need a Chromium, and none could be installed; "
        f"run `{command}`, or set CHROMIUM to the path of one"
    )
