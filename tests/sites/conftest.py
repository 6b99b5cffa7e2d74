"""One builder for all small sites."""

import pytest

from tests.sites.builders import Builder


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """Give what builds sites; what their examples gave is kept for all of them."""
    return Builder(tmp_path_factory.mktemp("kept"))
