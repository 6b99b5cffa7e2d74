"""Charts: what is refused, what stands in the picture, and that it is the same every time."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nexus.charts import draw, read_csv
from nexus.core.errors import NexusError
from nexus.core.font_metrics import Face, width
from nexus.core.results import Column, Rows

from tests.helpers import HOSTILE_NAMES, ROOT

MEMORY = "way,peak_kib\nlist,24218\nbatches,247.4\ngenerator,0.9\n"
BARS = "indexes,insert_ms,buffers\nnone,107,9\nfour,903,5120\n"
TIMELINE = """\
lane,label,start_ms,end_ms,kind
in turn,first,0,300,wait
in turn,second,300,500,wait
gathered,third,0,300,wait
gathered,fourth,0,200,run
thread,fifth,0,100,blocked
"""
LINE = "rows,offset_ms,keyset_ms\n0,0.1,0.05\n200000,41,0.05\n400000,83,0.06\n"
EACH_KIND = {"memory": MEMORY, "bars": BARS, "timeline": TIMELINE, "line": LINE}
SVG = "{http://www.w3.org/2000/svg}"


def picture(kind: str, csv: str, title: str = "A title") -> ET.Element:
    """The chart of a CSV text, parsed."""
    return ET.fromstring(draw(kind, read_csv(csv), title))


def texts(root: ET.Element) -> list[str]:
    """What is written in the picture."""
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def painted(root: ET.Element, role: str) -> list[ET.Element]:
    """The elements with a class."""
    return [element for element in root.iter() if role in element.get("class", "").split()]


def extent(bar: ET.Element) -> tuple[float, float]:
    """Where a rectangle begins and where it ends."""
    left = float(bar.get("x", ""))
    return left, left + float(bar.get("width", ""))


def boxes(root: ET.Element) -> Iterator[tuple[float, float, float, float]]:
    """What each text takes up: left, top, right, foot."""
    for panel in root.iter(f"{SVG}g"):
        _, down = map(float, re.findall(r"[\d.]+", panel.get("transform", "")))
        for text in panel.iter(f"{SVG}text"):
            x, y, size = (float(text.get(name, "")) for name in ("x", "y", "font-size"))
            face: Face = "bold" if text.get("font-weight") else "regular"
            across = width(text.text or "", size, face)
            left = x - {"middle": across / 2, "end": across}.get(text.get("text-anchor", ""), 0)
            foot = down + y + (0.38 * size if text.get("dominant-baseline") else 0)
            yield left, foot - 0.76 * size, left + across, foot


# What is read


def test_csv_has_a_header_and_types() -> None:
    """A column of numbers is numeric, any other is text; empty lines are left out."""
    table = read_csv('way,peak_kib\n"a, b",1.5\n\nc,2\n')
    assert table.columns == (Column("way", "text"), Column("peak_kib", "numeric"))
    assert (table.rows, table.count) == ((("a, b", "1.5"), ("c", "2")), 2)


@pytest.mark.parametrize(
    ("text", "words"),
    {
        "empty": ("", "the output is empty"),
        "ragged": ("a,b\n1,2\n3\n", "1 values for 2 columns; row 2"),
        "unclosed": ('a,b\n"1,2\n', "not CSV"),
        "repeated": ("a,a\n1,2\n", "a repeated name"),
        "unnamed": ("a,\n1,2\n", "an empty"),
    }.values(),
)
def test_csv_that_is_no_table_is_refused(text: str, words: str) -> None:
    """The message names the error and the row."""
    with pytest.raises(NexusError, match=re.escape(words)):
        read_csv(text)


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("pie", MEMORY, "no chart 'pie'; use one of bars, memory, timeline, line"),
        ("bars", "a,b\n", "the chart has no rows"),
        ("bars", "a,b\n" + "x,1\n" * 101, "a chart of 101 rows"),
        ("bars", "a\n1\n", "the chart has 1 columns"),
        ("bars", "a,b\nx,1\ny,many\n", "'many' is no number that a chart can show; row 2"),
        ("bars", "a,b\nx,nan\n", "'nan' is no number"),
        ("memory", "way,seconds\nx,1\n", "column 'seconds' is no size of memory"),
        ("timeline", "lane,label,start_ms\na,b,1\n", "the chart needs a column 'end_ms'"),
        ("timeline", "lane,label,start_ms,end_ms\na,b,2,1\n", "it ends before it starts; row 1"),
        ("timeline", "lane,label,start_ms,end_ms\na,b,-2,1\n", "-2 is less than 0"),
        ("timeline", TIMELINE.replace("run", "nap"), "no kind 'nap'; row 4; use one of run, wait"),
        ("line", "x,y\none,1\n", "'one' is no number"),
    ],
)
def test_what_cannot_be_drawn_is_refused(kind: str, text: str, words: str) -> None:
    """The message names the error, the place, and what would do."""
    with pytest.raises(NexusError, match=re.escape(words)):
        draw(kind, read_csv(text), "A title")


def test_a_null_is_no_number() -> None:
    """A null of a result is refused in a column of numbers."""
    table = Rows((Column("a", "text"), Column("b", "integer")), (("x", None),), 1)
    with pytest.raises(NexusError, match="None is no number"):
        draw("bars", table, "A title")


# What is drawn


@pytest.mark.parametrize("kind", EACH_KIND)
def test_a_chart_is_one_picture_with_a_name_and_a_description(kind: str) -> None:
    """Screen readers get a title and a description, and nothing of the marks."""
    root = picture(kind, EACH_KIND[kind])
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert root[0].text == "A title"
    assert root[1].tag == f"{SVG}desc"
    assert root[1].text
    names = {name for element in root[2:] for part in element.iter() for name in part.attrib}
    assert names <= {
        *("class", "x", "y", "width", "height", "rx", "d", "transform", "text-anchor"),
        *("font-size", "font-weight", "dominant-baseline", "stroke-width", "stroke-dasharray"),
    }


@pytest.mark.parametrize("kind", EACH_KIND)
def test_colours_are_classes(kind: str) -> None:
    """No colour is written into a chart: whatever is painted has a class for it."""
    root = picture(kind, EACH_KIND[kind])
    assert "#" not in ET.tostring(root, encoding="unicode")
    shapes = [mark for panel in root.iter(f"{SVG}g") for mark in panel]
    assert shapes
    assert all(re.search(r"\b(fill|stroke)-", shape.get("class", "")) for shape in shapes)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("memory", ["list", "24,218 KiB", "batches", "247 KiB", "generator", "0.9 KiB"]),
        ("bars", ["107 ms", "903 ms", "9", "5,120", "Insert, ms", "Buffers"]),
        ("timeline", ["in turn", "first", "second", "gathered", "third", "fourth", "fifth"]),
        ("timeline", ["500 ms", "300 ms", "100 ms", "runs", "waits", "holds up the others"]),
        ("line", ["offset 83 ms", "keyset 0.06 ms", "Time, ms", "Rows"]),
    ],
)
def test_each_label_and_number_stands_once(kind: str, words: list[str]) -> None:
    """Labels and numbers stand at their marks, and the axes carry their units."""
    written = texts(picture(kind, EACH_KIND[kind]))
    assert {word: written.count(word) for word in words} == dict.fromkeys(words, 1)


def test_bars_are_as_long_as_their_numbers() -> None:
    """A number of half the size has a bar of half the length."""
    one, two = painted(picture("bars", "way,seconds\na,2\nb,1\n"), "fill-series-1")
    (start, end), (same, half) = extent(one), extent(two)
    assert same == start
    assert half - start == pytest.approx((end - start) / 2, abs=0.1)


def test_a_bar_of_a_negative_number_lies_left_of_zero() -> None:
    """It ends where the bar of a positive number begins, and its number has a minus sign."""
    root = picture("bars", "way,ms\na,-10\nb,40\nc,0\n")
    less, more, none = map(extent, painted(root, "fill-series-1"))
    assert less[1] == more[0] == none[0] == none[1]
    assert less[1] - less[0] == pytest.approx((more[1] - more[0]) / 4, abs=0.1)
    assert "\N{MINUS SIGN}10 ms" in texts(root)


@pytest.mark.parametrize(("least", "is_log"), [("2", False), ("1", True)])
def test_memory_is_logarithmic_over_a_ratio_of_fifty(least: str, is_log: bool) -> None:
    """Where the small bars would not be seen the axis is logarithmic, and says so."""
    written = texts(picture("memory", f"way,peak_kib\na,100\nb,{least}\n"))
    assert ("Peak, KiB (log scale)" in written) == is_log


def test_units_have_panels_of_their_own() -> None:
    """Times and counts do not share an axis."""
    panels = [child for child in picture("bars", BARS) if child.tag == f"{SVG}g"]
    titles = [set(texts(panel)) & {"Insert, ms", "Buffers"} for panel in panels]
    assert titles == [{"Insert, ms"}, {"Buffers"}]


def test_series_of_a_unit_are_named_under_each_label() -> None:
    """Two series are told apart by their names, not only by colour."""
    root = picture("bars", "way,before_ms,after_ms\na,4,1\nb,9,2\n")
    written = [text for text in texts(root) if text in {"a", "b", "before", "after"}]
    assert written == ["a", "before", "after", "b", "before", "after"]
    assert len(painted(root, "fill-series-1")) == len(painted(root, "fill-series-2")) == 2


def test_kinds_of_spans_differ_in_their_borders() -> None:
    """Running is filled, waiting has a broken border, blocking a thick one."""
    root = picture("timeline", TIMELINE)
    waits, blocks = painted(root, "stroke-wait-line"), painted(root, "stroke-blocked-line")
    assert all(wait.get("stroke-dasharray") for wait in waits)
    assert {block.get("stroke-width") for block in blocks} == {"2"}
    assert not any("stroke-" in run.get("class", "") for run in painted(root, "fill-run"))


def test_lines_differ_in_their_dashes() -> None:
    """The second line is broken."""
    root = picture("line", LINE)
    dashes = [
        painted(root, f"stroke-series-{number}")[0].get("stroke-dasharray") for number in (1, 2)
    ]
    assert dashes == [None, "6,3"]


def test_a_line_runs_from_left_to_right() -> None:
    """Rows may come in any order, and the name stands at the last point."""
    root = picture("line", "x,y\n5,5\n1,2\n9,1\n")
    assert ET.tostring(root) == ET.tostring(picture("line", "x,y\n1,2\n5,5\n9,1\n"))
    assert "y 1" in texts(root)


def test_long_numbers_of_an_axis_are_powers_of_ten() -> None:
    """All of them are, unless their difference would be lost."""
    drawn = texts(picture("line", "time,users\n1764000000,0\n1764005000,2e9\n"))
    assert {"0", "5e8", "1e9", "1.5e9", "2e9", "1,764,000,000", "1,764,005,000"} <= {*drawn}


def test_what_has_no_room_is_cut() -> None:
    """A name gives way to its number, and ends in an ellipsis."""
    (name,) = (t for t in texts(picture("line", f"x,{'n' * 90}_ms\n1,2\n")) if t.endswith("2 ms"))
    assert re.fullmatch("n+\N{HORIZONTAL ELLIPSIS} 2 ms", name)


def test_spans_of_a_lane_that_overlap_are_drawn_below_one_another() -> None:
    """A lane of two spans is taller where both wait at the same time."""

    def height(start: int) -> float:
        csv = f"lane,label,start_ms,end_ms\na,x,0,100\na,y,{start},200\n"
        return float(picture("timeline", csv).get("viewBox", "").split()[3])

    assert height(50) == height(100) + 26


# Whatever the text


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
@pytest.mark.parametrize("kind", ["bars", "timeline"])
def test_hostile_text_stays_text(kind: str, name: str) -> None:
    """A label, a column's name and a title of any characters make no elements and no attributes."""
    columns = ("lane", "label", "start_ms", "end_ms") if kind == "timeline" else ("way", name)
    row = (name, name, "1", "2") if kind == "timeline" else (name, "1")
    table = Rows(tuple(Column(column, "text") for column in columns), (row,), 1)
    root = ET.fromstring(draw(kind, table, name))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "rect", "text"}


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False)),
        min_size=1,
        max_size=5,
    )
)
def test_any_rows_are_drawn_or_refused(rows: list[tuple[str, float]]) -> None:
    """Nothing but an error that a user can fix comes of any numbers and texts."""
    cells = tuple((text, repr(number)) for text, number in rows)
    table = Rows((Column("way", "text"), Column("peak_kib", "numeric")), cells, len(cells))
    for kind in ("bars", "memory"):
        try:
            ET.fromstring(draw(kind, table, "A title"))
        except NexusError:
            continue


# What is nearer to zero cannot be drawn.
NUMBERS = st.floats(-1e15, 1e15).filter(lambda x: abs(x) >= 1e-9) | st.integers(-50, 50)
NAMES = st.text("ab \N{HEBREW LETTER ALEF}\N{CJK UNIFIED IDEOGRAPH-8868}", max_size=60)
TIMES = st.tuples(st.integers(0, 100), st.integers(0, 30))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NAMES, NUMBERS, NUMBERS, TIMES), min_size=1, max_size=6))
def test_nothing_that_is_written_is_cut_off_or_overlaps(
    rows: list[tuple[str, float, float, tuple[int, int]]],
) -> None:
    """Whatever the numbers, and however long the names."""
    tables = {
        "bars": [("way", "a_ms", rows[0][0] or "b")] + [(n, a, b) for n, a, b, _ in rows],
        "line": [("x", "a_ms", f"{rows[0][0]} ms")] + [(a, b, a) for _, a, b, _ in rows],
        "timeline": [("lane", "label", "start_ms", "end_ms")]
        + [(n[:1], n, start, start + long) for n, _, _, (start, long) in rows],
    }
    for kind, (header, *body) in tables.items():
        cells = tuple(tuple(map(str, row)) for row in body)
        columns = tuple(Column(name, "text") for name in header)
        root = ET.fromstring(draw(kind, Rows(columns, cells, len(cells)), "A title"))
        _, _, right, foot = map(float, root.get("viewBox", "").split())
        written = [*boxes(root)]
        assert min(min(box) for box in written) >= 0
        assert all(box[2] <= right and box[3] <= foot for box in written)
        for one, other in combinations(written, 2):
            assert (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )


DRAW_ALL = """
from nexus.charts import draw, read_csv
import sys, ast
for kind, text in ast.literal_eval(sys.stdin.read()).items():
    print(draw(kind, read_csv(text), "A title"))
"""


def test_charts_are_the_same_in_every_process() -> None:
    """Two hash seeds give the same bytes."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", DRAW_ALL],
            input=repr(EACH_KIND),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "scripts")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    (output,) = outputs
    assert output.count("<svg ") == len(EACH_KIND)
