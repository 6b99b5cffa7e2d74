"""Fences: found in a page as the site finds them, and their options checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.core.errors import NexusError
from nexus.erd import Options
from nexus.pages import fences
from nexus.pages.fences import ErdRequest, Fence

PAGE = """\
# Page

```erd
schema: airbnb
```

1.  In a list:

    ~~~~ erd title="x"
    schema: shop
    tables:
      - a
    ~~~
    ~~~~

````markdown
```erd
schema: shown, not drawn
```
````

> ```erd
> schema: quoted
> ```

```python
erd
```
"""


def at(line: int) -> str:
    """The place of a line of a fence that starts in line 10."""
    return f"a.md:{10 + line}"


def test_fences_of_a_language_are_found_with_their_lines() -> None:
    """In lists and quotes, with either mark; a fence inside another is text."""
    assert list(fences.find(PAGE, "erd")) == [
        Fence("erd", "", "schema: airbnb", 3, 5, ""),
        Fence("erd", 'title="x"', "schema: shop\ntables:\n  - a\n~~~", 9, 14, "    "),
        Fence("erd", "", "schema: quoted", 22, 24, "> "),
    ]
    assert [fence.line for fence in fences.find(PAGE, "markdown")] == [16]
    assert list(fences.find(PAGE, "sql")) == []


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("```erd\na: 1", ["a: 1"]),
        ("```erd\n```", [""]),
        ("```erd\na: 1\n```\n```erd\nb: 2\n```", ["a: 1", "b: 2"]),
        ("`` erd\na: 1\n``", []),
        ("```erd` x\na: 1\n```", []),
        ("```erdx\na: 1\n```", []),
        ("text ```erd\na: 1\n```", []),
        ("```erd\na: 1\n`````", ["a: 1"]),
        ("```erd\na: 1\n``` erd\nb: 2\n```", ["a: 1\n``` erd\nb: 2"]),
        ("\t```erd\n\ta: 1\n\t```", ["a: 1"]),
    ],
)
def test_what_is_a_fence_and_what_is_not(text: str, bodies: list[str]) -> None:
    """Three marks or more, the language alone, and as many marks to close it."""
    assert [fence.body for fence in fences.find(text, "erd")] == bodies


@given(st.lists(st.sampled_from(["", "text", "# a", "- b", "\ttab", "`code`", "> q"]), max_size=8))
def test_a_fence_is_found_at_its_line_whatever_stands_around_it(lines: list[str]) -> None:
    """Its body and its line are those of the page."""
    text = "\n".join([*lines, "```erd", "schema: shop", "```", *lines])
    first = len(lines) + 1
    fence = Fence("erd", "", "schema: shop", first, first + 2, "")
    assert list(fences.find(text, "erd")) == [fence]


@pytest.mark.parametrize("character", ["\f", "\v", "\x1c", "\u2028", "\x85"])
def test_only_a_line_feed_ends_a_line(character: str) -> None:
    """As in Markdown."""
    text = f"a{character}b\n```erd\nschema: a{character}b\n```"
    assert list(fences.find(text, "erd")) == [Fence("erd", "", f"schema: a{character}b", 2, 4, "")]


@given(st.text(alphabet="`~ \ter d\n>:", max_size=60))
def test_any_text_has_fences_in_order_and_inside_it(text: str) -> None:
    """However broken the page is."""
    found = [fence.line for fence in fences.find(text, "erd")]
    assert found == sorted(set(found))
    assert all(1 <= line <= len(text.splitlines()) for line in found)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("schema: airbnb", 3),
        ("schema: shop\ntables:\n  - a\n~~~", 9),
        ("schema: quoted\n", 22),
        ("schema: nowhere", 1),
    ],
)
def test_the_line_of_a_fence_is_found_by_its_text(body: str, line: int) -> None:
    """White space may differ, because Markdown changes it."""
    assert fences.line_of(PAGE, "erd", body) == line


def test_the_options_of_a_diagram_are_read() -> None:
    """Each has its type; what is left out has its default."""
    full = "schema: shop\ntables: [a, b]\ndepth: 2\ncolumns: keys\ntitle: 'Shop: all'\n"
    assert fences.erd_request(full, at) == ErdRequest(
        "shop", Options(("a", "b"), 2, "keys", "Shop: all")
    )
    assert fences.erd_request("schema: a.b", at) == ErdRequest("a.b", Options())


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "the erd fence names no schema; a.md:10; add a line `schema: NAME`"),
        ("tables: [a]", "the erd fence names no schema; a.md:10; add a line `schema: NAME`"),
        ("airbnb", "this is no list of keys and values; a.md:11; write `key: value`"),
        (
            "schema: a\ntable: [b]",
            "unknown option 'table' of an erd fence; a.md:12; choose from: schema, tables, depth, ",
        ),
        ("schema: 3", "the option 'schema' is wrong; a.md:11; give the name of a schema"),
        ("schema:", "the option 'schema' is wrong; a.md:11; give the name of a schema"),
        ("schema: a\n\ntables: b", "the option 'tables' is wrong; a.md:13; give a list of tables"),
        ("schema: a\ntables: []", "the option 'tables' is wrong; a.md:12; give a list of tables"),
        ("schema: a\ntables: [1]", "the option 'tables' is wrong; a.md:12; give a list of tables"),
        (
            "schema: a\ntables: [b]\ndepth: -1",
            "the option 'depth' is wrong; a.md:13; give a number",
        ),
        (
            "schema: a\ntables: [b]\ndepth: on",
            "the option 'depth' is wrong; a.md:13; give a number",
        ),
        ("schema: a\ndepth: 1", "depth needs tables to start from; a.md:12; add `tables: [...]`"),
        ("schema: a\ncolumns: some", "the option 'columns' is wrong; a.md:12; give one of all, k"),
        ("schema: a\ncolumns: [all]", "the option 'columns' is wrong; a.md:12; give one of all, k"),
        ("schema: a\ntitle: ' '", "the option 'title' is wrong; a.md:12; give a text"),
        ("schema: a\ntitle: a: b", "this is not valid YAML: mapping values are not allowed"),
    ],
)
def test_a_wrong_option_is_told_at_its_line(body: str, told: str) -> None:
    """What is unknown or of the wrong kind, with what would be right."""
    with pytest.raises(NexusError) as error:
        fences.erd_request(body, at)
    assert str(error.value).startswith(told)


def test_a_figure_has_a_frame_that_scrolls_and_a_caption_that_is_text() -> None:
    """The title is the accessible name; without a caption there is none."""
    figure = fences.erd_figure("<svg></svg>", 'A "b" <c>', "A & <b>")
    assert 'role="region" tabindex="0" aria-label="A &quot;b&quot; &lt;c&gt;"' in figure
    assert figure.endswith("<svg></svg></div><figcaption>A &amp; &lt;b&gt;</figcaption></figure>")
    assert "figcaption" not in fences.erd_figure("<svg></svg>", "A")
