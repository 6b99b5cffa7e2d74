"""Where what a program looks at lies: by names that are the same on every machine."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_PROJECT, PACKAGES, _ENVIRONMENT = "project:", "packages:", "environment:"
# What the system tells of itself, anew at each moment; and its C library, with the texts of that,
# which every program starts with.
_SYSTEM = re.compile(
    r"/(?:proc|sys|dev(?!/shm(?:/|$))|run(?!/media(?:/|$)))(?:/|$)|/etc/ld\.so\."
    r"|(?:/usr)?/lib\w*/(?:[\w-]+-linux-\w+/)?(?:lib(?:c|m|dl|rt|util|pthread)\.so|ld-linux|gconv/)"
    r"|/usr/share/locale(?:/|$)|/usr/lib/locale(?:/locale-archive|/C\..*)?$"
)
# What packages put beside themselves into a virtual environment: programs, and data.
_INSTALLED = re.compile(r"(?:bin/(?!python[\d.]*(?:\._pth)?$|pyvenv\.cfg$)|share/|etc/)")
_POINTERS = re.compile(r"\.pth$|/__editable__[^/]*\.py$")


@dataclass(frozen=True)
class Places:
    """The folders by which names are the same on every machine.

    `project` is the project's; `packages` are those of the packages, `python` are those that come
    with Python; what lies in one of `own` is this program's business, and no question.
    `environment` is the virtual environment, if there is one.
    """

    project: str
    packages: tuple[str, ...]
    python: tuple[str, ...]
    own: tuple[str, ...]
    path: str = ""
    environment: str = ""

    def name(self, path: str) -> str | None:
        """Return the name of an absolute path; None if it is no question."""
        named = self._named(path)
        if named is None or named[:1] != "/":
            return named
        folder, last = os.path.split(path)
        real = self._named(os.path.join(_real(folder), last))  # noqa: PTH118
        # A link on the way may lead elsewhere one day: what lies outside is asked for as it was.
        return named if real is not None and real[:1] == "/" else real

    def _named(self, path: str) -> str | None:
        installed = path.removeprefix(f"{self.environment}/")
        if self.environment and installed != path and _INSTALLED.match(installed):
            return _ENVIRONMENT + installed
        for folders, prefix in (
            (self.own, None),
            (self.packages, PACKAGES),
            (self.python, None),
            ((self.project,), _PROJECT),
        ):
            for folder in folders:
                if path == folder or path.startswith(f"{folder}/"):
                    return None if prefix is None else prefix + path[len(folder) + 1 :]
        return None if _SYSTEM.match(path) else path

    def paths(self, name: str) -> list[str]:
        """Return where a name may be on this machine, the most likely first."""
        if name.startswith(_PROJECT):
            return [os.path.join(self.project, name.removeprefix(_PROJECT))]  # noqa: PTH118
        if name.startswith(PACKAGES):
            rest = name.removeprefix(PACKAGES)
            return [os.path.join(folder, rest) for folder in self.packages]  # noqa: PTH118
        if name.startswith(_ENVIRONMENT):
            return [os.path.join(self.environment, name.removeprefix(_ENVIRONMENT))]  # noqa: PTH118
        return [name]

    def tells_places(self, path: str, beginning: bytes) -> bool:
        """Tell whether an installer wrote into a file where things are on this machine."""
        is_program = bool(self.environment) and path.startswith(f"{self.environment}/bin/")
        return bool(_POINTERS.search(path)) or (is_program and beginning == b"#!")

    def links(self, path: str) -> Iterator[str]:
        """Give each link on the way to a path, but for those that lead to the whole project."""
        way = "/"
        for part in path.split("/"):
            step = os.path.join(way, part)  # noqa: PTH118
            way = os.path.realpath(step)
            if os.path.islink(step) and not self.is_above(way):  # noqa: PTH114
                yield step

    def is_led(self, path: str) -> bool:
        """Tell whether a path outside leads into the project."""
        is_inside = (self.name(path) or "").startswith(_PROJECT)
        return is_inside and (self._named(path) or "")[:1] == "/"

    def is_own(self, path: str) -> bool:
        """Tell whether a path lies in one of this program's folders."""
        return any(path.startswith(f"{folder}/") for folder in self.own)

    def is_above(self, path: str) -> bool:
        """Tell whether a path leads to the project or to this program's folders: it does everywhere."""
        return any(f"{folder}/".startswith(f"{path}/") for folder in (self.project, *self.own))

    @property
    def home(self) -> str:
        """Return where Python, or the virtual environment, is."""
        return self.environment or self.python[0]

    def settled(self, text: str) -> str:
        """Return a text of the environment without the folders that each machine has elsewhere."""
        named = {self.project: "<project>", self.home: "<python>"}
        named |= dict.fromkeys(self.packages, "<packages>")
        for folder in sorted(named, key=len, reverse=True):
            text = text.replace(folder, named[folder])
        return text


@cache
def _real(folder: str) -> str:
    return os.path.realpath(folder)
