"""Markdown without what a program reads, and without marks."""

import pytest
from nexus.pages.prose import plain, prose


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("I used **`yield`** for _simple_ things", "I used yield for simple things"),
        ("`ROW_NUMBER` and row_number_one", "ROW_NUMBER and row_number_one"),
        ("a [link](to.md#x){ .proof }, an ![image][ref]", "a link, an image"),
        ("`*not* a [link](mark)`", "*not* a [link](mark)"),
        ("over\n  two   lines", "over two lines"),
        (r"5 \* 3 &amp; <b>4</b> < 5", "5 * 3 & 4 < 5"),
        ("~~lost~~ and ==kept== and ^^new^^", "lost and kept and new"),
        ("x==1 and y==2, `a ~~b~~`", "x==1 and y==2, a ~~b~~"),
        ("a set {1, 2} {: .small }", "a set {1, 2}"),
    ],
)
def test_marks_are_taken_away(markdown: str, words: str) -> None:
    """Words, labels and code stay."""
    assert plain(markdown) == words


def test_fences_and_front_matter_are_no_prose() -> None:
    """Their lines are empty, so that the others keep their numbers."""
    text = "---\n# a: b\n---\nwords\n    ```sh\n    # no heading\n    ```\n~~~\n- no item\n~~~\nend"
    assert prose(text) == ["", "", "", "words", "", "", "", "", "", "", "end"]
