"""Markdown alone decides what a fence is, and only what nobody else has named is ours."""

import re
import textwrap
from itertools import product
from pathlib import Path

import pytest

from tests.strangers.builders import ANSWER, DIAGRAM, EXAMPLE, SHOP, Builder, Built, Site

_, QUERY, _ = EXAMPLE.splitlines()
# With an empty line, which is written differently in a quote than in a list.
EXAMPLE = EXAMPLE.replace(QUERY, f"-- By name.\n\n{QUERY}")


def indented(text: str, by: str = "    ") -> str:
    """A text with something in front of each line, but no blanks at their ends."""
    lines = textwrap.indent(text, by, lambda _: True).split("\n")
    return "\n".join(line.rstrip() for line in lines)


# What Markdown shows as text or not at all, by what holds it.
NO_FENCES = {
    "comment": f"<!--\n{EXAMPLE}-->\n",
    "comment with empty lines": f"<!-- Later:\n\n{EXAMPLE}\n-->\n",
    "indented code": f"Write:\n\n{indented(EXAMPLE)}\n",
    "tab of indented code": f"Write:\n\n{indented(EXAMPLE, chr(9))}\n",
    "another fence": f"````markdown\n{EXAMPLE}````\n",
    "another kind of fence": f"~~~text\n{EXAMPLE}~~~\n",
    "diagram in a comment": f"<!--\n{DIAGRAM}-->\n",
    "diagram in indented code": f"Write:\n\n{indented(DIAGRAM)}\n",
}
HOLDERS = {
    "top": "{}",
    "box": '!!! note "A box"\n\n{4}',
    "details": "??? note\n\n{4}",
    "tab": '=== "A tab"\n\n{4}',
    "list": "- An item\n\n{4}",
    "list in a list": "- An item\n    - Another\n\n{8}",
    "box in a list": "1. An item\n\n    !!! note\n\n{8}",
    "quote": "{>}",
}
EXTENSIONS = (
    "markdown_extensions: [admonition, pymdownx.details, pymdownx.superfences,"
    " {pymdownx.tabbed: {alternate_style: true}}]\n"
)


THEIRS = "class: theirs, format: !!python/name:pymdownx.superfences.fence_code_format"


def held(holder: str, fence: str) -> str:
    """A fence in what holds it."""
    text = HOLDERS[holder]
    for mark, by in (("{}", ""), ("{4}", "    "), ("{8}", "        "), ("{>}", "> ")):
        text = text.replace(mark, indented(fence, by))
    return f"# Home\n\n{text}\n"


@pytest.fixture(scope="module")
def shown(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The HTML of a page for each thing that holds a fence, without being one, and being one."""
    texts = {**NO_FENCES, **{name: held(name, EXAMPLE) for name in HOLDERS}}
    pages = {f"{name}.md": f"# Home\n\n{text}\nEnd.\n" for name, text in texts.items()}
    site = Site(pages, files=SHOP, more=EXTENSIONS)
    built = builder.build(site, tmp_path_factory.mktemp("fences"))
    assert built.ok, built.told
    return {name: built.read(f"{name}/index.html") for name in texts}


@pytest.mark.parametrize("holder", NO_FENCES)
def test_what_markdown_takes_for_no_fence_does_nothing(shown: dict[str, str], holder: str) -> None:
    """It is shown as it is written, or not at all; nothing runs and nothing is drawn."""
    assert ANSWER.split()[0] not in shown[holder]
    assert "<svg" not in shown[holder].partition("<article")[2].partition("</article>")[0]
    assert "data-nexus" not in shown[holder]
    assert "End." in shown[holder]


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_fence_works_wherever_markdown_takes_it(shown: dict[str, str], holder: str) -> None:
    """An example runs in a box, a tab, a list, and a quote."""
    assert re.findall(r"<td>(\w+)</td>", shown[holder]) == ANSWER.split()


# Lines that fall out of an example, and whether each is one: empty ones are in no place.
FALLEN = ("--  DELETE FROM purchase;", " SELECT 0;", "```")


@pytest.fixture(scope="module")
def fallen(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, list[str]]:
    """A build of pages with such a line in each kind of holder, and the places of the lines."""
    pages, places = {}, []
    for (holder, text), line in product(list(HOLDERS.items())[1:], FALLEN):
        lines = held(holder, EXAMPLE).splitlines()
        number = next(n for n, text in enumerate(lines, start=1) if QUERY in text)
        lines.insert(number, line)
        name = f"{holder} {FALLEN.index(line)}.md"
        pages[name] = "\n".join(lines)
        places.append(f"docs/{name}:{number + 1}")
    site = Site({**pages, "index.md": "# Home"}, files=SHOP, more=EXTENSIONS)
    return builder.build(site, tmp_path_factory.mktemp("fallen")), places


def test_a_line_that_falls_out_of_an_example_is_an_error(fallen: tuple[Built, list[str]]) -> None:
    """One build names the line of each, whatever holds the fence; nothing of the pages runs."""
    built, places = fallen
    assert not built.ok
    assert [place for place in places if place not in built.told] == []
    assert "Running" not in built.told


# Fences that belong to others, though they have names that this project uses, or nearly so.
OF_OTHERS = {
    "ledger": "```ledger\n2026/01/05 Bakery\n    Expenses:Food    4.20 EUR\n```",
    "figure": "```figure\npicture.png\n```",
    "normal form": "```normal-form\n3NF\n```",
    "technologies": "```technologies\nRedis\n```",
    "headline": "```headline\nOne\n```",
    "erd of erd-go": "```erd\n[Person]\n*name\nheight\n```",
    "erd with options": '```erd title="A drawing"\nschema: nowhere\n```',
    "empty erd": "```erd\n```",
    "sql": "```sql\nDELETE FROM customer;\n```",
    "python of another plugin": '```python exec="on"\nprint(6 * 7)\n```',
    "python with a title": '```python title="run me"\nprint(6 * 7)\n```',
    "shell that is run": '```sh run="shop"\ndate\n```',
    "attributes": "``` { .python .run #run }\nprint(6 * 7)\n```",
}


@pytest.mark.parametrize("extensions", [EXTENSIONS, "markdown_extensions: [fenced_code]\n", ""])
def test_fences_of_others_stay_as_they_are(
    extensions: str, builder: Builder, tmp_path: Path
) -> None:
    """A page with them is the same, byte for byte, with the plugin and without it."""
    pages = {f"{name}.md": f"# Home\n\n{text}\n" for name, text in OF_OTHERS.items()}
    pages["index.md"] = "# Home\n\n" + "\n\n".join(OF_OTHERS.values())
    built, plain = builder.both(Site(pages, more=extensions), tmp_path)
    assert built.files == plain.files


def test_beside_models_fences_of_others_keep_their_text(builder: Builder, tmp_path: Path) -> None:
    """A page that holds one of ours too shows those of others as ever."""
    others = "\n\n".join(OF_OTHERS.values())
    page = f"# Home\n\n{others}\n"
    site = Site({"index.md": page, "ours.md": page + EXAMPLE}, files=SHOP, more=EXTENSIONS)
    built, plain = builder.both(site, tmp_path)
    text = plain.main("index.html")
    assert built.main("index.html") == text
    assert built.main("ours/index.html").startswith(text)
    assert ANSWER in built.main("ours/index.html")


def test_a_name_that_the_author_gave_a_fence_is_theirs(builder: Builder, tmp_path: Path) -> None:
    """Their own fences called erd and sql are formatted by them, also beside an example of ours."""
    extensions = f"""markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - {{name: erd, {THEIRS} }}
        - {{name: sql, {THEIRS} }}
"""
    page = f"# Home\n\n{DIAGRAM}\n```sql\nSELECT 1;\n```\n"
    python = '\n```python run="true"\nprint(6 * 7)\n```\n'
    site = Site({"index.md": page, "ours.md": page + python}, files=SHOP, more=extensions)
    built, plain = builder.both(site, tmp_path)
    assert built.main("index.html") == plain.main("index.html")
    for address in ("index.html", "ours/index.html"):
        assert built.read(address).count('<pre class="theirs">') == 2
    assert "42" in built.main("ours/index.html")


def test_all_errors_of_all_pages_are_told_at_once(builder: Builder, tmp_path: Path) -> None:
    """Each in one line, with its place and what to do."""
    pages = {
        "index.md": "# Home\n\n```erd\nschema: shopp\n```\n",
        "a.md": "# A\n\n```erd\nschema: shop\ncolunms: keys\n```\n",
        "b.md": '# B\n\n```sql run="warehouse"\nSELECT 1;\n```\n',
        "c.md": '# C\n\n```sql run="shop"\nSELECT * FROM nothing;\n```\n',
        "d.md": '# D\n\n```sql run="shop" rows="many"\nSELECT 1;\n```\n',
    }
    built = builder.build(Site(pages, files=SHOP), tmp_path)
    assert not built.ok
    for place in ("index.md:3", "a.md:5", "b.md:3", "c.md:4", "d.md:3"):
        (line,) = [line for line in built.told.splitlines() if f"docs/{place};" in line]
        assert line.count("; ") >= 2, line
    assert "Traceback" not in built.told
