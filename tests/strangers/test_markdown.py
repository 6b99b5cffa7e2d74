"""The author's Markdown stays as it is: nothing is added to it, whatever it has."""

import re
from pathlib import Path

import pytest

from tests.strangers.builders import ANSWER, DIAGRAM, EXAMPLE, MATERIAL, SHOP, Builder, Built, Site

# What means something else, or nothing, with one extension more or less.
RICH = """\
# Home

A set in braces {: .note } and { a, b }, $x$ and `code`{.python}.

## A heading {#own-id}

## Ends with a set { a, b }

## The tag {% include x %}

!!! Watch out

Press ??? for help.

??? note
    hidden?

=== "Tab"

    text

```python
print("a")
```

``` { .python .extra }
print("b")
```

```yaml title=x foo=bar
a: 1
```

```c++
int x;
```

```text hl_lines=2
one
two
```

```mermaid
graph LR
  A --> B
```

```
import json
print(json.dumps([]))
```

* item

  ```sh
  ls
  ```

    indented code

<div markdown="1">
*em*
</div>

| a | b |
|---|---|
| `x` {: .k } | y |

H~2~O, x^2^, ~~gone~~, ==mark==, :smile:, "quotes" -- (c), [^1], and snake_case_name.

Term
:   Definition

[^1]: https://example.org/note

*[HTML]: Hyper
"""
OWN_FENCE = (
    "{name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }"
)
EXTENSIONS = {
    "none": "[]",
    "codehilite with numbers": "[fenced_code, codehilite: {linenums: true, css_class: highlight}]",
    "extra": "[extra, smarty, sane_lists, nl2br]",
    "pymdownx.extra": (
        f"[pymdownx.extra: {{pymdownx.superfences: {{custom_fences: [{OWN_FENCE}]}}}}]"
    ),
    "superfences of its own": (
        f"[pymdownx.superfences: {{disable_indented_code_blocks: true, custom_fences: [{OWN_FENCE}]}},"
        " pymdownx.highlight: {anchor_linenums: true, line_spans: __span, linenums: true}]"
    ),
    "many": (
        "[admonition, attr_list, def_list, footnotes, md_in_html, tables, pymdownx.details,"
        " pymdownx.superfences, pymdownx.highlight, pymdownx.inlinehilite, pymdownx.betterem,"
        " pymdownx.tabbed: {alternate_style: true}, pymdownx.tilde, pymdownx.caret, pymdownx.mark,"
        " pymdownx.smartsymbols, abbr, toc: {permalink: true, anchorlink: true}]"
    ),
}
MAIN = re.compile(r'(?s)<article.*?</article>|<div class="col-md-9" role="main">.*?<footer')


def main(built: Built, path: str) -> str:
    """The HTML of a page's main part."""
    found = MAIN.search(built.read(path))
    assert found, path
    return found[0]


@pytest.mark.parametrize("extensions", EXTENSIONS)
@pytest.mark.parametrize("theme", [MATERIAL, "mkdocs"])
def test_a_page_keeps_its_html(
    extensions: str, theme: str, builder: Builder, tmp_path: Path
) -> None:
    """Beside models and a page with an example, the HTML of another is the same to the letter."""
    more = f"markdown_extensions: {EXTENSIONS[extensions]}\n"
    pages = {"index.md": RICH, "shop.md": f"# Shop\n\n{EXAMPLE}"}
    built, plain = builder.both(Site(pages, theme=theme, more=more, files=SHOP), tmp_path)
    assert main(built, "index.html") == main(plain, "index.html")
    assert ANSWER in built.main("shop/index.html")


@pytest.mark.parametrize(
    "extensions", [name for name, text in EXTENSIONS.items() if "super" in text]
)
def test_beside_a_fence_of_ours_a_page_keeps_its_html(
    extensions: str, builder: Builder, tmp_path: Path
) -> None:
    """Where superfences is the author's, what stands before an example is the same to the letter."""
    more = f"markdown_extensions: {EXTENSIONS[extensions]}\n"
    site = Site({"index.md": f"{RICH}\nEND\n\n{EXAMPLE}"}, more=more, files=SHOP)
    built, plain = builder.both(site, tmp_path)
    # Blocks of code are counted from the end of a page.
    ours, theirs = (
        re.sub("__(?:span|codelineno)-[0-9]+", "", main(x, "index.html")) for x in (built, plain)
    )
    assert ours.partition("END")[0] == theirs.partition("END")[0]
    assert ANSWER in built.main("index.html")


def test_beside_a_fence_of_ours_braces_stay(builder: Builder, tmp_path: Path) -> None:
    """Without superfences too: of the author's text only blocks of code may look otherwise."""
    text = re.sub(r"(?sm)^ *```.*?^ *```$", "", RICH)
    more = "markdown_extensions: [admonition]\n"
    site = Site({"index.md": f"{text}\n\nEND\n\n{EXAMPLE}"}, more=more, files=SHOP)
    built, plain = builder.both(site, tmp_path)
    ours, theirs = (main(each, "index.html").partition("END")[0] for each in (built, plain))
    assert ours == theirs


def test_a_mark_of_a_proof_works_without_extensions(builder: Builder, tmp_path: Path) -> None:
    """The link of a statement is marked, though the author asked for no list of attributes."""
    page = f"# Week 1\n\n- I learnt it. [proof](#shop){{ .proof }}\n\n## Shop\n\n{DIAGRAM}"
    site = Site({"index.md": "# Home", "weeks/week-01/index.md": page}, files=SHOP)
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    assert re.search(r'<a class="proof[^>]*href="#shop"', built.read("weeks/week-01/index.html"))
    assert "I learnt it." in built.main("proof/index.html")


def test_a_proof_of_mathematics_is_no_statement(builder: Builder, tmp_path: Path) -> None:
    """Where there are no weeks, the class of a link is the author's, also beside a diagram."""
    proof = (
        "# A theorem\n\nBy the [lemma](index.md){ .proof }.\n\n- And [this](index.md){ .proof }\n"
    )
    pages = {"index.md": f"# Home\n\n{DIAGRAM}", "theorem.md": proof}
    plugins = ("search", "nexus: {cards: false}")
    more = "markdown_extensions: [attr_list]\n"
    built, plain = builder.both(Site(pages, plugins, "mkdocs", more, files=SHOP), tmp_path)
    assert main(built, "theorem/index.html") == main(plain, "theorem/index.html")
    assert "proof/index.html" not in built.files


def test_generated_pages_need_no_extension(builder: Builder, tmp_path: Path) -> None:
    """They are as rich with none of them as with many, and have the author's links at headings."""
    shown = {}
    for name in ("none", "many"):
        more = f"markdown_extensions: {EXTENSIONS[name]}\n"
        site = Site({"index.md": "# Home"}, more=more, files=SHOP)
        built = builder.build(site, tmp_path / name)
        assert built.ok, built.told
        shown[name] = main(built, "schema/shop/purchase/index.html")
    links = re.compile('<a class="headerlink".*?</a>|<a class="toclink".*?>(.*?)</a>')
    assert 'class="headerlink"' not in shown["none"]
    assert 'class="toclink"' in shown["many"]
    assert links.sub(r"\1", shown["many"]) == shown["none"]
