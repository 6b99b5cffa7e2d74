"""Which fences are ours is for superfences to say, in the author's own Markdown."""

import copy
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from nexus.figures.registry import Figures
from nexus.mkdocs_plugin import fences
from nexus.mkdocs_plugin.fences import Collector, Found
from nexus.mkdocs_plugin.stand_ins import STAND_IN
from nexus.pages.fences import Fence

from tests.nexus.figures.builders import facts

SUPERFENCES = "pymdownx.superfences"
ERD = "```erd\nschema: shop\n```"
RUN = '```sql run="shop"\nSELECT 1;\n```'
KNOWN = [Fence("erd", "schema: shop"), Fence("sql", "SELECT 1;", {"run": "shop"})]


def configured(folder: Path, *extensions: Any) -> MkDocsConfig:
    """The configuration of a site with these extensions of Markdown."""
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "mkdocs.yml").write_text("site_name: Site\n")
    # MkDocs empties what it is given.
    given = copy.deepcopy(list(extensions))
    return load_config(str(folder / "mkdocs.yml"), markdown_extensions=given)


def collector(folder: Path) -> Collector:
    """What takes the fences of a site."""
    return Collector(Figures(facts(folder)), [])


def render(config: MkDocsConfig, text: str) -> str:
    """The HTML of a text in the Markdown of a site."""
    return Markdown(
        extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {}
    ).convert(text)


def shown(folder: Path, text: str, *extensions: Any) -> tuple[list[Found], str]:
    """The fences of ours in a page, and its HTML in which each has its stand-in."""
    collected = collector(folder)
    html = render(collected.theirs(configured(folder, *extensions)), text)
    found = list(collected.seen(html))
    assert collected.errors == []
    return found, fences.without(html, [each.stand_in for each in found])


def taken(folder: Path, text: str, *extensions: Any) -> list[Fence]:
    """The fences of ours in a page."""
    found, html = shown(folder, text, *extensions)
    assert [each.stand_in for each in found] == [m[0] for m in STAND_IN.finditer(html)]
    return [each.fence for each in found]


@pytest.mark.parametrize(
    "extensions",
    [
        (SUPERFENCES,),
        (),
        ("fenced_code", "codehilite"),
        ("pymdownx.extra",),
        ({"pymdownx.extra": {SUPERFENCES: {"css_class": "own"}}},),
        ("pymdownx.extra", {SUPERFENCES: {"css_class": "own"}}),
        ({SUPERFENCES: {"css_class": "own"}}, "pymdownx.highlight"),
        (SUPERFENCES, {"pymdownx.extra": {SUPERFENCES: {"css_class": "own"}}}),
        (SUPERFENCES, "extra"),
        ("pymdownx.extra", "markdown.extensions.extra"),
    ],
    ids=str,
)
def test_fences_of_ours_are_found_whatever_the_extensions(
    tmp_path: Path, extensions: tuple[Any, ...]
) -> None:
    """Within a bundle of extensions, before another, set by the author, or not named by them at all."""
    assert taken(tmp_path, f"{ERD}\n\n{RUN}\n", *extensions) == KNOWN


@pytest.mark.parametrize(
    "extensions",
    [(SUPERFENCES, "admonition"), ("pymdownx.extra", {SUPERFENCES: {"css_class": "own"}}), ()],
    ids=str,
)
def test_the_authors_configuration_stays_as_it_is(
    tmp_path: Path, extensions: tuple[Any, ...]
) -> None:
    """Every other page is rendered with it."""
    config = configured(tmp_path, *extensions)
    names, options = list(config.markdown_extensions), copy.deepcopy(config.mdx_configs)
    made = collector(tmp_path).theirs(config)
    assert (config.markdown_extensions, config.mdx_configs) == (names, options)
    assert made.markdown_extensions[: len(names)] == names


@pytest.mark.parametrize(
    "header",
    [
        'sql run="shop" rows="3"',
        "sql run='shop' rows='3'",
        '{ .sql run="shop" rows="3" }',
        '{.sql run=shop rows="3"}',
    ],
)
def test_the_options_of_an_example_are_those_that_superfences_reads(
    tmp_path: Path, header: str
) -> None:
    """Whichever way they are written."""
    (fence,) = taken(tmp_path, f"```{header}\nSELECT 1;\n```", SUPERFENCES)
    assert fence == Fence("sql", "SELECT 1;", {"run": "shop", "rows": "3"})


@pytest.mark.parametrize(
    "text",
    [
        f"<!--\n\n{ERD}\n\n{RUN}\n\n-->",
        f"<!-- hidden\n{RUN}\n-->",
        'text\n\n    ```sql run="shop"\n    DELETE;\n    ```',
        f"````markdown\n{ERD}\n````",
        '```sql run="shop" rows=3\nDELETE;\n```',
        "```sql\nSELECT 1;\n```",
        '```sql title="run"\nSELECT 1;\n```',
        '```bash run="shop"\nrm\n```',
        "```erd\nentity: of another program\n```",
        '```erd title="A"\nschema: shop\n```',
        '- a list\n\n    ```sql run="shop"\nDELETE;\n    ```',
    ],
    ids=[
        *("comment", "comment in one", "indented code", "shown", "no option of superfences"),
        *("no run", "a title", "another language", "another erd", "options of another erd"),
        "a line that falls out",
    ],
)
def test_what_markdown_takes_for_something_else_is_not_ours(tmp_path: Path, text: str) -> None:
    """Nothing of it runs, and the page has no trace of us."""
    found, html = shown(tmp_path, f"{text}\n\nend", SUPERFENCES)
    assert found == []
    assert "data-nexus" not in html
    assert html.endswith("<p>end</p>")


def test_only_fences_that_are_in_the_page_are_found(tmp_path: Path) -> None:
    """Each by its own place, where others are hidden."""
    hidden = f"<!--\n{ERD}\n-->\n\n<!--\n{RUN}\n-->"
    code = indent(RUN, "    ")
    text = f"{hidden}\n\n{RUN}\n\ntext\n\n{code}\n\n{ERD}"
    found, html = shown(tmp_path, text, SUPERFENCES)
    assert [each.fence.language for each in found] == ["sql", "erd"]
    assert html.index(found[0].stand_in) < html.index(found[1].stand_in)


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ('!!! note\n\n    ```sql run="shop"\n    SELECT 1;\n    ```', "admonition"),
        ('=== "A"\n\n    ```sql run="shop"\n    SELECT 1;\n    ```', "pymdownx.tabbed"),
        ('???+ note\n\n    ```sql run="shop"\n    SELECT 1;\n    ```', "pymdownx.details"),
        ('- a\n\n    ```sql run="shop"\n    SELECT 1;\n    ```', "tables"),
        ('> ```sql run="shop"\n> SELECT 1;\n> ```', "tables"),
        (f"<div markdown>\n\n{RUN}\n\n</div>", "md_in_html"),
    ],
    ids=["box", "tab", "details", "list", "quote", "html"],
)
def test_fences_are_found_in_everything_that_holds_blocks(
    tmp_path: Path, text: str, extension: str
) -> None:
    """With their code as it is there."""
    assert taken(tmp_path, text, SUPERFENCES, extension) == KNOWN[1:]


def theirs(source: str, *_: Any, **__: Any) -> str:
    """A format of the author's."""
    return f'<pre class="theirs">{source}</pre>'


def takes_all(*_: Any) -> bool:
    """A validator that lets every option be."""
    return True


@pytest.mark.parametrize(
    ("name", "fence"), [("erd", ERD), ("sql", RUN), ("nexus-ledger", "```nexus-ledger\n```")]
)
def test_a_name_that_the_author_registered_is_theirs(tmp_path: Path, name: str, fence: str) -> None:
    """Their fences stay what they were; the other names are ours."""
    own = {"name": name, "class": name, "format": theirs, "validator": takes_all}
    text = f"{fence}\n\n```nexus-technologies\n```"
    found, html = shown(tmp_path, text, {SUPERFENCES: {"custom_fences": [own]}})
    assert [each.fence.language for each in found] == ["nexus-technologies"]
    assert 'class="theirs"' in html


@pytest.mark.parametrize("fence", [ERD, RUN])
def test_what_the_authors_fence_refuses_is_ours(tmp_path: Path, fence: str) -> None:
    """As plugins that run code register all of Python, and take what has an option of theirs."""
    own = [
        {"name": name, "class": name, "format": theirs, "validator": lambda *_: False}
        for name in ("erd", "sql")
    ]
    assert len(taken(tmp_path, fence, {SUPERFENCES: {"custom_fences": own}})) == 1


def test_other_fences_look_as_they_did(tmp_path: Path) -> None:
    """Beside those of ours too: coloured, numbered, and titled as the author set them."""
    extensions = (SUPERFENCES, {"pymdownx.highlight": {"linenums": True}})
    text = '```python title="a.py"\nprint(1)\n```\n\n```erd\n[Person]\n```'
    plain = render(configured(tmp_path, *extensions), text)
    assert shown(tmp_path, text, *extensions)[1].split() == plain.split()


def test_code_is_coloured_as_the_site_colours_it(tmp_path: Path) -> None:
    """With the options that concern its look."""
    extensions = (SUPERFENCES, {"pymdownx.highlight": {"pygments_lang_class": True}})
    ((found,), _) = shown(tmp_path, RUN, *extensions)
    coloured = found.shade("SELECT 2;", "sql", {"title": "a <b>", "linenums": "1"})
    plain = '```sql title="a <b>" linenums="1"\nSELECT 2;\n```'
    assert coloured.split() == render(configured(tmp_path, *extensions), plain).split()


def test_no_page_can_show_the_fence_of_another(tmp_path: Path) -> None:
    """Whatever it writes: what a stand-in looks like is known to nobody."""
    collected = collector(tmp_path)
    render(collected.theirs(configured(tmp_path, SUPERFENCES)), RUN)
    assert list(collected.seen('<div data-nexus="0"></div>')) == []


def test_a_program_error_in_a_fence_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Superfences would show the fence as text, and the build would pass."""

    def broken(*_: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(Figures, "takes", broken)
    collected = collector(tmp_path)
    render(collected.theirs(configured(tmp_path, SUPERFENCES)), ERD)
    (told,) = collected.errors
    assert "ZeroDivisionError" in str(told)


def test_generated_pages_do_not_depend_on_the_authors_extensions(tmp_path: Path) -> None:
    """But for the links beside headings, which look alike on all pages."""
    config = configured(tmp_path, {"toc": {"permalink": "#"}}, "smarty")
    made = collector(tmp_path).ours(config, staged=False)
    html = render(made, f'# "A"\n\n!!! note\n    B\n\n{ERD}')
    assert '"A"<a class="headerlink"' in html
    assert 'class="admonition note"' in html
    assert STAND_IN.search(html)
