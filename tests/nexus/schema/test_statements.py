"""How statements and the remarks on them are laid out."""

from nexus.schema.statements import Remarks, script


def test_a_remark_stands_once_for_all_of_its_places() -> None:
    """Each place is named once, and what is said of no place comes without one."""
    remarks = Remarks()
    remarks.add("it is left out")
    for table, column in (("a", "x"), ("b", ""), ("a", "x")):
        remarks.add("it has\nno form", table, column)
    remarks.add("", "a")
    assert remarks.lines() == ["it is left out", "a.x, b: it has no form"]
    assert remarks.lines("b") == ["b: it has no form"]


def test_a_remark_on_many_places_names_some_and_counts_the_others() -> None:
    """A schema of another database says one thing of hundreds of columns."""
    remarks = Remarks()
    for number in range(11):
        remarks.add("it is text", "t", str(number))
    (line,) = remarks.lines()
    assert line == "t.0, t.1, t.2, t.3, t.4, t.5, t.6, t.7 and 3 more: it is text"


def test_a_remark_is_one_line_that_can_be_seen() -> None:
    """Whatever a name in it holds: in a script, a second line would run."""
    remarks = Remarks()
    remarks.add("it is left out", "a\nDROP TABLE b; \u202e\0")
    assert remarks.lines() == [
        "a DROP TABLE b; \N{REPLACEMENT CHARACTER}\N{SYMBOL FOR NULL}: it is left out"
    ]


def test_a_statement_of_several_lines_stands_apart() -> None:
    """Those of one line stand together, and so do the remarks on top."""
    assert script(["one", "two"], ["A;", "B (\n);", "C;", "D;"]) == (
        "-- one\n-- two\n\nA;\n\nB (\n);\n\nC;\nD;\n"
    )
