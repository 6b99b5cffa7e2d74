"""A real PostgreSQL for the tests, started once and only when one asks for it."""

from collections.abc import Iterator

import pytest
from nexus.examples.postgres.databases import Databases
from nexus.examples.postgres.server import Server, embedded


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server whose superuser the test may be."""
    with embedded() as started:
        yield started


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Databases on a server of their own."""
    with Databases() as made:
        yield made
