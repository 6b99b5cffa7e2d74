"""The preview: the last good site stays while a rebuild goes wrong, and opened pages are run.

MkDocs empties the site's folder before it builds, and answers nobody after a failed build. Here a
build is given a chance to fail: the files of the last good site wait beside it and come back, and
each page says what is wrong. Examples run in the background where a browser shows their page.
"""

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from mkdocs.commands import serve
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from nexus.core import leases
from nexus.core.choices import GIT_HISTORIES
from nexus.core.errors import NexusError, place
from nexus.core.text import counted
from nexus.mkdocs_plugin import failures, panel
from nexus.mkdocs_plugin.failures import Log
from nexus.mkdocs_plugin.templates import Templates
from nexus.pages import frontmatter
from nexus.project.settings import Settings

if TYPE_CHECKING:
    from nexus.examples.background import Background
    from nexus.examples.postgres.databases import Databases
    from nexus.mkdocs_plugin.renderings import Renderings
    from nexus.mkdocs_plugin.work import Work

log = logging.getLogger("mkdocs.plugins.nexus")
# Plugins that do not gather what stands in pages: these need not see the figures.
_KNOWN = {"search", "tags", "nexus", "git-revision-date-localized", "mermaid2", "redirects"} | {
    *("material/search", "material/tags", "awesome-nav", "literate-nav", "section-index"),
}
# Tells whether examples of the page with an address, below the site, wait to be run.
Waits = Callable[[str], bool]


def lessened(chosen: Settings) -> Settings:
    """Give settings without what nobody looks at in a preview: it is for others, and takes time."""
    return replace(
        chosen,
        cards=False,
        copies=False,
        feeds=False,
        history=chosen.history if chosen.history in GIT_HISTORIES else "",
        metadata=False,
        verification=False,
    )


class Preview:
    """One preview of a site: what browsers show, what is wrong, and what runs for it."""

    def __init__(self, *, is_dirty: bool = False) -> None:
        self._is_dirty = is_dirty
        self.errors: list[NexusError] = []
        self.notices: list[NexusError] = []
        self.unread: list[NexusError] = []
        self._files = Files([])
        self.templates = Templates()
        self._visited: set[str] = set()
        self._opened: set[str] = set()
        self._background: Background | None = None
        self._renderings: Renderings | None = None
        self._config: tuple[Path, Path] = Path("mkdocs.yml"), Path("docs")
        self._server: LiveReloadServer | None = None
        self._lease: Path | None = None
        self._watched: set[str] = set()

    @classmethod
    def begun(cls, *, is_dirty: bool) -> "Preview":
        """Return a preview that begins, also where its first build fails."""
        preview = cls(is_dirty=is_dirty)
        preview.forgive_first()
        return preview

    def begin(self, config: MkDocsConfig) -> None:
        """Take note that a build begins; the pages that are open are those opened since the last."""
        self._config = Path(config.config_file_path), Path(config.docs_dir)
        self.watch(map(Path, config.watch))
        if self._visited:
            self._opened, self._visited = self._visited, set()

    def hasten(self, work: "Work", config: MkDocsConfig, databases: "Databases") -> None:
        """Let a build make no more than what changed, and run no more than what is open."""
        from nexus.examples.background import Background
        from nexus.mkdocs_plugin.renderings import Renderings

        self._background = self._background or Background(databases, self.build)
        self._background.begin()
        self._renderings = self._renderings or Renderings()
        late = _KNOWN.issuperset(config.plugins)
        work.previewed(self._opened.__contains__, self._background, self._renderings, late=late)

    def read(self, config: MkDocsConfig, files: Files) -> None:
        """Take note of the files of a build."""
        self._files = files
        if self._renderings:
            self._renderings.begin(config, files)

    def keep(self, page: Page) -> None:
        """Keep what a page becomes that has nothing of ours."""
        if self._renderings:
            # MkDocs knows no event in which a page could be rendered in another way.
            vars(page)["render"] = partial(self._renderings.render, page)

    def watch(self, paths: Iterable[Path]) -> None:
        """Have the site built anew when one of these changes, also one that was not there before."""
        for path in map(str, paths):
            if self._server is not None and path not in self._watched:
                self._server.watch(path)
                self._watched.add(path)

    def build(self) -> None:
        """Ask for another build, as a change of a file does."""
        server: Any = self._server
        if server is not None:
            # MkDocs offers no other way than a file that changes, which it would see later.
            with server._rebuild_cond:  # noqa: SLF001
                server._want_rebuild = True  # noqa: SLF001
                server._rebuild_cond.notify_all()  # noqa: SLF001

    def install(self, server: LiveReloadServer, config: MkDocsConfig, waits: Waits) -> None:
        """Let a server keep the last good site, say what is wrong, and run what is opened."""
        server.builder = self.forgiving(server.builder, Path(config.site_dir))
        self._server = server
        self._lease = leases.make()
        # What a preview that is killed leaves: its site, and the last good one.
        site = Path(config.site_dir)
        leases.bind(self._lease, site, site.with_name(f"{site.name}.last-good"))
        self.watch(map(Path, config.watch))
        answer, mount = server.serve_request, urlsplit(config.site_url or "").path or "/"

        def serve_request(environment: Any, start_response: Any) -> Any:
            content = answer(environment, start_response)
            path = unquote(environment["PATH_INFO"])
            if environment.get("REQUEST_METHOD", "GET") == "GET" and path.startswith(mount):
                self._visit(path.removeprefix(mount).removesuffix("index.html"), waits)
            return content

        theirs: Any = server
        theirs._serve_request = _patient(theirs, theirs._serve_request)  # noqa: SLF001

        def inject(content: bytes, epoch: int) -> bytes:
            return panel.over(injected(content, epoch), self.errors, self.notices, self.unread)

        server.set_app(serve_request)
        # MkDocs offers no other place where a page can be changed on its way.
        injected, theirs._inject_js_into_html = theirs._inject_js_into_html, inject  # noqa: SLF001

    def _visit(self, url: str, waits: Waits) -> None:
        if not url or url.endswith(("/", ".html")):
            self._visited.add(url)
            if waits(url):
                self.build()

    def forgiving(self, build: Callable[[], None], site: Path) -> Callable[[], None]:
        """Give a build that leaves `site` as it was where `build` raises an Exception."""

        def build_or_restore() -> None:
            kept = site.with_name(f"{site.name}.last-good")
            shutil.rmtree(kept, ignore_errors=True)
            self._set_aside(site, kept)
            try:
                with Log() as told:
                    build()
                self.succeed(told)
            except Exception as error:
                shutil.rmtree(site)
                kept.rename(site)
                self.fail(error, told)
            finally:
                shutil.rmtree(kept, ignore_errors=True)

        return build_or_restore

    def _set_aside(self, site: Path, kept: Path) -> None:
        if self._is_dirty:
            # MkDocs writes the pages that changed over those of the last build.
            shutil.copytree(site, kept)
        else:
            site.rename(kept)
            site.mkdir()

    def succeed(self, told: Log) -> None:
        """Take note that a build went well, and of what it warned of."""
        self.errors = []
        self.notices = failures.notices(told.warnings, *self._config)
        self.unread = list(_unread(self._files))

    def fail(self, error: Exception, told: Log) -> None:
        """Take note of what ended a build; print what MkDocs has not printed itself."""
        self.errors = failures.errors(error, told, *self._config)
        printed = "\n".join(told.errors)
        for each in self.errors:
            if str(each) not in printed:
                log.error(str(each))
        count = counted(len(self.errors), "error")
        log.warning("The last good site is still served: %s to fix", count)

    def forgive_first(self) -> None:
        """Let a preview start whose first build fails: a page says so until one goes well."""
        theirs: Any = serve
        build = theirs.build

        def build_first(config: MkDocsConfig, **options: Any) -> None:
            theirs.build = build
            site = Path(config.site_dir)
            try:
                with Log() as told:
                    build(config, **options)
                self.succeed(told)
            except Exception as error:
                for name in ("index.html", "404.html"):
                    (site / name).write_bytes(panel.instead())
                self.fail(error, told)

        theirs.build = build_first

    def close(self) -> None:
        """End what runs."""
        if self._background is not None:
            self._background.close()
            self._background = None
        if self._lease:
            shutil.rmtree(self._lease, ignore_errors=True)


def _patient(server: Any, answer: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Give an answer that asks again where a build began meanwhile and put the files aside.

    A server of MkDocs waits for a build that runs, and not for one that begins just then.
    """

    def answer_or_wait(environment: Any, start_response: Any) -> Any:
        wanted = server._wanted_epoch  # noqa: SLF001
        try:
            content = answer(environment, start_response)
        except FileNotFoundError:
            content = None
        if content is None and wanted != server._wanted_epoch:  # noqa: SLF001
            return answer_or_wait(environment, start_response)
        return content

    return answer_or_wait


def _unread(files: Files) -> Iterator[NexusError]:
    """Give what is wrong with front matter that MkDocs prints as text, without a word about it."""
    for file in files.documentation_pages():
        if (
            file.page
            and file.abs_src_path
            and (error := _wrong(file.content_string, file.abs_src_path))
        ):
            yield error


@lru_cache(maxsize=1 << 12)
def _wrong(text: str, path: str) -> NexusError | None:
    try:
        frontmatter.read(text, partial(place, Path(path)))
    except NexusError as error:
        return error
    return None
