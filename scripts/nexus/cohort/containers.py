"""A stranger's program in a container of its own, by podman or docker, whichever is there.

It sees its own folder and the files of an image, and nothing else of the machine: no network, no
other processes, no rights, and no more memory and processes than it may take. Nothing is fetched: the
image is there already. Its end is the container's, also where the program that waits for it is lost.
"""

import math
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nexus.cohort import confinement
from nexus.cohort.confinement import Limits
from nexus.core.errors import NexusError

ENGINES = ("podman", "docker")
_FLAGS = (
    *("--rm", "--pull=never", "--network=none", "--read-only", "--tmpfs=/tmp"),
    *("--cap-drop=all", "--security-opt=no-new-privileges", "--pids-limit=512"),
)
# What a server needs that root starts, as it goes on as somebody else.
_OF_ROOT = ("chown", "dac_override", "fowner", "kill", "setgid", "setuid")
# Its time is told here, and ends there as well: seconds between both, and for an engine to remove it.
_LATER, _PATIENCE = 10, 60


def engine() -> str:
    """Return the program that runs containers here; raises NexusError where there is none."""
    found = next(filter(None, map(shutil.which, ENGINES)), None)
    if found is None:
        raise NexusError(f"no container can be made: {' and '.join(ENGINES)} are missing here")
    return found


@dataclass(frozen=True)
class Container:
    """A container of an image for a folder, which has the same path there, and works `within` it."""

    image: str
    folder: Path
    within: Path
    limits: Limits

    def run(self, program: Sequence[str], more: Mapping[str, str]) -> str:
        """Run a program in it, as `confinement.run` does it in a process; raises NexusError."""
        own = engine()
        line = [own, "run", *self.options(own, more), self.image]
        ends = ("timeout", "-k", "5", str(math.ceil(self.limits.seconds) + _LATER))
        command = [*line, *ends, *program]
        try:
            # The engine is trusted, and finds its images by its own variables.
            return confinement.run(command, self.folder, self.within, self.limits, os.environ)
        finally:
            _remove(own, self.folder.name)

    def options(self, own: str, more: Mapping[str, str]) -> Iterator[str]:
        """Give the options of an engine: what the container may take, and all that it sees."""
        yield from _FLAGS
        yield f"--name={self.folder.name}"
        yield f"--memory={self.limits.memory}"
        yield f"--ulimit=fsize={self.limits.disk}:{self.limits.disk}"
        yield f"--volume={self.folder}:{self.folder}:Z"
        yield f"--workdir={self.within}"
        # What is written there is to be this user's.
        yield f"--user={os.getuid()}:{os.getgid()}"
        if os.getuid() == 0:
            yield from (f"--cap-add={name}" for name in _OF_ROOT)
        elif Path(own).name == "podman":
            yield "--userns=keep-id"
        else:
            yield "--volume=/etc/passwd:/etc/passwd:ro"  # PostgreSQL asks for its user's name
        known = {"HOME": self.folder / "home", "TMPDIR": self.folder / "tmp", **more}
        yield from (f"--env={name}={value}" for name, value in known.items())


def _remove(own: str, name: str) -> None:
    """Remove a container that is left, with all that runs in it."""
    command = [own, "rm", "--force", "--volumes", name]
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
