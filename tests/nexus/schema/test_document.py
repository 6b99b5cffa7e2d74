"""The JSON of a schema: read back it is the same value, and its description holds for it."""

import dataclasses
import json
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from nexus.core.errors import NexusError
from nexus.schema import document
from nexus.schema.model import Schema, Source, Table

from tests.helpers import HOSTILE_NAMES, chain, schema, table

DESCRIBED = Draft202012Validator(json.loads(document.json_schema()))


def full(kind: Any, name: str) -> Any:
    """A value of a type of the schema in which no field has its default; its texts are a name."""
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f.name: full(hints[f.name], name) for f in dataclasses.fields(kind)})
    inner = [each for each in get_args(kind) if each not in (type(None), ...)]
    if get_origin(kind) is tuple:
        return (full(inner[0], name), full(inner[0], name))
    if inner:
        # Of a choice the last one: the first is the default.
        return inner[-1] if isinstance(inner[-1], str) else full(inner[0], name)
    return {str: name, bool: True, int: 7}[kind]


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_every_fact_of_a_schema_is_read_back(name: str) -> None:
    """Also those that fields hold which were added since this was written."""
    whole = full(Schema, name)
    text = document.text(whole)
    assert document.read(text) == whole
    text.encode("utf-8")
    DESCRIBED.validate(json.loads(text))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.from_type(Table))
def test_any_table_is_read_back(held: Table) -> None:
    """Whatever its fields hold."""
    drawn = Schema("any", (held,))
    assert document.read(document.text(drawn)) == drawn


def test_what_has_its_default_is_left_out() -> None:
    """A small schema is a small text, and the place in a file is no part of it."""
    user = dataclasses.replace(table("user"), source=Source("/home/somebody/shop.py", 3))
    assert json.loads(document.text(schema(user))) == {
        "format": "nexus-schema",
        "version": 1,
        "schema": {
            "name": "shop",
            "tables": [
                {
                    "name": "user",
                    "columns": [{"name": "id", "type": "integer", "nullable": False}],
                    "primary_key": {"name": None, "columns": ["id"]},
                }
            ],
        },
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "this is no JSON"),
        ("[]", "this JSON is no schema"),
        ('{"tables": []}', "this JSON is no schema"),
        ('{"format": "nexus-schema", "version": 2}', "the schema is of version 2, and this is"),
        ('{"format": "nexus-schema", "version": 1}', "no whole schema: .*`schema`"),
        (
            '{"format": "nexus-schema", "version": 1, "schema": {"name": "a", "tables": [1]}}',
            r"no whole schema: .*schema\.tables\[0\]",
        ),
    ],
)
def test_another_text_is_told(text: str, told: str) -> None:
    """In one line that says what is wrong with it."""
    with pytest.raises(NexusError, match=told):
        document.read(text)


def test_fields_of_a_later_day_are_passed_over() -> None:
    """They are no new version."""
    later = json.loads(document.text(chain("a", "b")))
    later["schema"]["tables"][0]["colour"] = "red"
    assert document.read(json.dumps(later)) == chain("a", "b")
