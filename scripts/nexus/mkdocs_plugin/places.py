"""Where a site and its pages are: its addresses, its files, and the schemas in its navigation."""

import os
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from nexus.project import addresses
from nexus.project.settings import Settings

if TYPE_CHECKING:
    from nexus.project.site import Site


def set_addresses(config: MkDocsConfig, chosen: Settings, command: str) -> None:
    """Set the addresses that SITE_URL says for one build, and those that the author asks for."""
    if command == "serve":
        return
    root = Path(config.config_file_path).absolute().parent
    known = addresses.read(os.environ, root)
    if os.environ.get("SITE_URL", "").strip() or (chosen.addresses and known.site):
        config.site_url = known.site
    if chosen.addresses and known.repository and config.repo_url is None:
        config.repo_url = known.repository
        config.repo_name = config.repo_name or known.repository_name
        if config.edit_uri is None:
            folder = Path(config.docs_dir).relative_to(root)
            config.edit_uri = f"edit/main/{folder.as_posix()}/"


def watch(config: MkDocsConfig, chosen: Settings) -> None:
    """Let a preview see what the settings name."""
    root = Path(config.config_file_path).parent
    for watched in filter(None, (*chosen.models, chosen.data_dir, chosen.lint_file)):
        if (root / watched).exists():
            config.watch.append(str(root / watched))


def add_navigation(config: MkDocsConfig, site: "Site") -> None:
    """Add the schemas to a navigation that the author wrote, unless they named some there."""
    if config.nav is None or not site.books:
        return
    if any(page.path in str(config.nav) for page in site.pages()):
        return
    after = site.settings.schema_after
    places = (
        i
        for i, item in enumerate(config.nav, 1)
        if item == after or (isinstance(item, dict) and (after in item or after in item.values()))
    )
    place = next(places, len(config.nav))
    config.nav[place:place] = [{"Schema": site.navigation()}]


def link_pages(nav: Navigation, generated: Container[str], footer: str) -> None:
    """Let the pages before and after a page be of its own kind.

    Written pages lead through what was written, generated ones through the reference, and those of
    the section `footer` through that.
    """
    of_footer = [item for item in nav.items if footer and item.title == footer]
    aside = {page.file.src_uri for item in of_footer for page in _pages(item)}
    kinds: dict[tuple[bool, bool], list[Page]] = {}
    for page in nav.pages:
        kinds.setdefault((page.file.src_uri in generated, page.file.src_uri in aside), []).append(
            page
        )
    for pages in kinds.values():
        for page, before, after in zip(pages, [None, *pages], [*pages[1:], None], strict=False):
            page.previous_page, page.next_page = before, after


def _pages(item: StructureItem) -> Iterator[Page]:
    if isinstance(item, Page):
        yield item
    for child in getattr(item, "children", None) or ():
        yield from _pages(child)


def in_order(paths: Iterable[str], files: Files) -> list[str]:
    """Give the paths of pages in the order of the navigation; what is not in it comes last."""
    pages = (file.page for file in files.documentation_pages())
    page = next((p for p in pages if p and p.next_page and not p.previous_page), None)
    order: dict[str, int] = {}
    while page and page.file.src_uri not in order:
        order[page.file.src_uri] = len(order)
        page = page.next_page
    return sorted(paths, key=lambda path: (order.get(path, len(order)), path))
