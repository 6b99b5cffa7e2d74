"""This repository's own site, whose pages the tests of this folder know."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import sites
from tests.fixtures.sites import Once
from tests.helpers import ROOT
from tests.sites import Site


@pytest.fixture(scope="session")
def site(once: Once, serve: Callable[[Path], str]) -> Site:
    """The site of this repository, built strictly once for all tests, and served."""
    return Site.served(once("journal", lambda folder: sites.built(ROOT, folder)), serve)
