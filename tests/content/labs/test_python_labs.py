"""The Python labs of week 2: what they print is fixed, and what they measure is true.

Each runs as a reader would run it: alone, with nothing but DATABASE_URL where it needs rows.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from nexus.charts import draw, read_csv
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.fixture import Fixture, Script

from tests.helpers import ROOT

LABS = ROOT / "docs" / "weeks" / "week-02" / "labs"

# As many columns of the real table as the labs ask for, and rows enough to weigh something.
BOOKINGS = """
CREATE TABLE booking AS
SELECT md5(n::text)::uuid AS booking_id,
    date '2023-01-01' + n % 900 AS start_date,
    date '2023-01-03' + n % 900 AS end_date,
    (60 + n % 400)::numeric(10, 2) AS total_price
FROM generate_series(1, 200000) AS n
"""
MEASURED = {
    "list_or_generator": ("memory", ["way", "peak_memory_kib"]),
    "stream_bookings": ("memory", ["way", "peak_memory_mib"]),
    "event_loop": ("timeline", ["lane", "label", "start_ms", "end_ms", "kind"]),
    "ways_to_wait": ("timeline", ["lane", "label", "start_ms", "end_ms", "kind"]),
    "query_pool": ("timeline", ["lane", "label", "start_ms", "end_ms"]),
}
PRINTED = ("pull_order", "list_wins", "average_price", "lazy_pages", "turns", "api_server")


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    """A database with the table of bookings."""
    fixture = Fixture("bookings", (Script(BOOKINGS, Path(__file__)),))
    with databases.copy(fixture) as copy:
        yield copy.dsn


def printed(name: str, url: str, *, seed: str = "0") -> str:
    """What a lab prints."""
    answer = subprocess.run(
        [sys.executable, str(LABS / f"{name}.py")],
        env={**os.environ, "DATABASE_URL": url, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    return answer.stdout


@cache
def records(name: str, url: str) -> list[dict[str, str]]:
    """The rows that a measuring lab prints, by the names of their columns; it runs once."""
    table = read_csv(printed(name, url))
    names = [column.name for column in table.columns]
    assert names == MEASURED[name][1]
    assert draw(MEASURED[name][0], table, name)
    return [dict(zip(names, map(str, row), strict=True)) for row in table.rows]


def peaks(name: str, url: str) -> dict[str, float]:
    """The peak of each way in a lab about memory."""
    return {way: float(peak) for way, peak in (row.values() for row in records(name, url))}


def ends(name: str, url: str) -> dict[str, float]:
    """When each lane of a timeline was done, in milliseconds."""
    lanes: dict[str, float] = {}
    for row in records(name, url):
        lanes[row["lane"]] = max(lanes.get(row["lane"], 0), float(row["end_ms"]))
    return lanes


@pytest.mark.parametrize("name", PRINTED)
def test_a_printing_lab_prints_the_same_every_time(name: str, url: str) -> None:
    """Two runs, with two hash seeds, print the same text."""
    assert printed(name, url, seed="1") == printed(name, url, seed="2") != ""


@pytest.mark.parametrize("name", MEASURED)
def test_a_measuring_lab_prints_rows_that_can_be_drawn(name: str, url: str) -> None:
    """Its columns are those of the chart that the page makes of them."""
    assert len(records(name, url)) > 1


def test_every_lab_is_on_a_page_and_tested() -> None:
    """No Python file of the folder is left out of the pages or of these tests."""
    pages = "".join(page.read_text("utf-8") for page in LABS.parent.glob("*.md"))
    names = {file.stem for file in LABS.glob("*.py")}
    assert names == {*MEASURED, *PRINTED}
    assert all(f'file="labs/{name}.py"' in pages for name in names)


# Generators


def test_a_generator_takes_far_less_memory_than_a_list(url: str) -> None:
    """Less than a tenth, with batches in between."""
    peak = peaks("list_or_generator", url)
    assert peak["generator"] < peak["batches of 500"] < peak["list of all rows"] / 10


def test_only_a_cursor_of_the_server_streams(url: str) -> None:
    """A plain cursor takes memory for all rows, a named one hardly any above being connected."""
    peak = peaks("stream_bookings", url)
    base = peak.pop("connected, nothing read")
    above = {way: more - base for way, more in peak.items()}
    assert above["generator, named cursor"] < above["generator, plain cursor"] / 4
    assert above["generator, plain cursor"] < above["fetchall()"]


def test_a_row_travels_to_the_end_before_the_next_is_read(url: str) -> None:
    """The second row is read after the average has taken the first."""
    lines = printed("pull_order", url).splitlines()
    assert lines.index("      average so far 120.0") < lines.index("read    B2,canceled,80")
    assert lines[0] == "the chain is built: nothing is read"


def test_the_streamed_average_is_that_of_sql(url: str) -> None:
    """Both averages are equal; one took every row, the other a single one."""
    rows, streamed, one, by_sql = (
        line.split()[-1] for line in printed("average_price", url).splitlines()
    )
    assert (rows, one, streamed) == ("200,000", "1", by_sql)


def test_pages_are_fetched_when_they_are_turned_to(url: str) -> None:
    """Each fetch follows the turn to its page, and the rows go on where the page before ended."""
    lines = [line.strip() for line in printed("lazy_pages", url).splitlines()]
    assert lines[0] == "made the generator: nothing fetched"
    assert lines[1:3] == ["turning to page 1", "fetched 3 rows"]
    assert lines[6:8] == ["turning to page 2", "fetched 3 rows"]
    rows = [line for line in lines if line.startswith("booking")]
    assert rows == sorted(set(rows))
    assert len(rows) == 6


def test_a_list_answers_what_a_generator_cannot(url: str) -> None:
    """A generator has no length and no index, and is empty the second time."""
    by_list, rest = printed("list_wins", url).split("a generator\n")
    by_generator, reads = rest.split("rows read from the source\n")
    assert by_list.count("TypeError") == 0
    assert by_generator.count("TypeError") == 2
    assert "the last two   []" in by_generator
    assert [line.split()[-1] for line in reads.splitlines()] == ["1000", "3000", "42"]


# Asynchronous programming


def test_gathered_waits_take_the_longest_and_blocking_ones_the_sum(url: str) -> None:
    """Waits of 300, 200 and 100 ms: together, in turn, blocked, in threads, two at once."""
    end = ends("ways_to_wait", url)
    in_turn = end["await in turn"]
    assert min(in_turn, end["gather, but time.sleep blocks"]) >= 600
    together = {"gather", "gather, time.sleep in to_thread", "gather, two at once by a semaphore"}
    assert together == {way for way, last in end.items() if 300 <= last < in_turn * 0.8}


def test_a_semaphore_bounds_how_many_wait(url: str) -> None:
    """The third task begins when one of the first two is done."""
    bounded = [row for row in records("ways_to_wait", url) if "semaphore" in row["lane"]]
    times = {row["label"]: (int(row["start_ms"]), int(row["end_ms"])) for row in bounded}
    assert times["C"][0] >= min(times["A"][1], times["B"][1])


def test_one_task_runs_at_a_time(url: str) -> None:
    """No turn on the event loop begins before the turn of another has ended."""
    rows = [row for row in records("event_loop", url) if row["kind"] == "run"]
    turns = sorted(rows, key=lambda row: int(row["label"]))
    assert len({turn["lane"] for turn in turns}) == 3
    for earlier, later in pairwise(turns):
        assert int(earlier["end_ms"]) <= int(later["start_ms"])


def test_a_task_that_never_gives_way_is_not_interrupted(url: str) -> None:
    """Tasks that await take turns; the greedy one counts to its end in one."""
    polite, greedy = printed("turns", url).splitlines()
    assert polite.endswith("A1 B1 C1 A2 B2 C2 A3 B3 C3")
    assert greedy.endswith("A1 B1 B2 B3 C1 A2 C2 A3 C3")


def test_a_hundred_requests_are_in_hand_at_once_in_one_thread(url: str) -> None:
    """All are answered, though none before the hundredth has arrived."""
    lines = printed("api_server", url).splitlines()
    assert [line.split()[-1] for line in lines] == ["OK", "100", "100", "1"]


def test_a_pool_of_three_takes_a_third_of_the_time(url: str) -> None:
    """Six queries of 100 ms: in line over one connection, three by three over the pool."""
    end = ends("query_pool", url)
    assert end["one connection"] >= 600
    assert 200 <= end["a pool of three connections"] < end["one connection"] * 0.6
