"""What code does is told apart from how it is explained."""

from pathlib import Path

import pytest
from nexus.core import code

CODE = '''"""Say what
this is: é."""

import os  # for paths


def double(x):
    """Return twice x."""
    # nothing to see
    return f"# {x}" * 2


class Empty:
    """Hold nothing."""
'''


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Say what\nthis is: é.", "Tell."),
        ("  # for paths", ""),
        ("    # nothing to see\n", ""),
        ("Return twice x.", "Double.\n\n    Or more."),
        ("Hold nothing.", "Be empty"),
        ("import os", "\n\nimport os"),
    ],
)
def test_an_explanation_changes_nothing(old: str, new: str, tmp_path: Path) -> None:
    """Docstrings, comments and blank lines may be written anew."""
    assert digest(tmp_path, CODE.replace(old, new)) == digest(tmp_path, CODE)


@pytest.mark.parametrize(
    ("old", "new"),
    [("# {x}", "#{x}"), ("* 2", "* 3"), ("import os", "import re"), ("x):", "x=1):")],
)
def test_another_deed_is_noticed(old: str, new: str, tmp_path: Path) -> None:
    """Also where it looks like a comment."""
    assert digest(tmp_path, CODE.replace(old, new)) != digest(tmp_path, CODE)


def digest(folder: Path, text: str) -> str:
    """The digest of a module with that code."""
    file = folder / "module.py"
    file.write_text(text)
    return code.digest([file])


def test_the_code_of_this_package_can_be_read(tmp_path: Path) -> None:
    """What is left of each module is Python."""
    for file in sorted(Path(code.__file__).parent.glob("*.py")):
        left = code.effective(file.read_text("utf-8"))
        if "class " not in left:  # a class with nothing but a docstring has no body then
            compile(left, str(file), "exec")
