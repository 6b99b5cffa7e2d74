"""Every content rule of a project, without building its site.

Settings and models can be read, each page has sound front matter, each fence asks for something
that exists, and the README's diagram is the current one. All faults are told, not only the first.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from nexus import catalog, fences, frontmatter, readme, settings
from nexus.cache import Cache
from nexus.catalog import Catalog
from nexus.errors import NexusError, place
from nexus.fences import Fence


def check(root: Path, environment: Mapping[str, str]) -> list[NexusError]:
    """All faults of the project in `root`, in the order in which a reader would mend them."""
    return list(_faults(root, environment))


def write_readme(root: Path, environment: Mapping[str, str]) -> None:
    """Puts the current diagrams into the README of the project in `root`.

    Raises NexusError where the settings or the models cannot be read.
    """
    file = root / "README.md"
    file.write_text(readme.updated(file.read_text("utf-8"), _schemas(root, environment)), "utf-8")


def _schemas(root: Path, environment: Mapping[str, str]) -> Catalog:
    chosen = settings.read(_configured(root / "mkdocs.yml"))
    cache = Cache(settings.cache_folder(environment, root))
    return catalog.read(root / chosen.models, cache)


def _faults(root: Path, environment: Mapping[str, str]) -> Iterator[NexusError]:
    try:
        schemas = _schemas(root, environment)
    except NexusError as fault:
        yield fault
        return
    for page in sorted((root / "docs").rglob("*.md")):
        yield from _page(page, PurePosixPath(page.relative_to(root / "docs")), schemas)
    if (root / "README.md").is_file():
        yield from _readme(root / "README.md", schemas)


def _configured(file: Path) -> Any:
    """What mkdocs.yml says under `extra.nexus`; its Python tags, which MkDocs reads, stay unread."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda *_: None)
    Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)
    configured = yaml.load(file.read_text("utf-8"), Loader)  # noqa: S506 (a SafeLoader's child)
    return (configured.get("extra") or {}).get("nexus")


def _page(file: Path, page: PurePosixPath, schemas: Catalog) -> Iterator[NexusError]:
    text = file.read_text("utf-8")
    try:
        frontmatter.check(text, page, partial(place, file))
    except NexusError as fault:
        yield fault
    for fence in fences.find(text, "erd"):
        try:
            _ask(fence, file, schemas)
        except NexusError as fault:
            yield fault.at(place(file, fence.line))


def _ask(fence: Fence, file: Path, schemas: Catalog) -> None:
    """Asks for what a fence wants, without drawing it; raises NexusError as drawing would."""
    request = fences.erd_request(fence.body, lambda line: place(file, fence.line + line))
    schemas[request.schema].select(request.options.tables)


def _readme(file: Path, schemas: Catalog) -> Iterator[NexusError]:
    text = file.read_text("utf-8")
    try:
        current = readme.updated(text, schemas)
    except NexusError as fault:
        yield fault.at(place(file))
        return
    if current != text:
        lines = zip(text.splitlines(), current.splitlines(), strict=False)
        line = next((n for n, (own, new) in enumerate(lines, start=1) if own != new), None)
        hint = "run nexus check --write, which puts the current one there"
        yield NexusError("the diagram is no longer that of the models", place(file, line), hint)
