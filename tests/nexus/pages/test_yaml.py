"""YAML read as a mapping whose keys know their lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.core.errors import NexusError
from nexus.pages import yaml


def at(line: int) -> str:
    """The place of a line."""
    return f"page.md:{line}"


def test_each_key_has_its_value_and_its_line() -> None:
    """Comments, blank lines and values of several lines are counted."""
    entries = yaml.read("# note\na: 1\n\nb:\n  - x\n  - y\nc: [z]\n", at)
    assert {key: (entry.value, entry.line) for key, entry in entries.items()} == {
        "a": (1, 2),
        "b": (["x", "y"], 4),
        "c": (["z"], 7),
    }


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_text_has_no_entries(text: str) -> None:
    """It is no error by itself."""
    assert len(yaml.read(text, at)) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: 'open\n", "this is not valid YAML: .*page.md:2"),
        ("a: b: c\n", "this is not valid YAML: .*page.md:1"),
        ("a: \0\n", "this is not valid YAML: .*page.md:1"),
        ("a: 1\n---\nb: 2\n", "this is not valid YAML: .*page.md:"),
        ("a: 1\nb: *nowhere\n", "this is not valid YAML: .*page.md:2"),
        ("a: 1\nb: !!python/object/apply:os.system [id]\n", "this is not valid YAML: .*page.md:2"),
        ("a: 1\nb: 2026-13-45\n", "page.md:2"),
        ("a: 1\nb: !!int many\n", "page.md:2"),
        ("a: 1\nb: !!int ''\n", "page.md:2"),
        ("a: 1\nb: !!bool maybe\n", "page.md:2"),
        ("a: 1\nb: !!timestamp soon\n", "page.md:2"),
        ("a: 1\na: 2\n", "the key 'a' stands twice; page.md:2; keep one of them"),
        ("\n- a\n- b\n", "this is no list of keys and values; page.md:2; write `key: value`"),
        ("only words\n", "this is no list of keys and values; page.md:1; write `key: value`"),
    ],
)
def test_what_is_no_mapping_is_told_at_its_line(text: str, told: str) -> None:
    """Broken YAML, values that cannot be, keys that stand twice, and other kinds of YAML."""
    with pytest.raises(NexusError, match=told):
        yaml.read(text, at)


def test_an_error_stands_at_its_key_and_at_the_first_line_where_there_is_none() -> None:
    """A missing key has no line of its own."""
    entries = yaml.read("a: 1\nb: 2\n", at)
    assert str(entries.error("b", "wrong", "fix it")) == "wrong; page.md:2; fix it"
    assert str(entries.error("c", "missing")) == "missing; page.md:1"


@given(st.lists(st.integers(min_value=0, max_value=5), max_size=8))
def test_a_key_is_found_at_its_line_whatever_stands_before(blanks: list[int]) -> None:
    """Each key stands below a number of blank lines or comments."""
    text, lines, line = "", {}, 0
    for number, blank in enumerate(blanks):
        text += "#\n" * blank + f"key{number}: {number}\n"
        line += blank + 1
        lines[f"key{number}"] = line
    assert {key: entry.line for key, entry in yaml.read(text, at).items()} == lines


def error_of(text: str) -> str:
    """What is said of a text that is no mapping; nothing of one that is."""
    try:
        yaml.read(text, at)
    except NexusError as error:
        return str(error)
    return ""


@given(
    st.one_of(st.text(max_size=60), st.text(alphabet="ab1 :-#'\"\n\t[]{}&*!|>%@`?,", max_size=40))
)
def test_no_text_raises_anything_but_an_error_in_one_line(text: str) -> None:
    """Any text is a mapping, or an error that names a line."""
    told = error_of(text)
    assert told == "" or "; page.md:" in told
    assert "\n" not in told
