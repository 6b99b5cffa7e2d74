"""The schemas of a site, from the models that its settings name."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from nexus.core.cache import Cache
from nexus.examples.postgres import server
from nexus.project import settings
from nexus.project.settings import Settings
from nexus.sources import catalog
from nexus.sources.catalog import Catalog


def read(
    root: Path, environment: Mapping[str, str], *, strict: bool = False, dialect: str = ""
) -> Catalog:
    """Return the schemas of the site below `root`, which may have no mkdocs.yml.

    A `dialect` takes the place of the setting. Raises NexusError for settings or models that cannot
    be read.
    """
    file = root / "mkdocs.yml"
    chosen = settings.read(settings.configured(file)) if file.is_file() else Settings()
    cache = Cache(settings.cache_folder(environment, root))
    asked = partial(catalog.read, engine=server.embedded, dialect=dialect or chosen.dialect)
    return asked(root, chosen.models, cache, strict=strict)
