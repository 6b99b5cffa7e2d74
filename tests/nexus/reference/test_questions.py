"""What a reader may ask of the data of a schema: PostgreSQL takes each question as it is written."""

from pathlib import Path

import psycopg
from nexus import exports
from nexus.core.choices import POSTGRESQL
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture, Script
from nexus.reference import questions
from nexus.schema.model import Schema
from nexus.sources.sqlalchemy import reader
from nexus.sources.sqlalchemy.loader import Models
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table


def schema() -> Schema:
    """Two tables, whose names are no plain words of SQL."""
    metadata = MetaData()
    Table("user", metadata, Column("Id", Integer, primary_key=True))
    key = Column("the user's", ForeignKey("user.Id"), nullable=False)
    Table('a "lamp"', metadata, Column("id", Integer, primary_key=True), key)
    return reader.read(Models("shop", metadata))


def test_every_question_runs_on_the_tables_of_the_schema(databases: Databases) -> None:
    """Whatever the names of tables and columns are, and wherever they are."""
    known = schema()
    for namespace in ("", 'the "first"'):
        script = Script(exports.export(known, POSTGRESQL), Path("shop.sql"), namespace)
        asked = [
            *questions.of_schema(known, namespace),
            *(each for table in known.tables for each in questions.of_table(table, namespace)),
        ]
        with (
            databases.copy(Fixture(f"shop{len(namespace)}", (script,))) as copy,
            psycopg.connect(copy.dsn) as connection,
        ):
            for words, text in asked:
                assert connection.execute(text.encode()).description, words
    assert [words for words, _ in asked][:2] == ["How many rows are there?", "What is in user?"]
    assert asked[-1][0] == 'How many a "lamp" for each the user\'s?'
