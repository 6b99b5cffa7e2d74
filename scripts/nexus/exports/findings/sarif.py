"""What was found, as SARIF for a service that shows it beside the code.

The form is that of the Static Analysis Results Interchange Format 2.1.0 (OASIS, 2020). A finding is
recognised by its rule and its place, so that it stays the same one when lines move.
"""

import json as encoder
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nexus import __version__
from nexus.core.errors import place
from nexus.core.text import printable
from nexus.schema.lint.report import Finding, Report
from nexus.schema.lint.rule import Rule

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def sarif(report: Report, models: str = "") -> str:
    """Return the log of one run; a finding without a line of its own is placed in `models`."""
    rules = {rule.id: place for place, rule in enumerate(report.rules)}
    driver = {"name": "nexus", "version": __version__, "rules": list(map(_rule, report.rules))}
    results = [_result(each, rules[each.rule.id], models) for each in report.findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return encoder.dumps(log, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    said = f"{rule.why}\n\nWrong:\n\n{rule.wrong}\n\nRight:\n\n{rule.right}\n"
    marked = f"{rule.why}\n\nWrong:\n\n```sql\n{rule.wrong}\n```\n\nRight:\n\n```sql\n{rule.right}\n```\n"
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.why},
        "help": {"text": said, "markdown": marked},
        "defaultConfiguration": {"level": _level(rule), "enabled": rule.usual},
    }


def _level(rule: Rule) -> str:
    return "warning" if rule.usual else "note"


def _result(finding: Finding, number: int, models: str) -> dict[str, Any]:
    digest = sha256(f"{finding.rule.id}\n{finding.place}".encode("utf-8", "replace")).hexdigest()
    result = {
        "ruleId": finding.rule.id,
        "ruleIndex": number,
        "level": _level(finding.rule),
        "message": {"text": f"{_text(finding.place)}: {_text(finding.words)}"},
        "locations": [_location(finding, models)],
        "partialFingerprints": {"nexusPlace/v1": digest},
    }
    if finding.accepted is not None:
        reason = _text(finding.accepted)
        result["suppressions"] = [{"kind": "external", "justification": reason}]
    if finding.known:
        result["baselineState"] = "unchanged"
    return result


def _location(finding: Finding, models: str) -> dict[str, Any]:
    kind = "member" if finding.name else "type"
    logical = {"fullyQualifiedName": _text(finding.place), "kind": kind}
    found: dict[str, Any] = {"logicalLocations": [logical]}
    file = place(Path(finding.source.file)) if finding.source else models
    if file:
        region = {"startLine": finding.source.line if finding.source else 1}
        found["physicalLocation"] = {"artifactLocation": {"uri": _uri(file)}, "region": region}
    return found


def _uri(file: str) -> str:
    if Path(file).is_absolute():
        return Path(file).as_uri()
    return quote(Path(file).as_posix().encode("utf-8", "replace"))


def _text(value: str) -> str:
    return printable(" ".join(value.split()) or value)
