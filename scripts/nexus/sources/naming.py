"""What schemas are called.

A MetaData is one schema. It is named after the module that holds all of its tables, dotted below
the folder of MODELS (`normalization.first_normal_form`), or else after the package or folder that
those modules lie in (`models`). Where two would have the same name, they get longer ones: that of
where they lie below the project (`blog.models`, `shop.models`), or one that ends in what their
module calls them (`db.main`, `db.log`). What no address should have becomes a hyphen.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nexus.sources.target import Target, dotted


@dataclass(frozen=True)
class Home:
    """Where a schema is declared: `path` is the module or folder, `modules` those with tables.

    `spellings` are names for the schema, the best one first; `aliases` those of its modules.
    """

    path: Path = Path()
    modules: tuple[Path, ...] = ()
    spellings: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @classmethod
    def of(cls, files: Iterable[Path], targets: Sequence[Target], label: str) -> "Home":
        """Return the home of the tables that are declared in `files` and found by `targets`.

        `label` is what their MetaData is called in its module.
        """
        top = Path(os.path.commonpath(target.path for target in targets))
        top = top.parent if top.name == "__init__.py" else top
        modules = tuple(dict.fromkeys(file for file in files if file.is_relative_to(top)))
        path = Path(os.path.commonpath(modules)) if modules else top
        short = dotted(path, top) or top.name.removesuffix(".py")
        root = targets[0].root
        whole = dotted(path, root) if path.is_relative_to(root) else ""
        bases, own = (short, whole or short), label.rpartition(".")[2] or "metadata"
        below = [dotted(file, top) for file in modules]
        aliases = dict.fromkeys((*below, *(name.rpartition(".")[2] for name in below)))
        spellings = map(_safe, (*bases, *(f"{base}.{own}" for base in bases)))
        return cls(path, modules, tuple(spellings), tuple(filter(None, aliases)))

    @classmethod
    def called(
        cls, name: str, path: Path, root: Path, modules: Iterable[Path] = (), part: str = ""
    ) -> "Home":
        """Return the home of a schema that has a name of its own; `part` is what of it is meant."""
        whole = dotted(path, root) if path.is_relative_to(root) else ""
        bases = (part or name, whole or name)
        spellings = map(_safe, (*bases, *(f"{base}.{part or 'schema'}" for base in bases)))
        return cls(path, tuple(modules), tuple(spellings), (name,) if part else ())


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "schema"


def names(homes: Sequence[Home]) -> list[str]:
    """Return a name for each home: the first of its spellings that it shares with no other."""
    found: dict[int, str] = {}
    for spellings in zip(*(home.spellings for home in homes), strict=True):
        times = Counter(name.casefold() for name in (*spellings, *found.values()))
        found |= {
            place: name
            for place, name in enumerate(spellings)
            if place not in found and times[name.casefold()] == 1
        }
    return [found.get(place) or f"{home.spellings[0]}-{place}" for place, home in enumerate(homes)]
