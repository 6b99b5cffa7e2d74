"""What became of each portfolio of a cohort that was built, as files beside the sites."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from nexus.cohort.roster import Member, Roster
from nexus.core import files

REPORT, ROSTER = "report.json", "cohort.yml"
_STATE = ".nexus-cohort-builds.json"
BUILT, FAILED, SKIPPED = "built", "failed", "skipped"


class Entry(msgspec.Struct, frozen=True):
    """What became of a portfolio, and why; `folder` is that of its site in the output."""

    programme: str
    site: str
    folder: str
    state: str = FAILED
    reason: str = ""


def remembered(output: Path) -> dict[str, str]:
    """Return the digest of what each site was made from, by its folder."""
    try:
        return msgspec.json.decode((output / _STATE).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError):
        return {}


def write(
    output: Path, roster: Roster, entries: Sequence[Entry], digests: Mapping[str, str]
) -> None:
    """Write the report, what sites were made from, and a file of the same cohort over the sites.

    The file names all: an index shows of a site that is not there that it could not be read. Raises
    OSError.
    """
    there = [entry for entry in entries if (output / entry.folder).is_dir()]
    programmes: dict[str, list[Any]] = {name: [] for name in roster.programmes}
    for (programme, member), entry in zip(roster.members, entries, strict=True):
        programmes[programme].append(_listed(member, entry))
    facts = {"title": roster.title, "url": roster.url, "programmes": programmes}
    state = {entry.folder: digests[entry.folder] for entry in there if entry.folder in digests}
    _write(output / _STATE, _json(state))
    _write(output / REPORT, _json([msgspec.to_builtins(entry) for entry in entries]))
    known = {name: value for name, value in facts.items() if value}
    _write(output / ROSTER, yaml.safe_dump(known, sort_keys=False, allow_unicode=True))


def _listed(member: Member, entry: Entry) -> str | dict[str, str]:
    if "://" not in member.site:
        return entry.folder
    return msgspec.to_builtins(member) if member.repository else member.site


def _json(facts: Any) -> str:
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


def _write(file: Path, text: str) -> None:
    files.write(file, text.encode())
