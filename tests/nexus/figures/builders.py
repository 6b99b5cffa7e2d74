"""The facts of a tiny site: a journal of one week, what its examples gave, and its schemas."""

from collections.abc import Mapping
from pathlib import Path

from nexus.core.cache import Cache
from nexus.examples.example import Example
from nexus.examples.rendered import Rendered
from nexus.figures.figure import Facts, Figure
from nexus.figures.registry import KINDS, Figures
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.reference.book import Book
from nexus.reference.styles import SiteStyle
from nexus.schema.model import Schema
from nexus.sources.catalog import Catalog

from tests.nexus.proof.builders import TOPIC, journal


def facts(
    folder: Path,
    *examples: Example,
    items: str = "",
    schemas: tuple[Schema, ...] = (),
    has_reference: bool = True,
    docstrings: Mapping[str, str] | None = None,
) -> Facts:
    """Make the facts of a week with those items, whose topic has those examples."""
    cache = Cache(folder / "cache")
    rendered = Rendered(folder, cache, pages={TOPIC: examples})
    named = {schema.name: schema for schema in schemas}
    books = {
        name: Book(schema, f"schema/{name}/", SiteStyle())
        for name, schema in named.items()
        if has_reference
    }
    made = Facts(Catalog(named, docstrings=docstrings or {}), books, rendered, cache)
    made.pages.update(journal(items).pages)
    return made


def page(*fences: Fence) -> Written:
    """Make a page with those fences."""
    return Written("a.md", Path("docs/a.md"), "", fences=fences)


def html(figure: Figure, body: str, page: Written, line: int = 10, address: str = "/{}") -> str:
    """Show a fence with that text, which starts in that line of the page; addresses have a /."""
    name = next(name for name, kind in KINDS.items() if kind is type(figure))
    return Figures(figure.facts).html(Fence(name, body, line=line), page, address.format)
