"""What a command wants of a build that writes nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.pages import Page

if TYPE_CHECKING:  # it takes its time to import, and every site imports this
    from nexus.core.cache import Cache
    from nexus.examples.runner import Runner


@dataclass
class Task:
    """One task; `report` is given a line about what takes time, `warn` about what went wrong.

    `note` is given one about what is good to know, `pages` are the files that were read. With `only`,
    no other page is looked at; `kept` is where results are looked for and kept. `runner` gives what
    runs the examples, in place of what is given to it. With `stages`, pages are made for another
    engine: links start at their sources, and figures stand apart. With `watch`, which is given the
    files and folders that are read, it is for a preview: what nobody looks at there is left out.
    """

    checks_only: bool = False
    stages: bool = False
    only: Path | None = None
    kept: "Cache | None" = None
    report: Callable[[str], None] = lambda _: None
    warn: Callable[[str], None] = lambda _: None
    note: Callable[[str], None] = lambda _: None
    pages: list[Path] = field(default_factory=list)
    runner: "Callable[[Runner], Runner] | None" = None
    watch: Callable[[Iterable[Path]], None] | None = None

    class Done(BaseException):
        """Ends such a build, when every page was read."""

    @property
    def is_preview(self) -> bool:
        """Tell whether it is for a preview."""
        return self.watch is not None

    def wants(self, page: Page) -> bool:
        """Tell whether a page is to be looked at."""
        return self.only is None or Path(page.file.abs_src_path or "").resolve() == self.only
