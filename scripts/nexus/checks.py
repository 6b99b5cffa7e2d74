"""Every content rule of a project, without building its site.

Settings and models can be read, each page has sound front matter, each fence asks for something
that exists, and the README's diagram is the current one. All faults are told, not only the first.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from nexus import catalog, exports, fences, frontmatter, settings
from nexus.cache import Cache
from nexus.catalog import Catalog
from nexus.errors import NexusError, place
from nexus.fences import Fence

README_DIAGRAM = re.compile(
    r"<!-- erd:start (\S+) -->\n```mermaid\n(.*?)```\n<!-- erd:end -->", re.DOTALL
)


def check(root: Path, environment: Mapping[str, str]) -> list[NexusError]:
    """All faults of the project in `root`, in the order in which a reader would mend them."""
    return list(_faults(root, environment))


def _faults(root: Path, environment: Mapping[str, str]) -> Iterator[NexusError]:
    try:
        chosen = settings.read(_configured(root / "mkdocs.yml"))
        cache = Cache(settings.cache_folder(environment, root))
        schemas = catalog.read(root / chosen.models, cache)
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
    for found in README_DIAGRAM.finditer(text):
        try:
            current = exports.export(schemas[found[1]], "mermaid", "keys")
        except NexusError as fault:
            yield fault.at(place(file, text.count("\n", 0, found.start()) + 1))
            continue
        if found[2].strip() != current.strip():
            line = text.count("\n", 0, found.start(2)) + 1
            hint = f"paste the output of nexus export models/{found[1]}.py --format mermaid"
            yield NexusError("the diagram is no longer that of the models", place(file, line), hint)
