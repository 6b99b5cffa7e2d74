"""What every test starts from: an environment that says nothing of this machine.

A golden file is the expected text of an output. After a wanted change, `pytest --write-golden`
writes them anew; the difference is then for a person to read.
"""

import gc
import signal

import hypothesis
import pytest

from tests.helpers import Golden

pytest_plugins = (
    "tests.fixtures.browser",
    "tests.fixtures.disk",
    "tests.fixtures.postgres",
    "tests.fixtures.projects",
    "tests.fixtures.wheel",
)

# The same examples in every run: a failure is one for everybody, and a slow machine is no failure.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("suite")

# Whoever starts the tests in the background has them ignore signals, and so would what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option that writes golden files."""
    parser.addoption("--write-golden", action="store_true", help="write golden files anew")


def pytest_collection_finish() -> None:
    """Leave what is there by now, which stays to the end, to no search for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def golden(pytestconfig: pytest.Config) -> Golden:
    """Compare texts with golden files, or write them."""
    return Golden(bool(pytestconfig.getoption("--write-golden")))


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget addresses and folders that the machine, or a pipeline, has set."""
    for name in ("SITE_URL", "GITHUB_REPOSITORY", "NEXUS_CACHE", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
