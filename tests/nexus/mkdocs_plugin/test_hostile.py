"""What authors write into front matter and mkdocs.yml is text wherever a theme prints it."""

from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment
from mkdocs.config import load_config
from mkdocs.structure.nav import Link, Navigation, Section
from nexus.mkdocs_plugin import hostile

from tests.helpers import HOSTILE_NAMES

PLAIN = Environment(autoescape=False)  # as MkDocs has it


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_a_text_is_shown_as_it_is(name: str) -> None:
    """By templates that escape what they print, and by those that do not."""
    for template in ("{{ name }}", "{{ name | e }}"):
        shown = PLAIN.from_string(template).render(name=hostile.text(name))
        assert not set(shown) & set("<>\"'")
        assert unescape(shown) == unescape(name)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Q & A", "Q &amp; A"),
        ("Q &amp; A", "Q &amp; A"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("<b>", "&lt;b&gt;"),
        ("plain", "plain"),
    ],
)
def test_what_is_escaped_already_is_not_escaped_twice(given: str, shown: str) -> None:
    """Nor when it is asked for again, as in a preview."""
    once = hostile.text(given)
    assert once == shown
    assert hostile.text(once) == shown


@pytest.mark.parametrize("value", [None, 3, True, ["<b>"], {"a": "<b>"}])
def test_what_is_no_text_stays_as_it_is(value: Any) -> None:
    """It is somebody else's."""
    assert hostile.text(value) is value


def test_of_a_page_what_themes_print_is_text() -> None:
    """And nothing is added; keys of others stay as they are."""
    page: Any = SimpleNamespace(meta={"title": "<b>", "tags": ["<i>", 3], "other": "<u>"})
    hostile.settle_page(page)
    assert page.meta == {"title": "&lt;b&gt;", "tags": ["&lt;i&gt;", 3], "other": "<u>"}
    bare: Any = SimpleNamespace(meta={"tags": "<i>"})
    hostile.settle_page(bare)
    assert bare.meta == {"tags": "<i>"}


def test_of_a_site_its_name_and_its_description_are_text(tmp_path: Path) -> None:
    """Where it has them."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Q & <A>\n")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    hostile.settle_site(config)
    assert config.site_name == "Q &amp; &lt;A&gt;"
    assert config.site_description is None


def test_a_title_of_a_heading_is_text_for_themes_that_take_its_tags_out() -> None:
    """It counts as one of the front matter; a title that is no markup adds nothing to that."""
    page: Any = SimpleNamespace(title="A &lt;b&gt;", meta={})
    hostile.settle_title(page)
    assert page.title == page.meta["title"] == "A &lt;b&gt;"
    plain: Any = SimpleNamespace(title="Q & A", meta={})
    hostile.settle_title(plain)
    assert (plain.title, plain.meta) == ("Q &amp; A", {})


def test_titles_of_the_navigation_are_text() -> None:
    """Of sections within sections, and of links."""
    inner = Section("<i>", [Link("<b>", "https://example.org/")])
    hostile.settle_navigation(Navigation([Section("<u>", [inner])], []))
    assert inner.title == "&lt;i&gt;"
    assert inner.children[0].title == "&lt;b&gt;"
