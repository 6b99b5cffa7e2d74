"""Findings as SARIF: whatever a table is called, the log can be read and shown."""

import json

import pytest
from nexus.exports.findings.sarif import sarif
from nexus.schema.lint.report import lint
from nexus.schema.model import Column

from tests.helpers import HOSTILE_NAMES, check_printable, schema, table


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_a_table_may_have_any_name(name: str) -> None:
    """What cannot be shown of it has a symbol, in words and in places."""
    log = sarif(lint(schema(table(name, Column(name, "boolean")))), "models.py")
    results = json.loads(log)["runs"][0]["results"]
    assert results
    for result in results:
        (place,) = result["locations"][0]["logicalLocations"]
        for text in (result["message"]["text"], place["fullyQualifiedName"]):
            check_printable(text)
            assert text.strip()
