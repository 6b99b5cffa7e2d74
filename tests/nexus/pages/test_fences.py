"""Fences: what looks like one in a text, where one stands that Markdown took, and broken ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.pages import fences
from nexus.pages.fences import Fence

PAGE = """\
# Page

```erd
schema: airbnb
```

1.  In a list:

    ~~~~ { .erd title="x" }
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

```
erd
```
"""


def bodies(text: str) -> list[tuple[str, str]]:
    """The language and the text of each fence of a text."""
    return [(fence.language, fence.body) for fence in fences.find(text)]


def test_fences_are_found_with_their_lines() -> None:
    """In lists and quotes, with either mark; a fence inside another is text."""
    assert list(fences.find(PAGE)) == [
        Fence("erd", "schema: airbnb", {}, 3, 5, ""),
        Fence("erd", "schema: shop\ntables:\n  - a\n~~~", {}, 9, 14, "    "),
        Fence("markdown", "```erd\nschema: shown, not drawn\n```", {}, 16, 20, ""),
        Fence("erd", "schema: quoted", {}, 22, 24, "> "),
        Fence("", "erd", {}, 26, 28, ""),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```erd\na: 1", [("erd", "a: 1")]),
        ("```erd\n```", [("erd", "")]),
        ("```erd\na: 1\n```\n```sql\nb: 2\n```", [("erd", "a: 1"), ("sql", "b: 2")]),
        ("`` erd\na: 1\n``", []),
        ("```erd` x\na: 1", []),
        ("text ```erd\na: 1", []),
        ("```c++\na: 1\n`````", [("c++", "a: 1")]),
        ("```erd\na: 1\n``` erd\nb: 2\n```", [("erd", "a: 1\n``` erd\nb: 2")]),
        ("\t```erd\n\ta: 1\n\t```", [("erd", "a: 1")]),
    ],
)
def test_what_looks_like_a_fence_and_what_does_not(text: str, found: list[tuple[str, str]]) -> None:
    """It is opened by three marks or more, and closed by as many."""
    assert bodies(text) == found


@pytest.mark.parametrize("character", ["\f", "\v", "\x1c", "\u2028", "\x85"])
def test_only_a_line_feed_ends_a_line(character: str) -> None:
    """Other characters that may end a line do not, as in Markdown."""
    text = f"a{character}b\n```erd\nschema: a{character}b\n```"
    assert list(fences.find(text)) == [Fence("erd", f"schema: a{character}b", {}, 2, 4, "")]


@given(st.text(alphabet="`~ \ter d\n>:", max_size=60))
def test_any_text_has_fences_in_order_and_inside_it(text: str) -> None:
    """However broken a page is, its fences stand one below the other within its lines."""
    found = list(fences.find(text))
    assert [fence.line for fence in found] == sorted({fence.line for fence in found})
    assert all(1 <= fence.line <= fence.end <= text.count("\n") + 1 for fence in found)


@given(st.lists(st.sampled_from(["", "text", "# a", "- b", "\ttab", "`code`", "> q"]), max_size=8))
def test_a_fence_is_located_whatever_stands_around_it(lines: list[str]) -> None:
    """What Markdown took gets the line where it stands."""
    text = "\n".join([*lines, "```erd", "schema: shop", "```", *lines])
    (fence,) = fences.located(text, [Fence("erd", "schema: shop")])
    assert (fence.line, fence.end) == (len(lines) + 1, len(lines) + 3)


def test_located_fences_keep_their_options_and_get_their_indent() -> None:
    """White space may differ, as Markdown changes it; only what was taken is given."""
    taken = [
        Fence("erd", "schema: shop\ntables:\n - a\n~~~", {"title": "x"}),
        Fence("erd", "schema: quoted\n"),
    ]
    assert fences.located(PAGE, taken) == [
        Fence("erd", "schema: shop\ntables:\n - a\n~~~", {"title": "x"}, 9, 14, "    "),
        Fence("erd", "schema: quoted\n", {}, 22, 24, "> "),
    ]


def test_fences_with_the_same_text_are_located_in_their_order() -> None:
    """Each place is given once; what another plugin wrote stands nowhere in the text."""
    text = "```sql run=\n1\n```\n\n```sql run=\n1\n```"
    same = Fence("sql", "1", {"run": "shop"})
    written = Fence("sql", "2", {"run": "shop"})
    assert [fence.line for fence in fences.located(text, [same, written, same])] == [1, 0, 5]


def test_only_the_option_run_makes_a_fence_an_example() -> None:
    """Whatever the value of that option is."""
    assert Fence("sql", "", {"run": ""}).is_run
    assert not Fence("sql", "", {"title": "run"}).is_run


BROKEN = """- A list:

    ```sql run="shop"
    SELECT 1;
-- DELETE FROM booking;

    SELECT 2;
  -- two
    ```
"""


def test_a_line_that_falls_out_of_an_example_is_an_error() -> None:
    """Markdown would end the example there, and take the rest for text."""
    told = list(map(str, fences.broken(BROKEN, (), "a.md:{}".format)))
    what = "a line of the example begins further left than its fence"
    hint = "indent it as far as the fence, or Markdown does not see the example"
    assert told == [f"{what}; a.md:5; {hint}"]


def test_an_example_that_markdown_took_is_whole() -> None:
    """However its lines stand, as in a quote whose empty lines have no blank at their end."""
    text = '> ```sql run="shop"\n> SELECT 1;\n>\n>SELECT 2;\n> ```'
    (seen,) = fences.find(text)
    assert not list(fences.broken(text, [seen], str))
    (error,) = fences.broken(text, [], "a.md:{}".format)
    assert "a.md:4" in str(error)


@pytest.mark.parametrize(
    "options", ["run=shop", 'run="shop" rows=3', "rows=3 run='shop'", 'run="shop" title="a=b" x=1']
)
def test_an_option_without_quotes_is_an_error(options: str) -> None:
    """Markdown would show the fence as text."""
    (error,) = fences.broken(f"text\n\n```sql {options}\nSELECT 1;\n```", (), "a.md:{}".format)
    hint = 'write name="value", or Markdown does not see the example'
    assert str(error) == f"an option of the example has no quotes; a.md:3; {hint}"


@pytest.mark.parametrize("end", ["", "\n", "\n\nMore.\n", "\n``\n", "\n~~~\n"])
def test_an_example_without_an_end_is_an_error(end: str) -> None:
    """Markdown would show it, and the rest of the page, as text."""
    (error,) = fences.broken(f'text\n\n```sql run="shop"{end}', (), "a.md:{}".format)
    hint = "end it with a line of the marks that it begins with"
    assert str(error) == f"the example has no end; a.md:3; {hint}"


@pytest.mark.parametrize(
    "text",
    [
        BROKEN.replace(' run="shop"', ""),
        '```sql run="shop" title="a=b c=d"\n1\n```',
        "```{ .sql run=shop rows=3 }\n1\n```",
        "```sql rows=3\n1\n```",
        BROKEN.replace("\n", "\n    ").replace("\n        ```", "\n    ```"),
        '```sql run="shop"\n1\n```',
        '- a\n\n\t```sql run="shop"\n    SELECT 1;\n\t```',
        'So:\n\n    ```sql run="shop"\n    SELECT 1;\n',
        '<!--\n```sql run="shop"\nSELECT 1;\n-->',
    ],
    ids=[
        *("no example", "quoted", "in braces", "no example either"),
        *("further in", "at the edge", "blanks for a tab", "code without an end", "a comment"),
    ],
)
def test_what_markdown_takes_as_it_is_meant_is_not_broken(text: str) -> None:
    """Lines as far in as their fence, options in quotes; a fence that is only shown is no example."""
    assert not list(fences.broken(text, (), str))
