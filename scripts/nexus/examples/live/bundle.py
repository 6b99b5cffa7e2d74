"""PGlite as npm brings it: PostgreSQL as WebAssembly, its files, and the modules that load them."""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nexus.core.cache import Cache
from nexus.core.packages import PGLITE
from nexus.examples.live import modules, node
from nexus.examples.live.part import FOLDER, Part


@dataclass(frozen=True)
class Bundle:
    """PGlite in a folder of npm packages; `cache` is where its compressed files are kept."""

    packages: Path
    cache: Cache

    @property
    def folder(self) -> Path:
        """Return the folder of its files."""
        return self.packages / PGLITE / "dist"

    @property
    def is_there(self) -> bool:
        """Tell whether it is installed, and so is the editor."""
        needed = [self.folder / name for name in ("index.js", "pglite.wasm", "pglite.data")]
        needed += [self.packages / name / module for name, module in modules.editor("sql").items()]
        return all(file.is_file() for file in needed)

    @cached_property
    def version(self) -> str:
        """Return its version."""
        package = json.loads((self.packages / PGLITE / "package.json").read_text("utf-8"))
        return str(package["version"])

    @property
    def identity(self) -> list[object]:
        """Return what decides what it gives: its version, and the modules that ask it."""
        return [self.version, *node.POSTGRES.texts]

    @cached_property
    def engine(self) -> dict[str, Part]:
        """Return what a browser needs of it whatever the data."""
        return {name: self._packed(f"pglite.{name}") for name in ("wasm", "data")}

    def _packed(self, name: str) -> Part:
        content = (self.folder / name).read_bytes
        return Part(
            name, self.cache.get_or_make(["part", self.version, name], lambda: pack(content()))
        )

    def offers(self, extension: str) -> bool:
        """Tell whether it brings an extension of PostgreSQL."""
        return (self.folder / f"{extension}.tar.gz").is_file()

    def extensions(self, names: Iterable[str]) -> dict[str, Part]:
        """Return the files of extensions, by their names."""
        return {
            name: Part(f"{name}.tar.gz", (self.folder / f"{name}.tar.gz").read_bytes())
            for name in names
        }

    @cached_property
    def modules(self) -> Mapping[str, str]:
        """Return the text of every module that a page loads, by its address."""
        files = (self.folder / "index.js", *sorted(self.folder.glob("chunk-*.js")))
        own = {f"{FOLDER}/pglite/{file.name}": file.read_text("utf-8") for file in files}
        return dict(modules.texts(self.packages, "sql")) | own


def pack(content: bytes) -> bytes:
    """Return bytes compressed, the same for the same."""
    return gzip.compress(content, 6, mtime=0)
