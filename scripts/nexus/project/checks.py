"""The README of a project: its diagrams are those of the models."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from nexus.core import encoding
from nexus.core.cache import Cache
from nexus.core.errors import NexusError, UsageError, place
from nexus.project import readme, settings
from nexus.sources import catalog
from nexus.sources.catalog import Catalog


def readme_errors(root: Path, environment: Mapping[str, str]) -> Iterator[NexusError]:
    """Give an error where a diagram in the README is no longer that of the models."""
    file = root / "README.md"
    if not file.is_file() or b"<!-- erd:start" not in file.read_bytes():
        return
    try:
        text = encoding.read(file)
        current = readme.updated(text, _schemas(root, environment))
    except NexusError as error:
        yield error.at(place(file))
        return
    if current != text:
        lines = zip(text.splitlines(), current.splitlines(), strict=False)
        line = next((n for n, (own, new) in enumerate(lines, start=1) if own != new), None)
        hint = "run nexus check --write, which puts the current one there"
        yield NexusError("the diagram is no longer that of the models", place(file, line), hint)


def write_readme(root: Path, environment: Mapping[str, str]) -> None:
    """Put the current diagrams into the README of the project in `root`.

    Raises NexusError where it, the settings or the models cannot be read.
    """
    file = root / "README.md"
    if not file.is_file():
        hint = "go to the project's folder, or name it with --root"
        raise UsageError("there is no README.md", place(file), hint)
    text = encoding.read(file)
    file.write_text(readme.updated(text, _schemas(root, environment)), "utf-8")


def _schemas(root: Path, environment: Mapping[str, str]) -> Catalog:
    chosen = settings.read(settings.configured(root / "mkdocs.yml"))
    cache = Cache(settings.cache_folder(environment, root))
    return catalog.read(root, chosen.models, cache, strict=True)
