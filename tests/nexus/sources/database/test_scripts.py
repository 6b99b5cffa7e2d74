"""SQL files are read as PostgreSQL understands them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from nexus.core.errors import NexusError
from nexus.examples.postgres.server import Server
from nexus.exports.postgresql import postgresql
from nexus.schema.joins.deletes import effects
from nexus.schema.model import Cardinality, Schema
from nexus.sources import dispatch
from nexus.sources.database import address, statements
from nexus.sources.database import catalog as reader
from nexus.sources.database.engine import Engine
from nexus.sources.inputs import Inputs
from nexus.sources.reading import Reading

from tests.nexus.sources.django import oracle

SHOP = Path(__file__).with_name("shop.sql")


class Borrowed:
    """The server of the tests, as one that is started for a file: its databases are empty again."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def __enter__(self) -> Server:
        return self._server

    def __exit__(self, *_: object) -> None:
        with psycopg.connect(self._server.dsn(), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS schema WITH (FORCE)")
            connection.execute("DROP ROLE IF EXISTS schema")


@pytest.fixture
def engine(server: Server) -> Engine:
    """What starts a server for SQL files."""
    return lambda: Borrowed(server)


def read(models: Path | str, engine: Engine) -> Reading:
    """What a command reads of MODELS."""
    return dispatch.one(str(models), Inputs(), engine=engine)[0]


def write(folder: Path, **files: str) -> Path:
    """A folder with SQL files."""
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(text)
    return folder


def test_a_dump_is_read_as_its_catalog_says(engine: Engine, server: Server) -> None:
    """What the schema makes in another database is what the file made in the first one."""
    given = [s.text for s in statements.read(SHOP, SHOP.read_text()) if "timescaledb" not in s.text]
    with oracle.database(server.dsn(), "sql_a") as first:
        with psycopg.connect(first, autocommit=True) as connection:
            for text in given:
                connection.execute(text.encode())
        expected = oracle.held(first)
        reading = read(SHOP, engine)
    with oracle.database(server.dsn(), "sql_b") as second:
        found = oracle.made(second, reading.schema)
        with psycopg.connect(second) as connection:
            again = reader.read(connection, reading.schema.name)
    different = oracle.differences(found, expected)
    oracle.print_differences(different)
    assert not different
    assert again == reading.schema
    (told,) = reading.warnings
    assert told.startswith("left out: CREATE EXTENSION IF NOT EXISTS timescaledb")


def test_the_kinds_of_things_in_a_dump(engine: Engine) -> None:
    """Views, partitions, inherited tables, types, exclusions, triggers: each is what it is."""
    schema: Schema = read(SHOP, engine).schema
    user = schema.by_id["User"]
    assert schema.by_id["adults"].kind == "view"
    assert schema.by_id["sums"].is_materialized
    assert schema.by_id["crm.visit"].options == "PARTITION BY RANGE (at)"
    assert schema.by_id["crm.visit_2024"].partition_of == "crm.visit"
    assert schema.by_id["child"].options == "INHERITS (base)"
    assert [e.id for e in schema.enums] == ["mood", "crm.Kind"]
    assert [d.id for d in schema.domains] == ["year"]
    assert [c.id for c in schema.composites] == ["address", "floatrange"]
    assert user.column("moods").enum == "mood"
    assert user.column("moods").type == "mood[]"
    assert user.column("gross").persisted
    assert user.column("id").identity == "GENERATED ALWAYS AS IDENTITY (START WITH 10)"
    assert user.exclusions[0].name == "apart"
    assert user.after[0].startswith("CREATE TRIGGER touched")
    (visit,) = [r for r in schema.relations if r.child == "crm.visit"]
    assert visit.child_end is Cardinality.ZERO_OR_MORE
    assert visit.parent_end is Cardinality.ZERO_OR_ONE


def test_what_makes_no_table_may_fail(engine: Engine, tmp_path: Path) -> None:
    """Left out: a trigger without its function, a view of XML, a superuser's type. Rows are not run."""
    file = tmp_path / "schema.sql"
    file.write_text(
        "CREATE TABLE t (id integer CHECK (id > 0));\n"
        "INSERT INTO t VALUES (0);\n"
        "CREATE CONSTRAINT TRIGGER a AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION nothing();\n"
        "CREATE POLICY p ON t USING (nothing());\n"
        "CREATE VIEW v AS SELECT xmlelement(name a);\n"
        "CREATE TYPE hstore;\n"
    )
    reading = read(file, engine)
    assert list(reading.schema.by_id) == ["t"]
    assert [line.rpartition(":")[2] for line in reading.warnings] == ["3", "5", "6"]


def test_nothing_of_a_dump_is_left_out_strictly(engine: Engine) -> None:
    """An extension that is not there is told as an error."""
    with pytest.raises(NexusError, match="left out: CREATE EXTENSION IF NOT EXISTS timescaledb"):
        dispatch.one(str(SHOP), Inputs(), strict=True, engine=engine)


def test_a_folder_is_run_in_the_order_of_its_numbers(tmp_path: Path, engine: Engine) -> None:
    """The second file before the tenth; a file may include another one, and be a dump."""
    key = "CREATE TABLE visit (id int PRIMARY KEY, who int REFERENCES person);"
    folder = write(tmp_path, **{"10_visit": key, "2_person": "\\ir parts/person.txt\n"})
    (folder / "parts").mkdir()
    dump = "SELECT set_config('search_path', '', false);\nCREATE TABLE public.person (id int PRIMARY KEY);"
    (folder / "parts/person.txt").write_text(dump)
    reading = read(folder, engine)
    assert list(reading.schema.by_id) == ["person", "visit"]
    assert reading.schema.name == tmp_path.name.replace("[", "-").strip("-")


@pytest.mark.parametrize(
    "files",
    [
        {"1_a.up.sql": "+", "1_a.down.sql": "-", "2_b.up.sql": "*", "2_b.down.sql": "/"},
        {"V2__b.sql": "*", "V1__a.sql": "+", "U2__b.sql": "/"},
        {"10/up.sql": "*", "10/down.sql": "/", "9/up.sql": "+", "9/down.sql": "-"},
        {"1.sql": "-- +goose Up\n+\n-- +goose Down\n-", "2.sql": "*"},
        {"1.sql": "-- migrate:down\n-\n-- migrate:up\n+", "2.sql": "*\n-- migrate:down\n/"},
    ],
)
def test_a_folder_of_migrations_is_run_forward(
    files: dict[str, str], tmp_path: Path, engine: Engine
) -> None:
    """What undoes one is in a file, a folder or a part of a file that says so."""
    signs = {
        "+": "CREATE TABLE a (id int PRIMARY KEY);",
        "-": "DROP TABLE a CASCADE;",
        "*": "ALTER TABLE a ADD COLUMN b int;",
        "/": "ALTER TABLE a DROP COLUMN b;",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        made = "\n".join(signs.get(line, line) for line in text.split("\n"))
        (tmp_path / name).write_text(made)
    schema = read(tmp_path, engine).schema
    assert [column.name for column in schema.by_id["a"].columns] == ["id", "b"]


def test_a_project_with_sql_in_it_is_no_folder_of_migrations(tmp_path: Path) -> None:
    """Its models are elsewhere."""
    for name in ("sql/one.sql", "src/shop/models.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("")
    assert address.is_sql(tmp_path / "sql")
    assert not address.is_sql(tmp_path)


def test_what_psql_does_by_itself_is_done(tmp_path: Path, engine: Engine) -> None:
    """Variables as names, strings and as they are; what a statement selects is run where it says so."""
    text = r"""
        \set ON_ERROR_STOP on
        \set area 'my shop'
        \set size 7
        SET default_with_oids = false;
        CREATE SCHEMA :"area";
        CREATE TABLE :"area".a (b varchar(:size) DEFAULT :'area', c text DEFAULT ':size'::text);
        SELECT 'CREATE DATABASE other' WHERE true \gexec
        SELECT format('CREATE TABLE part_%s (id int)', n), 'ANALYZE' FROM generate_series(1, 2) AS n
        \gexec
        SELECT 1 AS one \gset
        CREATE TABLE last (id int);
    """
    reading = read(write(tmp_path, one=text.replace("\n        ", "\n")) / "one.sql", engine)
    assert reading.warnings == ()
    assert set(reading.schema.by_id) == {"my shop.a", "part_1", "part_2", "last"}
    told = [(c.type, c.server_default) for c in reading.schema.by_id["my shop.a"].columns]
    assert told == [("varchar(7)", "'my shop'::character varying"), ("text", "':size'::text")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CREATE TABLE a (id int);\n\nCREATE TABLE b (id nope);", r'"nope" does not exist; .*:3'),
        ("CREATE TABLE `a` (`id` int) ENGINE=InnoDB;", "this is SQL of MySQL"),
        ("CREATE TABLE a (b INT, role ENUM('x') NOT NULL);", "this is SQL of MySQL"),
        ("CREATE TABLE `a` (`b` INT UNSIGNED, at DATETIME);", "this is SQL of MySQL"),
        (
            "CREATE TABLE a (b DATE) PARTITION BY RANGE (YEAR(b)) (PARTITION c VALUES LESS THAN (1));",
            "this is SQL of MySQL",
        ),
        ("CREATE TABLE [dbo].[a] (id int IDENTITY(1,1));", "this is SQL of SQL Server"),
        ("CREATE TABLE [User] (id UNIQUEIDENTIFIER, b BIT()) ON [a];", "of SQL Server.*mssql://"),
        ("CREATE TABLE User (id int);", '"User".*:1; User is a reserved word: .*quotation marks'),
        ("CREATE TABLE a (id int,\norder int);", "order is a reserved word"),
        ("CREATE TABLE a (id int) where;", r'near "where"; \S*one.sql:1$'),
        ("CREATE TABLE a (id NUMBER(10), name VARCHAR2(30));", "this is SQL of Oracle"),
        ("SELECT 1;", "no table is made by it"),
        ("\\i nothing.sql\n", "'nothing.sql' cannot be included"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, engine: Engine, text: str, told: str
) -> None:
    """With its file and line where a statement is refused."""
    with pytest.raises(NexusError, match=told) as caught:
        read(write(tmp_path, one=text) / "one.sql", engine)
    assert "\n" not in str(caught.value)


def test_what_only_looks_like_another_database_is_read(tmp_path: Path, engine: Engine) -> None:
    """A type that came along from SQL Server, and a function that MySQL has as well."""
    text = """
        CREATE DOMAIN uniqueidentifier AS uuid;
        CREATE FUNCTION year(date) RETURNS int IMMUTABLE LANGUAGE sql
            AS $$ SELECT extract(year FROM $1)::int $$;
        CREATE TABLE a (id uniqueidentifier, b date) PARTITION BY RANGE (year(b));
    """
    assert set(read(write(tmp_path, one=text) / "one.sql", engine).schema.by_id) == {"a"}


def test_a_dump_of_sqlite_is_read_by_sqlite(tmp_path: Path, engine: Engine) -> None:
    """Its types are what SQLite calls them; PostgreSQL is not asked."""
    text = """
        PRAGMA foreign_keys=OFF;
        BEGIN TRANSACTION;
        CREATE TABLE artist (id INTEGER PRIMARY KEY AUTOINCREMENT, name NVARCHAR(120));
        CREATE TABLE album (id INTEGER PRIMARY KEY, artist_id INTEGER NOT NULL REFERENCES artist);
        INSERT INTO artist VALUES (1, 'x;y');
        CREATE VIEW names AS SELECT name FROM artist;
        COMMIT;
    """
    schema = read(write(tmp_path, music=text) / "music.sql", engine).schema
    assert {t.id: t.kind for t in schema.tables} == {
        "album": "table",
        "artist": "table",
        "names": "view",
    }
    assert [r.sentence for r in schema.relations] == ["album.artist_id references artist.id"]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE [a] ([id] INTEGER NOT NULL, [name] NVARCHAR(20));",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, at DATETIME DEFAULT CURRENT_TIMESTAMP);",
        (
            "CREATE TABLE a (id INT, at TEXT DEFAULT (datetime('now')));"
            "CREATE TRIGGER t AFTER UPDATE ON a BEGIN UPDATE a SET at = datetime('now'); END;"
        ),
    ],
)
def test_what_only_sqlite_takes_is_read_by_sqlite(
    tmp_path: Path, engine: Engine, text: str
) -> None:
    """No word in it needs to be SQLite's own."""
    schema = read(write(tmp_path, one=text) / "one.sql", engine).schema
    assert (list(schema.by_id), schema.database) == (["a"], "SQLite")


def test_extensions_that_are_not_there_are_stood_for(tmp_path: Path, engine: Engine) -> None:
    """What calls their functions or has their types is as it was written; the rest is left out."""
    text = """
        CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
        CREATE EXTENSION pgcrypto;
        CREATE EXTENSION postgis;
        CREATE EXTENSION vector;
        CREATE TABLE place (
            id uuid PRIMARY KEY DEFAULT public.uuid_generate_v4(),
            token text DEFAULT encode(gen_random_bytes(16), 'hex'),
            at public.geometry(Point, 4326) NOT NULL,
            near vector(3)
        );
        CREATE INDEX places ON place USING gist (at);
        CREATE VIEW far AS SELECT st_x(at) FROM place;
        ALTER TABLE place DISABLE TRIGGER ALL;
    """
    reading = read(write(tmp_path, one=text) / "one.sql", engine)
    schema = reading.schema
    place = schema.by_id["place"]
    assert [column.type for column in place.columns] == [
        "uuid",
        "text",
        "geometry(Point,4326)",
        "vector(3)",
    ]
    assert place.column("id").server_default == "uuid_generate_v4()"
    assert place.indexes[0].method == "gist"
    assert (schema.domains, schema.before) == ((), ())
    assert schema.extensions == ("pgcrypto", "postgis", "uuid-ossp", "vector")
    (told,) = reading.warnings
    assert told.startswith("left out: CREATE VIEW far AS SELECT st_x(at) FROM place (function st_x")


def test_a_collation_of_icu_is_kept_as_it_was_written(tmp_path: Path, engine: Engine) -> None:
    """Columns have it, and the schema makes it before them."""
    text = """
        CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');
        CREATE TABLE town (name text COLLATE german NOT NULL);
    """
    schema = read(write(tmp_path, one=text) / "one.sql", engine).schema
    assert schema.by_id["town"].column("name").type == "text COLLATE german"
    assert schema.before == (
        "CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk')",
    )


def test_functions_and_domains_are_made_again(
    tmp_path: Path, engine: Engine, server: Server
) -> None:
    """A function may be about a table that is made later; a default is one of the domain's type."""
    text = """
        CREATE DOMAIN flag AS boolean NOT NULL;
        CREATE TABLE film (id int PRIMARY KEY, shown flag DEFAULT true);
        CREATE FUNCTION films() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM film';
        CREATE TYPE reel AS (number int, minutes numeric(4, 1));
        CREATE FUNCTION longest(reels reel[]) RETURNS numeric LANGUAGE sql
            AS 'SELECT max(minutes) FROM unnest(reels)';
    """
    reading = read(write(tmp_path, one=text) / "one.sql", engine)
    with oracle.database(server.dsn(), "again") as dsn:
        oracle.made(dsn, reading.schema)
        with psycopg.connect(dsn) as connection:
            assert reader.read(connection, "one") == reading.schema


def test_statements_end_where_postgresql_ends_them() -> None:
    """Not in strings, comments, dollar quotes, bodies of functions, nor in the rows behind COPY."""
    text = (
        "SELECT 'a;b', \"c;d\", E'e\\';f', $x$ g;h $x$ -- i;j\n; /* k; /* l; */ m; */ TABLE n;\n"
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;\n"
        "COPY t FROM stdin;\n1;2\n\\.\nCREATE TABLE o ();\n\\echo p\nTABLE q$r$;\nTABLE s"
    )
    found = [s.text for s in statements.read(Path("x.sql"), text)]
    assert found[0].startswith("SELECT 'a;b'")
    assert found[1:] == [
        "TABLE n",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
        "CREATE TABLE o ()",
        "TABLE q$r$",
        "TABLE s",
    ]


def test_a_url_is_read_and_nothing_is_written(tmp_path: Path, server: Server) -> None:
    """A PostgreSQL by its catalog, a file of SQLite by its own name; a typing error in one line."""
    with oracle.database(server.dsn(), "by_url") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("CREATE TABLE one (id serial PRIMARY KEY)")
        told = psycopg.conninfo.conninfo_to_dict(dsn)
        account = f"{told['user']}:{told['password']}"
        url = f"postgresql+psycopg://{account}@/by_url?host={told['host']}&port=5432"
        reading, _ = dispatch.one(url, Inputs())
    assert reading.schema.by_id["one"].column("id").is_serial
    assert str(told["password"]) not in reading.typed


@pytest.mark.parametrize(
    ("models", "told"),
    [
        ("sqlite:///none.db", "there is no such file; none.db"),
        ("none.sql", "there is no such file; none.sql"),
        ("postgresql://[bad", "this is no address of a database"),
        ("nothing://host/name", "SQLAlchemy has no dialect for it here"),
        ("postgresql://me:hidden@localhost:1/x", "no connection to PostgreSQL"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line(models: str, told: str) -> None:
    """And it tells no password."""
    with pytest.raises(NexusError, match=told) as caught:
        dispatch.one(models, Inputs())
    assert "hidden" not in str(caught.value)


def test_a_file_of_sqlite_has_its_checks_and_views(tmp_path: Path) -> None:
    """Each check once and as it was written, what a view selects; whatever the file is called."""
    file = tmp_path / "50% of#1?.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "CREATE TABLE visit (id INTEGER PRIMARY KEY, at TEXT, CONSTRAINT noon"
            " CHECK (at <> '12:00' AND at <> 'a:x'));"
            "CREATE VIEW seen AS SELECT at FROM visit;"
        )
    schema = dispatch.one(str(file), Inputs())[0].schema
    (rule,) = schema.by_id["visit"].checks
    assert rule.expression == "at <> '12:00' AND at <> 'a:x'"
    assert schema.by_id["seen"].definition == "SELECT at FROM visit"
    assert "it is written for SQLite" in postgresql(schema)


def test_a_list_of_a_size_is_no_sign_of_another_database(tmp_path: Path, engine: Engine) -> None:
    """Brackets around a name are; a table that others need stays, and that is said."""
    text = """
        CREATE TABLE a (id serial PRIMARY KEY, board integer[3], made timestamptz);
        CREATE TABLE b (a_id int REFERENCES a);
        DROP TABLE a;
    """
    reading = read(write(tmp_path, one=text) / "one.sql", engine)
    assert [c.type for c in reading.schema.by_id["a"].columns][1:] == [
        "integer[]",
        "timestamp with time zone",
    ]
    assert ["left out: DROP TABLE a" in warning for warning in reading.warnings] == [True]


LISTED = """
CREATE TABLE owner (shop int, id int, PRIMARY KEY (shop, id));
CREATE TABLE pet (id int PRIMARY KEY, shop int NOT NULL, "owner id" int, "a""b, c" int, held int,
    FOREIGN KEY (shop, "owner id") REFERENCES owner ON DELETE SET NULL ("owner id"),
    FOREIGN KEY (shop, "a""b, c") REFERENCES owner ON DELETE SET NULL ("a""b, c")
        DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (shop, held) REFERENCES owner ON DELETE SET DEFAULT (held));
"""


def test_the_columns_that_a_delete_sets_are_read(
    tmp_path: Path, engine: Engine, server: Server
) -> None:
    """No others are emptied, and what makes the tables says so again."""
    schema = read(write(tmp_path, pets=LISTED) / "pets.sql", engine).schema
    given = [key.on_delete for key in schema.by_id["pet"].foreign_keys]
    assert given == ['SET NULL ("owner id")', 'SET NULL ("a""b, c")', "SET DEFAULT (held)"]
    assert {e.consequence for e in effects(schema, "owner")} == {"set to null"}
    with oracle.database(server.dsn(), "listed") as made:
        oracle.made(made, schema)
        with psycopg.connect(made) as connection:
            again = reader.read(connection, schema.name)
    assert again == schema
