"""The second and the third engine of the browser tests: Firefox and WebKit, as Debian has them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from machine import system

FIREFOX = ("firefox-esr", "firefox")
LIBRARIES = Path("/usr/lib")
BROWSERS = ("*/webkit2gtk-4.*/MiniBrowser", "*/webkitgtk-6.*/MiniBrowser")


def find_firefox() -> Path | None:
    """Return the Firefox for the tests: $FIREFOX, or the system's."""
    named = os.environ.get("FIREFOX")
    found = filter(None, map(shutil.which, [named] if named else FIREFOX))
    return next(map(Path, found), None)


def find_webkit() -> tuple[Path, Path] | None:
    """Return the driver of WebKitGTK and the browser that it drives, where both are there."""
    driver = shutil.which("WebKitWebDriver")
    browsers = (found for place in BROWSERS for found in sorted(LIBRARIES.glob(place)))
    browser = next(browsers, None)
    return (Path(driver), browser) if driver and browser else None


def missing() -> list[str]:
    """Return Debian's packages that the tests want and this machine has not."""
    wanted = {
        "firefox-esr": find_firefox(),
        "webkit2gtk-driver": find_webkit(),
        "xvfb": shutil.which("Xvfb"),
    }
    return [package for package, found in wanted.items() if not found]


def provide_engines() -> None:
    """Install what is missing on Debian; elsewhere say what the tests of these engines want.

    Raises MissingError where apt-get fails.
    """
    packages = missing()
    if packages and system.has_debian():
        system.announce(f"{' '.join(packages)} from apt-get")
        system.apt_install(*packages)
    elif packages:
        wanted = " ".join(packages)
        system.announce(f"some browser tests will fail without what Debian calls {wanted}")
