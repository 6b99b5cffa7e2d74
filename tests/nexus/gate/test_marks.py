"""What stands in a text, by lines that were seen before."""

from hypothesis import given
from hypothesis import strategies as st
from nexus.gate.marks import LONGEST, Marks

_MARKS = ("a", "ab", " * ", "]:", "bb")
_LINES = st.lists(st.sampled_from(["", "a", "ba b", "b * b", "x]:", "b", "bab" * LONGEST]))


@given(st.lists(_LINES))
def test_the_marks_of_a_text_do_not_depend_on_earlier_texts(pages: list[list[str]]) -> None:
    """Text by text, those that stand in it are given, whatever lines were seen before."""
    marks = Marks(_MARKS)
    for page in pages:
        text = "\n".join(page)
        assert marks.within(text) == {mark for mark in _MARKS if mark in text}
