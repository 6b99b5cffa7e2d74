"""What GitHub reads in a README, Python-Markdown reads in the page that it became."""

from pathlib import Path

import pytest
from markdown import Markdown

from tests.nexus.scaffold.builders import page, take

EXTENSIONS = [
    "admonition", "attr_list", "footnotes", "md_in_html", "sane_lists", "tables", "toc",
    "pymdownx.details", "pymdownx.superfences",
]  # fmt: skip


def html(folder: Path, text: str) -> str:
    """Take a short README over, and render its page as a new site does."""
    return Markdown(extensions=EXTENSIONS).convert(page(folder, text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("text\n- a\n  - b\n    - c", "text\n\n- a\n    - b\n        - c"),
        ("1. one\n   ```python\n   print(1)\n   ```\n2. two", "1. one\n\n    ```python\n    print(1)\n    ```\n\n2. two"),
        ("3) three\n4) four", "3. three\n4. four"),
        ("> [!NOTE]\n> Mind.", '!!! note "Note"\n\n    Mind.'),
        ("<details>\n<summary>More</summary>\n\n**b**\n\n</details>", '??? note "More"\n\n    **b**'),
        ("| a | b |\n|:-:|---|\n| `x|y` | 2 |", "| a | b |\n| :-: | --- |\n| `x\\|y` | 2 |"),
        ("| a |\n|---|\n| 1 | 2 | 3", "| a |\n| --- |\n| 1 \\| 2 \\| 3 |"),
        ("    indented", "```\nindented\n```"),
        ("~~~\n```\n~~~", "````\n```\n````"),
        ('```js {1,3} title="x"\na\n```', "```js\na\n```"),
        ('```sql run="airbnb"\nDROP\n```', "```sql\nDROP\n```"),
        ("```erd\nschema: x\n```", "```\nschema: x\n```"),
        ("```nexus-weeks\n```", "```\n\n```"),
        ("a\\\nb  \nc", "a  \nb  \nc"),
        ("#tag and {x} !!! y", "\\#tag and \\{x} !!! y"),
        ("!!! y", "\\!!! y"),
        ("a <b>b</b> <i>open H<sub>2</sub>O", "a <b>b</b> open H<sub>2</sub>O"),
        ("List<String> and <repo-url>", "List&lt;String&gt; and &lt;repo-url&gt;"),
        ('<p align="center">\n  <img src="x.png"> <b>hi</b>\n</p>', "**hi**"),
        ("<h2>Sub</h2>", "## Sub"),
        ("Sub\n---", "## Sub"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n    - b"),
        ("<table><tr><th>a</th></tr><tr><td>1|2</td></tr></table>", "| a |\n| --- |\n| 1\\|2 |"),
        ('<h3 align="center">\n  <br>\n  A\n  B <br>\n</h3>', "## A B"),
        ("<p><b> a: </b>b<i></i></p>", "**a:** b"),
        ("<p><b>a</p><p><b>b</b> c</p>", "a\n\n**b** c"),
        ("<pre><code>a &lt; b\n c ```\n</code></pre>", "````\na < b\n c ```\n````"),
        ('<ol start="3"><li>c<li>d</ol>', "3. c\n4. d"),
        ('<table><tr><th colspan="2">a</th></tr><tr><td>1</td><td>2</td></tr></table>', "| a |  |\n| --- | --- |\n| 1 | 2 |"),
        ("<table><tr><td>a<table><tr><td>1</td><td>2</td></tr></table></td></tr>", "| a1 2 |\n| --- |"),
        ('<video controls>\n<source src="https://a.example/v.mp4"></video>', "[video](https://a.example/v.mp4)"),
        ("1. a\n\n1) b", "1. a\n\n<!-- -->\n\n1. b"),
        ("<details><summary><h2>More</h2></summary>\n\nb\n\n</details>", "## More\n\nb"),
        ("---\n\ntext\n\n---", "text"),
        ("<!-- a comment\n\n# no heading -->", "<!-- a comment\n\n# no heading -->"),
    ],
)  # fmt: skip
def test_a_block_is_written_anew(tmp_path: Path, text: str, shown: str) -> None:
    """As Python-Markdown and the extensions of a new site want it."""
    assert page(tmp_path, text) == shown


def test_nested_lists_are_lists_in_the_page(tmp_path: Path) -> None:
    """Two blanks are enough for GitHub; four are needed here."""
    shown = html(tmp_path, "words\n- a\n  - b\n* c\n1. d\n   - e")
    assert shown.count("<ul>") == 3
    assert shown.count("<ol>") == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "text <script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<iframe src="https://evil.example"></iframe>',
        '<div onclick="x()">a</div>',
        '<a href="javascript:alert(1)">a</a>',
        "[a](javascript:alert(1))",
        "[a](<data:text/html,x>)",
        "<style>body{display:none}</style>",
        '<form action="https://evil.example"><input></form>',
        "# a { onclick=alert(1) }",
        "**a**{ onclick=alert(1) }",
        '<svg onload="alert(1)"></svg>',
        "<object data=x></object>",
    ],
)  # fmt: skip
def test_nothing_of_a_readme_runs_in_a_page(tmp_path: Path, text: str) -> None:
    """As GitHub would not run it either."""
    shown = html(tmp_path, text)
    for active in (
        "<script",
        "onerror=",
        "<iframe",
        'onclick="',
        "<style",
        "<form",
        "onload=",
        "<object",
    ):
        assert active not in shown.replace("&lt;", "")
    assert 'href="javascript' not in shown
    assert 'href="data' not in shown


def test_code_in_a_heading_is_text_where_its_section_is_a_page(tmp_path: Path) -> None:
    """In the link to the page, and in the headings of a page that had to be divided."""
    long = "\n\n".join(["words " * 300] * 30)
    text = f"# T\n\n## Week 1\n\n### The `<script>alert(1)</script>` *tag*\n\n{long}\n"
    found, _ = take(tmp_path, text)
    assert len(found.texts) > 3
    for page_text in found.texts.values():
        assert "<script" not in Markdown(extensions=EXTENSIONS).convert(page_text)


def test_the_names_of_addresses_and_footnotes_go_with_their_words(tmp_path: Path) -> None:
    """Wherever in the README they were defined."""
    text = "[a][x], [x] and note[^1]\n\n[^1]: Said *so*.\n\n[x]: https://example.org 'T'\n"
    assert page(tmp_path, text) == (
        '[a](https://example.org "T"), [x](https://example.org "T") and note[^1]\n\n[^1]: Said *so*.'
    )


def test_addresses_are_defined_as_github_has_it(tmp_path: Path) -> None:
    """Between brackets with blanks in them, on two lines, one behind another."""
    text = "[a] [b] [c d]\n\n[a]: <https://a.example/x y>\n[b]:\n  https://b.example\n  'B'\n[C  D]: #t\n"
    assert page(tmp_path, text) == (
        '[a](https://a.example/x%20y) [b](https://b.example "B") [c d](index.md)'
    )


def test_a_footnote_may_have_several_blocks(tmp_path: Path) -> None:
    """They go with it, whichever page asks for it, also of a file beside the README."""
    notes = "[^1]: One\nstill.\n\n    Two.\n\n    ```\n    x\n    ```\n[^2]: Other.\n"
    (tmp_path / "more.md").write_text(f"# More\n\nm[^2] n[^1]\n\n{notes}")
    found, _ = take(tmp_path, f"# T\n\na[^1] [b](more.md)\n\n{notes}")
    note = "[^1]: One\nstill.\n\n    Two.\n\n    ```\n    x\n    ```\n"
    assert found.texts["index.md"].endswith(f"\n\n{note}\n\\[^2]: Other.\n")
    assert found.texts["more/more.md"] == f"# More\n\nm[^2] n[^1]\n\n{note}\n[^2]: Other.\n"
    shown = Markdown(extensions=EXTENSIONS).convert(found.texts["more/more.md"])
    assert shown.index('class="footnote"') < shown.index("Two.") < shown.index("<code>x")


def test_deep_lists_keep_their_words(tmp_path: Path) -> None:
    """Deeper than anybody reads."""
    text = "".join(f"{'  ' * depth}- n{depth}\n" for depth in range(25))
    assert "n24" in html(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "shown", "note"),
    [
        ("```\na\n\n## B", "```\na\n```\n\n## B", "3: the code block does not end"),
        ("a\n```\n\n## B\n\nc", "a\n\n## B\n\nc", "4: a stray line of ticks"),
        ("```\na", "```\na\n```", "3: the code block does not end"),
    ],
)
def test_a_code_block_ends_before_the_next_heading(
    tmp_path: Path, text: str, shown: str, note: str
) -> None:
    """So that one wrong line does not turn the rest into code."""
    found, notes = take(tmp_path, f"# T\n\n{text}")
    assert found.texts["index.md"] == f"# T\n\n{shown}\n"
    assert notes[0].startswith(note)
