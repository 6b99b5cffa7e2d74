"""What the workers are sent for each portfolio, and what is kept of it for the next time."""

import hashlib
from pathlib import Path

from nexus.cohort import packing
from nexus.cohort.building import Built, Order
from nexus.cohort.confinement import Limits
from nexus.core.cache import Cache, address
from nexus.core.errors import NexusError


class Orders:
    """The orders of portfolios below a `folder`; `cache` keeps what ran for each of them.

    With an `image`, each is to be built in a container of it.
    """

    def __init__(self, folder: Path, limits: Limits, cache: Cache, image: str = "") -> None:
        self._folder, self._limits, self._cache = folder, limits, cache
        self._image = image
        self._evidence = Cache(cache.folder / "cohort", code="examples")

    def order(self, site: str) -> Order:
        """Return the order for a portfolio; raises NexusError and OSError where it is none."""
        folder = self._folder / site
        if not (folder / "mkdocs.yml").is_file():
            raise NexusError("there is no mkdocs.yml in it")
        source = packing.pack(folder, self._limits.disk, is_source=True)
        evidence = self._evidence.get(self._key(site)) or b""
        return Order(source, evidence, self._limits, self._image)

    def keep(self, site: str, built: Built) -> None:
        """Keep what ran for a portfolio."""
        self._evidence.put(self._key(site), built.evidence)

    def _key(self, site: str) -> list[str]:
        return [site, str((self._folder / site).resolve())]


def digest(order: Order) -> str:
    """Return a hash of what a site is made from: its source, and this program or its image."""
    image = [order.image] if order.image else []
    return address(["portfolio", hashlib.sha256(order.source).hexdigest(), *image])
