"""A package of the user's that is called as this program is: its modules are found behind ours.

A learner's project is called nexus as well as anybody's. Python knows one package of a name in a
process; a package may lie in several folders, though.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

NAME = __name__.partition(".")[0]


def share(folder: Path) -> None:
    """Let packages below a folder that are called as ours have their modules."""
    for name, module in _packages():
        own = str(folder.joinpath(*name.split(".")))
        if Path(own).is_dir() and own not in module.__path__:
            module.__path__ = [*module.__path__, own]


def withdraw() -> None:
    """Let this program have its packages alone again."""
    for _, module in _packages():
        module.__path__ = list(module.__path__)[:1]


def _packages() -> Iterator[tuple[str, ModuleType]]:
    for name, module in list(sys.modules.items()):
        if f"{name}.".startswith(f"{NAME}.") and list(getattr(module, "__path__", ())):
            yield name, module
