"""The rows that the SQL examples run on: the small AirBnB data set, and the flat sheet.

The pages say what is to be seen in them (a tie, a night that was canceled and booked again, a trap
that changes a number), so it has to be there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
import pytest
from nexus.core.cache import Cache
from nexus.core.results import Rows
from nexus.examples import request
from nexus.examples.fixtures import Fixtures
from nexus.examples.postgres import sql
from nexus.examples.postgres.answer import Limits
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture
from nexus.examples.request import Request
from nexus.sources import catalog

from tests.helpers import ROOT
from tests.nexus.pages.builders import written

WEEKS = ROOT / "docs" / "weeks"
PAGES = (
    "week-01/constraints.md",
    "week-01/database-design.md",
    "week-01/normalization.md",
    "week-01/lossless-decomposition.md",
    "week-01/anomalies.md",
    "week-02/advanced-sql.md",
    "week-02/subqueries-and-windows.md",
    "week-02/query-plans.md",
    "week-02/index-costs.md",
    "week-02/rewriting-queries.md",
    "week-02/partitions.md",
)

CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
DIGEST = """
    SELECT md5(string_agg(line, '' ORDER BY line)) FROM (
        SELECT t::text FROM "user" AS t UNION ALL SELECT t::text FROM property AS t
        UNION ALL SELECT t::text FROM booking AS t UNION ALL SELECT t::text FROM payment AS t
        UNION ALL SELECT t::text FROM review AS t UNION ALL SELECT t::text FROM message AS t
    ) AS every (line)
"""
# Queries whose rows the pages speak of: there must be some.
FACTS: dict[str, LiteralString] = {
    "users who never booked": """
        SELECT FROM "user" AS u
        WHERE NOT EXISTS (SELECT FROM booking AS b WHERE b.user_id = u.user_id)
    """,
    "users with one booking": "SELECT FROM booking GROUP BY user_id HAVING count(*) = 1",
    "users with three bookings": "SELECT FROM booking GROUP BY user_id HAVING count(*) = 3",
    "users with more bookings": "SELECT FROM booking GROUP BY user_id HAVING count(*) > 3",
    "properties without a booking": """
        SELECT FROM property AS p
        WHERE NOT EXISTS (SELECT FROM booking AS b WHERE b.property_id = p.property_id)
    """,
    "properties without a review": """
        SELECT FROM property AS p
        WHERE NOT EXISTS (SELECT FROM review AS r WHERE r.property_id = p.property_id)
    """,
    "averages above 4": "SELECT FROM review GROUP BY property_id HAVING avg(rating) > 4",
    "averages below 4": "SELECT FROM review GROUP BY property_id HAVING avg(rating) < 4",
    "bookings with two payments": "SELECT FROM payment GROUP BY booking_id HAVING count(*) = 2",
    "guests who arrive when others leave": """
        SELECT FROM booking AS a
        JOIN booking AS b ON b.property_id = a.property_id AND b.start_date = a.end_date
        WHERE a.status <> 'canceled' AND b.status <> 'canceled'
    """,
    "canceled nights that another has": """
        SELECT FROM booking AS a
        JOIN booking AS b ON b.property_id = a.property_id
            AND daterange(b.start_date, b.end_date) && daterange(a.start_date, a.end_date)
        WHERE a.status = 'canceled' AND b.status <> 'canceled'
    """,
    "prices with cents": "SELECT FROM booking WHERE total_price % 1 <> 0",
}
OVERLAPS = """
    SELECT count(*) FROM booking AS a JOIN booking AS b
    ON b.property_id = a.property_id AND b.booking_id > a.booking_id
        AND daterange(b.start_date, b.end_date) && daterange(a.start_date, a.end_date)
    WHERE a.status <> 'canceled' AND b.status <> 'canceled'
"""
PARTS = """
    SELECT count(*) FROM (
        SELECT FROM booking AS b JOIN payment AS p ON p.booking_id = b.booking_id
        GROUP BY b.booking_id HAVING sum(p.amount) <> b.total_price
    ) AS wrongly_paid
"""
SHARES = """
    SELECT round(10.0 * count(*) FILTER (WHERE status = 'confirmed') / count(*)),
        round(10.0 * count(*) FILTER (WHERE status = 'pending') / count(*)),
        round(10.0 * count(*) FILTER (WHERE status = 'canceled') / count(*))
    FROM booking
"""


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Fixtures:
    """What the project's databases are made of."""
    cache = Cache(tmp_path_factory.mktemp("cache"))
    return Fixtures(catalog.read(ROOT, ["models"], cache), ROOT / "data")


@contextmanager
def opened(databases: Databases, fixture: Fixture) -> Iterator[psycopg.Connection]:
    """A connection to a fresh copy of a database."""
    with databases.copy(fixture) as copy, sql.connect(copy.dsn) as connection:
        yield connection


@pytest.fixture(scope="module")
def small(databases: Databases, fixtures: Fixtures) -> Iterator[psycopg.Connection]:
    """The small AirBnB data set, which no test changes."""
    with opened(databases, fixtures.fixture("airbnb:small")) as connection:
        yield connection


def row(connection: psycopg.Connection, query: LiteralString) -> tuple[object, ...]:
    """The one row of a query."""
    [only] = connection.execute(query).fetchall()
    return only


def examples(page: str) -> list[Request]:
    """The SQL examples of a page."""
    file = WEEKS / page
    fences = written(page, file.read_text("utf-8")).fences
    return [r for r in request.read(file, fences) if r.language == "sql"]


@pytest.mark.parametrize("fact", FACTS)
def test_what_the_pages_speak_of_is_there(small: psycopg.Connection, fact: str) -> None:
    """The small data set has rows of that kind."""
    assert small.execute(FACTS[fact]).rowcount > 0


def test_no_two_stays_share_a_night(small: psycopg.Connection) -> None:
    """No pair of stays that stand overlaps at one property."""
    assert row(small, OVERLAPS) == (0,)


def test_payments_add_up_to_the_price(small: psycopg.Connection) -> None:
    """A booking that is paid, at once or in parts, is paid in full."""
    assert row(small, PARTS) == (0,)


def test_statuses_come_in_the_wanted_shares(small: psycopg.Connection) -> None:
    """Six bookings of ten are confirmed, three are pending, one is canceled."""
    assert row(small, SHARES) == (6, 3, 1)


def test_loading_leaves_every_constraint(
    databases: Databases, fixtures: Fixtures, small: psycopg.Connection
) -> None:
    """The constraints that the script sets aside stand again, word for word."""
    with opened(databases, fixtures.fixture("airbnb:empty")) as empty:
        made = empty.execute(CONSTRAINTS).fetchall()
    assert small.execute(CONSTRAINTS).fetchall() == made


def test_each_load_gives_the_same_rows(
    databases: Databases, fixtures: Fixtures, small: psycopg.Connection
) -> None:
    """Two loads agree in every value of every table."""
    again = Fixture("again", fixtures.fixture("airbnb:small").scripts)
    with opened(databases, again) as other:
        assert row(other, DIGEST) == row(small, DIGEST)


def traps() -> list[Request]:
    """The examples that show a right number beside a wrong one."""
    return [r for page in PAGES for r in examples(page) if " AS wrong" in r.code]


def test_traps_are_shown() -> None:
    """At least six examples have a column with the wrong number."""
    assert len(traps()) >= 6


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: f"{trap.page.stem}-{trap.line}")
def test_each_trap_changes_a_number(small: psycopg.Connection, trap: Request) -> None:
    """In some row the column `wrong` differs from the right one before it."""
    [result] = sql.run(small, trap.code, Limits(shown=1000))
    assert isinstance(result, Rows)
    wrong = [column.name for column in result.columns].index("wrong")
    assert any(values[wrong] != values[wrong - 1] for values in result.rows)


def test_the_tie_of_the_page_is_real(small: psycopg.Connection) -> None:
    """A rank of at most four takes in five properties, a number of at most four only four."""
    page = examples("week-02/subqueries-and-windows.md")
    [code] = [r.code for r in page if "with_row_number" in r.code]
    [result] = sql.run(small, code)
    assert isinstance(result, Rows)
    assert result.rows == (("5", "4"),)


def refusals() -> list[Request]:
    """The examples of the page about the schema that PostgreSQL is to refuse."""
    return [r for r in examples("week-01/constraints.md") if r.error]


def test_refusals_are_shown() -> None:
    """At least twelve statements are refused, for at least eight kinds of error."""
    assert len(refusals()) >= 12
    assert len({refusal.error for refusal in refusals()}) >= 8


def comparisons() -> list[Request]:
    """The examples that compare a normal form with the stage before it."""
    return [r for r in examples("week-01/lossless-decomposition.md") if "AS invented" in r.code]


def test_no_normal_form_loses_a_fact(databases: Databases, fixtures: Fixtures) -> None:
    """Each stage, joined, is the one before it: nothing is lost and nothing invented."""
    with opened(databases, fixtures.fixture("normalization")) as connection:
        for comparison in comparisons():
            *_, result = sql.run(connection, comparison.code)
            assert isinstance(result, Rows)
            [(before, joined, *differences)] = result.rows
            assert before == joined != "0"
            assert differences == ["0", "0"]
    assert len(comparisons()) == 4


def test_every_lab_is_on_a_page() -> None:
    """No file of SQL in the weeks' folders is left unshown."""
    shown = {example.source for page in PAGES for example in examples(page)}
    assert {file.resolve() for file in WEEKS.glob("week-*/labs/*.sql")} <= shown
