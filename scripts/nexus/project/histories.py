"""The histories of a site's schemas: the versions that git has of them, or revisions that run."""

from collections.abc import Mapping
from pathlib import Path

from nexus.core.cache import Cache
from nexus.core.choices import GIT_HISTORIES
from nexus.examples.postgres import server
from nexus.history import reader
from nexus.history.reader import Beside
from nexus.history.versions import Versions
from nexus.schema.model import Schema
from nexus.schema.timeline import Timeline
from nexus.sources.catalog import Catalog

_ENGINE = "nexus.examples.postgres.server:embedded"
_REVISIONS = "revisions"


def read(root: Path, of: str, catalog: Catalog, cache: Cache) -> dict[str, Timeline]:
    """Return the histories by their names, of what the setting `history` names; none if it is empty.

    Raises NexusError where revisions cannot be executed.
    """
    if not of:
        return {}
    if of in GIT_HISTORIES:
        models = {name: catalog.source(name) for name in catalog}
        return Versions(root, cache, _ENGINE).timelines(models, of)
    named = "" if of == _REVISIONS else of
    found = reader.read(named, root, server.embedded, Beside(cache=cache))
    return {found.name: found}


def version(root: Path, catalog: Catalog, cache: Cache, revision: str, name: str) -> Schema:
    """Return a schema of the site at a revision of git; raises NexusError where there is none."""
    return Versions(root, cache, _ENGINE).at(revision, catalog.source(name), name)


def births(
    timelines: Mapping[str, Timeline], schema: Schema, *, is_only: bool
) -> dict[tuple[str, str], str]:
    """Return the day that each column of a schema came, or else the revision, where it is known.

    An executed history is that of the only schema, or of one with the same tables.
    """
    executed = (each for each in timelines.values() if each.origin != "git")
    fitting = (each for each in executed if is_only or _has_tables(each, schema))
    found = timelines.get(schema.name) or next(fitting, None)
    known = found.births if found else {}
    return {place: revision.date or revision.id for place, revision in known.items()}


def _has_tables(timeline: Timeline, schema: Schema) -> bool:
    return timeline.last.by_id.keys() - set(timeline.apart) == schema.by_id.keys()
