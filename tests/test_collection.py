"""Every test is run: no folder of tests has a name that pytest passes over."""

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    """But that of the trials, which `make trials` runs."""
    patterns = pytestconfig.getini("norecursedirs")
    passed_over = {
        folder.name
        for file in TESTS.rglob("test_*.py")
        for folder in file.parents
        if folder.is_relative_to(TESTS) and any(fnmatch(folder.name, p) for p in patterns)
    }
    assert passed_over == {"trials"}
