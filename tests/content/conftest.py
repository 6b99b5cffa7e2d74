"""This repository's own site, whose pages the tests of this folder know."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import projects
from tests.fixtures.projects import Once
from tests.helpers import ROOT
from tests.projects import Site


@pytest.fixture(scope="session")
def site(once: Once, serve: Callable[[Path], str]) -> Site:
    """The site of this repository, built strictly once for all tests, and served."""
    return Site.served(once("journal", lambda folder: projects.built(ROOT, folder)), serve)
