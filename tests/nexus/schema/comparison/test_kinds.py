"""Each kind of change is told whole, with its risks, of SQL and of models; nothing else is told."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import psycopg
import pytest
import sqlalchemy
from nexus.examples.postgres import server
from nexus.schema.comparison import Change, compare
from nexus.schema.comparison.change import SIGNS
from nexus.schema.comparison.change import Kind as ChangeKind
from nexus.schema.comparison.risks import of_change
from nexus.schema.model import Schema
from nexus.sources import dispatch
from nexus.sources.database import catalog
from nexus.sources.inputs import Inputs
from nexus.sources.sqlalchemy import reader
from nexus.sources.sqlalchemy.loader import Models
from sqlalchemy.dialects import postgresql

from tests.nexus.schema.comparison.kinds import KINDS, Kind

Session = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """A connection to a server that all versions share, one after the other."""
    with server.embedded() as running, psycopg.connect(running.dsn(), autocommit=True) as opened:
        yield opened


def made(session: Session, text: str) -> Schema:
    """The schema that SQL makes; nothing of it stays."""
    with session.transaction(force_rollback=True):
        is_whole = text.startswith("CREATE")
        parts = ", ".join(filter(None, ("id integer PRIMARY KEY", text)))
        session.execute((text if is_whole else f"CREATE TABLE t ({parts})").encode())
        return catalog.read(session, "shop")


def alchemy(text: str) -> Schema:
    """The schema of tables of SQLAlchemy in a MetaData `m`, or of what `t` has beside its key."""
    names = {**vars(sqlalchemy), **vars(postgresql), "m": sqlalchemy.MetaData()}
    own = f'Table("t", m, Column("id", Integer, primary_key=True), {text})'
    exec(text if "Table(" in text else own, names)
    return reader.read(Models("shop", names["m"]))


def told(old: Schema, new: Schema, *declared: str) -> list[str]:
    """A line for each change, with its risks."""
    found = compare(old, new, declared)
    return [
        _line(change, [risk.id for risk in of_change(change, found)]) for change in found.changes
    ]


def _line(change: Change, risks: list[str]) -> str:
    values = " -> ".join(" ".join(each.split()) for each in (change.old, change.new) if each)
    said = f"{SIGNS[change.action]} {change.kind} {change.place}: {values}"
    return " ! ".join(filter(None, (said, " ".join(risks))))


def short(lines: list[str]) -> list[str]:
    """The lines without places and values, which models spell otherwise."""
    kinds = "|".join(sorted(get_args(ChangeKind), key=len, reverse=True))
    parts = re.compile(rf"(. (?:{kinds})) .*?( ! [a-z -]+)?")
    found = [parts.fullmatch(line) for line in lines]
    return sorted(each[1] + (each[2] or "") for each in found if each)


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_of_change_is_told_of_sql(session: Session, name: str) -> None:
    """Exactly what was changed, how it was and is, and all that it risks."""
    kind = KINDS[name]
    assert told(made(session, kind.old), made(session, kind.new), *kind.declared) == lines(
        kind.told
    )


def lines(text: str) -> list[str]:
    """The lines of what is to be told."""
    return text.splitlines()


def expected(kind: Kind) -> list[str]:
    """What is to be told of models."""
    return short(lines(kind.told if kind.of_orms is None else kind.of_orms))


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.alchemy])
def test_a_kind_of_change_is_told_of_sqlalchemy(name: str) -> None:
    """The same as of SQL, whatever the models call it."""
    kind = KINDS[name]
    old, new = map(alchemy, kind.alchemy or ())
    assert short(told(old, new, *kind.declared)) == expected(kind)


DJANGO = {name: kind.django for name, kind in KINDS.items() if kind.django}
HEAD = (
    "from django.db.models import *\nfrom django.db.models.functions import Lower\n"
    "from django.contrib.postgres.fields import ArrayField\n"
)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Schema, Schema]:
    """All old and all new models of Django, each kind in a table of its own: `t0`, `t1`, ..."""
    folder = tmp_path_factory.mktemp("django")
    found = []
    for place, word in enumerate(("old", "new")):
        (folder / word).mkdir()
        texts = (model(number, pair[place]) for number, pair in enumerate(DJANGO.values()))
        (folder / word / "models.py").write_text(HEAD + "".join(texts))
        reading, _ = dispatch.one(str(folder / word / "models.py"), Inputs())
        found.append(reading.schema)
    return found[0], found[1]


def model(number: int, text: str) -> str:
    """A model in Python: its fields, and behind `|` its Meta."""
    fields, _, meta = text.partition("|")
    lines = [*fields.split(";"), "class Meta:"]
    inner = [f'db_table = "t{number}"', *filter(None, [meta.strip()])]
    body = [f"    {line.strip()}" for line in lines if line.strip()]
    return "\n".join([f"class T{number}(Model):", *body, *(f"        {i}" for i in inner), ""])


@pytest.mark.parametrize("name", DJANGO)
def test_a_kind_of_change_is_told_of_django(versions: tuple[Schema, Schema], name: str) -> None:
    """The same as of SQL, whatever Django calls it."""
    kind, table = KINDS[name], f"t{[*DJANGO].index(name)}"
    old, new = (version.part([table]) for version in versions)
    assert short(told(old, new, *kind.declared)) == expected(kind)


def test_there_are_sixty_kinds() -> None:
    """Of SQL; of models as many as these can say."""
    assert len(KINDS) >= 60
