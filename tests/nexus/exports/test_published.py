"""Exports of schemas that other projects published, read back by the programs they are for."""

import json
import warnings
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from nexus import exports
from nexus.schema import document
from nexus.schema.model import Schema
from nexus.sources.sqlalchemy import dialects, loader, reader
from nexus.sources.sqlalchemy.loader import Models

from tests.nexus.exports.conftest import Parse

TBLS = json.loads(Path(__file__).with_name("tbls.schema.json").read_text("utf-8"))


@pytest.fixture(
    scope="module",
    params=["optuna.storages._rdb.models", "buildbot.db.model", "ispyb.models"],
)
def models(request: pytest.FixtureRequest) -> Models:
    """A published module of models."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return loader.load(request.param)


@pytest.fixture(scope="module")
def schema(models: Models) -> Schema:
    """What the reader makes of it."""
    return reader.read(models)


def columns(schema: Schema) -> list[tuple[str, list[str]]]:
    """The names of the columns of each table, in order."""
    return [(table.id, [column.name for column in table.columns]) for table in schema.tables]


def test_json_is_read_back_as_the_same_value(schema: Schema) -> None:
    """Every fact of a published schema."""
    assert document.read(exports.export(schema, "json")) == schema


def test_tbls_has_every_relation_once_and_every_column_in_order(schema: Schema) -> None:
    """The JSON is valid, and both ends of each relation are those of the schema."""
    document = json.loads(exports.export(schema, "tbls"))
    Draft202012Validator(TBLS).validate(document)
    assert [
        (table["name"], [column["name"] for column in table["columns"]])
        for table in document["tables"]
    ] == columns(schema)
    assert [
        (line["table"], line["columns"], line["cardinality"], line["parent_cardinality"])
        for line in document["relations"]
    ] == [
        (
            relation.child,
            list(relation.foreign_key.columns),
            relation.child_end.name.lower(),
            relation.parent_end.name.lower(),
        )
        for relation in schema.relations
    ]


def test_mermaid_and_dbml_are_complete(parse: Parse, schema: Schema) -> None:
    """Their own parsers find every table, column and relation; DBML has no word for an unkept one."""
    mermaid = parse("mermaid", exports.export(schema, "mermaid"))
    dbml = parse("dbml", exports.export(schema, "dbml"))
    sizes = {name: len(names) for name, names in columns(schema)}
    assert {name: len(found) for name, found in mermaid["tables"]} == sizes
    assert [(".".join(name), found) for name, found in dbml["tables"]] == columns(schema)
    assert len(mermaid["relations"]) == len(schema.relations)
    assert len(dbml["relations"]) == sum(relation.enforced for relation in schema.relations)


def test_other_dialects_make_each_table(models: Models) -> None:
    """Nothing is left out but for columns' defaults and rules, and the models stay as they were."""
    for dialect in dialects.SHOWN:
        statements = dialects.ddl(models.metadata, dialect)
        assert statements.count("CREATE TABLE ") == len(models.metadata.tables)
        assert dialects.ddl(models.metadata, dialect) == statements
