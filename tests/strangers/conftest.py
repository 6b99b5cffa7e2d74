"""One builder for all small sites."""

import os

import pytest

from tests.strangers.builders import Builder


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """Give what builds sites; what their examples gave is kept for all, in any process."""
    own = tmp_path_factory.getbasetemp()
    return Builder((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "kept")
