"""What MkDocs has read of a site that is staged for another engine."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from nexus.mkdocs_plugin.plugin import NexusPlugin
from nexus.mkdocs_plugin.stand_ins import END
from nexus.project.settings import PLUGIN

if TYPE_CHECKING:  # it takes its time to import, which a site with nothing of ours never does
    from nexus.mkdocs_plugin.work import Work


class Recorder(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Remembers what MkDocs has read, and where the content of each page ends.

    In a site that has nothing of ours, and no plugin that looks at HTML, nobody asks for that of a
    page: it is rendered only for what MkDocs then tells of its links, which can be done late.
    """

    def __init__(self, watch: Callable[[Iterable[Path]], None] | None) -> None:
        self._watch = watch or list
        self.files, self.nav, self.site = Files([]), Navigation([], []), MkDocsConfig()
        self.markdown: dict[str, str] = {}
        self.html: dict[str, str] = {}
        self._may_wait = False
        self._late: list[Page] = []

    @event_priority(-1000)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Tell what the site is made from, as plugins have added to it."""
        own = (config.docs_dir, config.config_file_path, config.theme.custom_dir)
        self._watch(map(Path, filter(None, (*own, *config.watch))))
        return config

    @event_priority(-1000)
    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Remember the settings, the navigation and all files, as plugins have made them."""
        self.files, self.nav, self.site = files, nav, config
        if work := self._work:
            self._watch(work.site.catalog.watched)
        heard = (*config.plugins.events["page_content"], *config.plugins.events["env"])
        owners = (getattr(method, "__self__", None) for method in heard)
        self._may_wait = not work and all(isinstance(o, Recorder | NexusPlugin) for o in owners)
        return nav

    @property
    def _work(self) -> "Work | None":
        ours = self.site.plugins[PLUGIN]
        return ours.work if isinstance(ours, NexusPlugin) else None

    @event_priority(-1000)
    def on_page_markdown(self, markdown: str, page: Page, **_: Any) -> str:
        """Remember the text of a page as plugins made it; who renders it in another way said so."""
        self.markdown[page.file.src_uri] = markdown
        if self._may_wait and "render" not in vars(page):
            vars(page)["render"] = partial(self._put_off, page)
        return markdown

    def _put_off(self, page: Page, *_: object) -> None:
        page.content = ""
        self._late.append(page)

    @event_priority(1000)
    def _keep(self, /, html: str, page: Page, **_: Any) -> str:
        """Remember the HTML of a page, before plugins change it."""
        self.html[page.file.src_uri] = html
        return html

    @event_priority(-1000)
    def _end(self, /, html: str, page: Page, **_: Any) -> str:
        """Mark the end of a page, where it has no mark."""
        return html if END in html else html + END

    on_page_content = CombinedEvent(_keep, _end)

    @event_priority(1000)  # before those that look at all pages
    def on_env(self, env: Any, **_: Any) -> Any:
        """Render each page now where the last ones have turned out to hold something of ours."""
        if self._work:
            self._render()
        return env

    def _render(self) -> None:
        site, files = self.site, self.files
        for page in self._late:
            site._current_page = page  # noqa: SLF001 (as MkDocs does, for what asks for it)
            del vars(page)["render"]
            page.render(site, files)
            html = page.content or ""
            page.content = site.plugins.on_page_content(html, page=page, config=site, files=files)
        self._late.clear()

    def validate(self) -> None:
        """Let MkDocs tell which links and anchors lead nowhere, as it does in a build."""
        self._render()
        level = self.site.validation.links.anchors
        for file in self.files.documentation_pages():
            if file.page:
                file.page.validate_anchor_links(files=self.files, log_level=level)
