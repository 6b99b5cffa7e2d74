"""One builder for all small sites."""

import os

import pytest
from nexus.examples.live import node

from tests.strangers.builders import Builder


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """Give what builds sites; what their examples gave is kept for all, in any process."""
    own = tmp_path_factory.getbasetemp()
    return Builder((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "kept")


@pytest.fixture(autouse=True)
def _no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no machine have Node: what readers run is tried once, on the site of the shop."""
    monkeypatch.setattr(node, "executable", lambda: "")
