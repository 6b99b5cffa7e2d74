"""One builder for all small sites."""

import os
from collections.abc import Iterator

import pytest
from nexus.examples.live import node

from tests.strangers.builders import Builder


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """Give what builds sites; what their examples gave is kept for all, in any process."""
    own = tmp_path_factory.getbasetemp()
    return Builder((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "kept")


@pytest.fixture(autouse=True, scope="module")
def _no_node() -> Iterator[None]:
    """Let no machine have Node: what readers run is tried once, on the site of the shop."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(node, "executable", lambda: "")
        yield
