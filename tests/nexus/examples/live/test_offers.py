"""What readers may run: the examples that give in a browser what the page shows, tried in Node."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from nexus.build import npm
from nexus.core.cache import Cache
from nexus.core.results import Done, Plan, Result, Rows, SqlError
from nexus.examples.example import Example, Kept, Ran
from nexus.examples.fixtures import Fixtures
from nexus.examples.live import node
from nexus.examples.live.bundle import Bundle
from nexus.examples.live.offer import Offer
from nexus.examples.live.offers import Offers
from nexus.examples.live.part import FOLDER, Part
from nexus.examples.live.snapshots import Snapshots
from nexus.examples.postgres.fixture import Fixture, Script
from nexus.sources.catalog import Catalog

from tests.nexus.examples.builders import example, request, rows

SCRIPT = (
    "CREATE TABLE lamp (id int PRIMARY KEY, name varchar(20)); INSERT INTO lamp VALUES (1, 'é')"
)
LAMPS = Fixture("lamps", (Script(SCRIPT, Path("lamps.sql")),))
REFUSED = SqlError(
    "42703", 'column "nme" does not exist', condition="undefined_column", position=19,
    hint='Perhaps you meant to reference the column "lamp.name".',
)  # fmt: skip


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """Keep what takes long for all tests of this module."""
    return Cache(tmp_path_factory.mktemp("live"))


class Tried:
    """Offers of a page on the database `lamps`, and the lines that they told."""

    def __init__(self, cache: Cache, packages: Path = npm.PACKAGES) -> None:
        self.lines: list[str] = []
        fixtures = Fixtures(Catalog({}), Path(), {"lamps": LAMPS})
        self.offers = Offers(Bundle(packages, cache), fixtures, cache, self.lines.append)

    def of(self, *examples: Example) -> dict[int, Offer | str]:
        """What a page of these examples offers."""
        return self.offers.of(examples)


def lamp(number: int, code: str, *results: Result, header: str = "", data: str = "") -> Example:
    """An example on that database which gave these results at the build."""
    ran = Ran("PostgreSQL 18.6", data or "lamps: 1 row in 1 table", "2031-07-01T10:00Z")
    return Example(request(f'run="lamps" {header}', code), number, Kept(ran, results))


def one(name: str, kind: str, value: str | None) -> Rows:
    """A result of one row and one column."""
    return rows({name: kind}, (value,))


def test_what_gives_the_same_is_offered(cache: Cache) -> None:
    """Rows, types, tags and refusals are compared, in the state that earlier examples leave."""
    tried = Tried(cache)
    found = tried.of(
        lamp(1, "SELECT name, NULL AS no FROM lamp", rows({"name": "character varying(20)", "no": "text"}, ("é", None))),
        lamp(2, "INSERT INTO lamp VALUES (2, 'b')", Done("INSERT 0 1")),
        lamp(3, "SELECT count(*) FROM lamp", one("count", "bigint", "2")),
        lamp(4, "SELECT 'é' AS é, nme FROM lamp", replace_position(REFUSED, 18), header='error="42703"'),
    )  # fmt: skip
    assert [type(each) for each in found.values()] == [Offer] * 4, (found, tried.lines)
    assert tried.lines == [
        "readers can query all rows of lamps, which are published; say live: off if they are not for everybody"
    ]
    session = next(each.session for each in found.values() if isinstance(each, Offer))
    published = dict(tried.offers.files())
    kept = json.loads(published[f"{FOLDER}/{session}"])["modules"]
    assert {f"{FOLDER}/{module}" for module in kept} < published.keys()
    assert kept[-1] == "worker-sql.js"
    assert {"postgres.js", "pglite/index.js"} < set(kept)
    assert not {"run.js", "panel.js", "plan.js"} & set(kept)
    assert f"{FOLDER}/run.js" in published


def replace_position(refusal: SqlError, position: int) -> SqlError:
    """A refusal that is about another place."""
    from msgspec.structs import replace as changed

    return changed(refusal, position=position)


def test_what_differs_is_told_with_the_difference(cache: Cache) -> None:
    """A value, a type, a result too many, a place: no button, and one line with both."""
    shown = one("a", "integer", "1")
    told = {
        "SELECT 2 AS a": (shown, '"integer"}],"rows":[["2"]],"count":1}, the page shows '),
        "SELECT 1::bigint AS a": (shown, 'bigint"}],"rows"'),
        "SELECT 1 AS a; SELECT 2 AS a": (shown, "it gives 2 results, the page shows 1"),
        "SELECT 'é' AS é, nme FROM lamp": (REFUSED, '"position":18'),
        "BEGIN": (Done("BEGIN"), "The text leaves its transaction open"),
        "SELECT 1 AS a": (shown, "an example before it did not end"),
    }
    tried = Tried(cache)
    asked = [lamp(n, code, given) for n, (code, (given, _)) in enumerate(told.items())]
    assert set(tried.of(*asked).values()) == {"it gives something else in a browser"}
    for line, (_, words) in zip(tried.lines, told.values(), strict=True):
        assert line.startswith("not run by readers: page.md:1; in a browser ")
        assert words in line


def test_what_was_refused_at_the_build_alone_keeps_no_other_from_its_button(cache: Cache) -> None:
    """A browser has more rights: what they change, or end, no other example finds."""
    tried = Tried(cache)
    denied = SqlError("42501", "permission denied")
    found = tried.of(
        lamp(1, "DELETE FROM lamp", denied, header='error="42501"'),
        lamp(2, "COPY lamp TO PROGRAM 'cat'", denied, header='error="42501"'),
        lamp(3, "SELECT count(*) FROM lamp", one("count", "bigint", "1")),
    )
    assert [type(each) for each in found.values()] == [str, str, Offer], tried.lines
    offer = found[3]
    assert isinstance(offer, Offer)
    session = json.loads(dict(tried.offers.files())[f"{FOLDER}/{offer.session}"])
    assert [each["number"] for each in session["examples"]] == [3]


def test_a_large_database_says_why_not(cache: Cache) -> None:
    """A browser has room for so much."""
    tried = Tried(cache)
    large = lamp(
        1, "SELECT 1 AS a", one("a", "integer", "1"), data="lamps: 918,286 rows in 6 tables"
    )
    assert tried.of(large) == {1: "918,286 rows are too many for a browser"}
    assert dict(tried.offers.files()) == {}


def test_a_plan_is_offered_if_it_does_the_same(cache: Cache) -> None:
    """Times and buffers are another machine's; nodes, conditions and rows are compared."""
    tried = Tried(cache)
    found = tried.of(
        lamp(1, "SELECT name FROM lamp WHERE id < 5", plan("id < 5"), header='plan="true"'),
        lamp(2, "SELECT name FROM lamp WHERE id < 6", plan("id < 5"), header='plan="true"'),
    )
    assert isinstance(found[1], Offer), tried.lines
    assert found[2] == "it gives something else in a browser"
    assert "id < 6" in tried.lines[-1]


def plan(condition: str) -> Plan:
    """A plan that reads one of the lamps, as another machine made it."""
    node = {
        "Node Type": "Seq Scan", "Relation Name": "lamp", "Alias": "lamp", "Filter": f"({condition})",
        "Plan Rows": 3, "Actual Rows": 1.0, "Actual Loops": 1, "Actual Total Time": 99.5,
        "Shared Hit Blocks": 7, "Shared Read Blocks": 8, "Rows Removed by Filter": 0,
    }  # fmt: skip
    return Plan(json.dumps([{"Plan": node, "Execution Time": 99.9}]))


def test_what_did_not_run_and_python_are_passed_over(cache: Cache) -> None:
    """An example that waits in a preview has nothing to compare with."""
    waiting = replace(lamp(1, "SELECT 1"), kept=Kept(Ran("It is running", "", ""), ()))
    python = Example(request('run="true"', "print(1)", "python"), 2, example().kept)
    assert Tried(cache).of(waiting, python) == {}


def test_without_node_or_pglite_one_line_says_so(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages are as they were, and the line says what to do."""
    asked = lamp(1, "SELECT 1 AS a", one("a", "integer", "1"))
    tried = Tried(cache, tmp_path)
    assert [tried.of(asked), tried.of(asked)] == [{}, {}]
    assert tried.lines == [
        "no example can be run by readers, as a front-end package, of PostgreSQL or its editor, is missing; run npm ci"
    ]
    monkeypatch.setattr(node, "executable", lambda: "")
    without = Tried(cache)
    assert without.of(asked) == {}
    assert without.lines == [
        "no example can be run by readers, as Node is missing; pip install 'project-nexus[live]'"
    ]


def test_a_database_has_one_session_in_a_page(cache: Cache) -> None:
    """Wherever its examples stand: a later one sees what an earlier one did."""
    tried = Tried(cache)
    others = replace(LAMPS, name="others")
    tried.offers.fixtures = Fixtures(Catalog({}), Path(), {"lamps": LAMPS, "others": others})
    asked = "SELECT count(*) FROM lamp"
    other = lamp(2, asked, one("count", "bigint", "1"))
    found = tried.of(
        lamp(1, "INSERT INTO lamp VALUES (2, 'b')", Done("INSERT 0 1")),
        replace(other, request=replace(other.request, database="others")),
        lamp(3, asked, one("count", "bigint", "2")),
    )
    assert [type(each) for each in found.values()] == [Offer] * 3, found


def test_the_same_data_are_the_same_bytes(cache: Cache, tmp_path: Path) -> None:
    """So a second build publishes no other file, and a reader fetches none."""
    bundle = Bundle(npm.PACKAGES, cache)
    first = Snapshots(bundle, cache).of(LAMPS)
    again = Snapshots(bundle, Cache(tmp_path)).of(LAMPS)
    assert again.content == first.content
    assert again.tables == {"lamp": ("id", "name")}


def test_the_data_of_a_schema_can_be_queried(cache: Cache) -> None:
    """So can those of a part of it, which is a namespace; of another schema there are none."""
    tried = Tried(cache)
    tried.of(lamp(1, "SELECT count(*) FROM lamp", one("count", "bigint", "1")))
    assert [tried.offers.data(name) for name in ("lamp", "lampshop")] == [None, None]
    for schema, namespace in (("lamps", ""), ("lamps.sales", "sales")):
        found = tried.offers.data(schema)
        assert found
        assert (found[0].number, found[1]) == (0, namespace)
        assert found[0].session in {Path(name).name for name, _ in tried.offers.files()}


def test_a_script_that_fails_is_tried_once(cache: Cache, tmp_path: Path) -> None:
    """What PGlite says of it stands in a line of the build, and on no page."""
    tried = Tried(cache)
    broken = Fixture("lamps", (Script("SELECT gone()", Path("lamps.sql")),))
    tried.offers.fixtures = Fixtures(Catalog({}), Path(), {"lamps": broken})
    for _ in range(2):
        (why,) = tried.of(lamp(1, "SELECT 1", Done("SELECT 1"))).values()
        assert why == "it could not be tried at build"
    assert ["function gone() does not exist" in line for line in tried.lines] == [True, True]


def test_a_part_is_named_by_its_content() -> None:
    """A damaged one has another digest than its name says."""
    from nexus.examples.live import part

    made = Part("shop", b"rows")
    path = f"{FOLDER}/{made.file}"
    assert part.is_part(path, b"rows")
    assert not part.is_part(path, b"other rows")
    assert not part.is_part(made.file, b"rows")
    assert part.name(path) == "shop"
