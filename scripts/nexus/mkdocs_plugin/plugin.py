"""The plugin `nexus`: the events of MkDocs, each handed over in a few lines.

In order: settings and models are read; generated pages are added in memory; pages with fences of
ours are rendered, and run; what looks at all pages comes last. Another site is left as it is.
"""

import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from nexus.core import failure
from nexus.core.errors import NexusError
from nexus.figures import demonstration
from nexus.mkdocs_plugin import (
    binding,
    drafts,
    failures,
    hostile,
    links,
    look,
    mermaid,
    places,
    preview,
    reading,
    terminal,
    texts,
)
from nexus.mkdocs_plugin.config import NexusConfig
from nexus.mkdocs_plugin.preview import Preview
from nexus.mkdocs_plugin.task import Task
from nexus.pages import fences
from nexus.pages.weeks import Weeks
from nexus.project import settings
from nexus.project.settings import Settings

if TYPE_CHECKING:
    from nexus.examples.postgres.databases import Databases
    from nexus.mkdocs_plugin.output import Output
    from nexus.mkdocs_plugin.work import Work

log = logging.getLogger("mkdocs.plugins.nexus")
_I18N = "i18n"


class NexusPlugin(BasePlugin[NexusConfig]):  # type: ignore[no-untyped-call]
    """Diagrams, a reference, examples that ran, and what is published of them."""

    def __init__(self) -> None:
        self.command = "build"
        self.chosen = Settings()
        self.task: Task | None = None
        self.work: Work | None = None
        self._preview: Preview | None = None
        self.output: Output | None = None
        self._databases: Databases | None = None

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether MkDocs builds or previews; clear up what killed builds left."""
        from nexus.examples import leftovers

        self.command = command
        leftovers.sweep()
        terminal.install()
        # MkDocs has one plugin for all builds of a process.
        self.close()
        self.task = None
        self._preview = Preview.begun(is_dirty=dirty) if command == "serve" else None

    @event_priority(50)  # before the plugins, which read the addresses
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the settings; the author's configuration stays as it is but for what they ask."""
        self.work = self.output = None
        self.chosen = chosen = self.config.chosen()
        settings.check_time(os.environ)
        links.install(Path(config.docs_dir))
        places.set_addresses(config, chosen, self.command)
        look.install(config, chosen)
        places.watch(config, chosen)
        if self._preview:
            self._preview.begin(config)
        return config

    @event_priority(-50)  # after the plugins that add pages, before those that list them
    def _extend(self, files: Files, config: MkDocsConfig) -> Files:
        return files if _I18N in config.plugins else self._extended(files, config)

    @event_priority(-200)  # it sorts pages by language, and knows none that is generated
    def _extend_late(self, files: Files, config: MkDocsConfig) -> Files:
        return self._extended(files, config) if _I18N in config.plugins else files

    on_files = CombinedEvent(_extend, _extend_late)

    def _extended(self, files: Files, config: MkDocsConfig) -> Files:
        """Add generated pages and files, where the site has anything of ours."""
        root = Path(config.config_file_path).parent
        found = [(file, reading.text(file)) for file in files.documentation_pages()]
        has_weeks = any(map(Weeks(self.chosen.weeks_dir).is_page, files.src_uris))
        # The look is ours as well: its files come with it.
        has_ours = self.chosen.look or any(texts.maybe(text, marks=has_weeks) for _, text in found)
        # What is not the usual folder is named on purpose, and must be there.
        has_models = any(name != "models" or (root / name).is_dir() for name in self.chosen.models)
        if has_models or has_weeks or has_ours:
            self._start(config, has_content=has_weeks or has_ours)
        if self.work:
            self.work.is_journal = has_weeks
            # The examples of a draft may be run by its name.
            if self.command != "serve" and not self.work.task.only:
                drafts.hold_back(files, found, config, log.info)
            pages = [text for file, text in found if file.src_uri in files.src_uris]
            self._expect(self.work, pages)
            hostile.settle_site(config)
            from nexus.mkdocs_plugin import files as additions

            to = additions.Additions(files, config, log.info)
            additions.add(self.work, to, config, pages)
            places.add_navigation(config, self.work.site)
        mermaid.install(files, config)
        if self._preview:
            self._preview.read(config, files)
        return files

    def _expect(self, work: "Work", pages: list[str]) -> None:
        """Count the examples of a build; a preview runs those of the open pages alone."""
        terminal.keep_apart(work.progress)
        if self.command != "serve" and not work.task.only:
            work.progress.expect(sum(1 for text in pages for _ in fences.examples(text)))

    def _start(self, config: MkDocsConfig, *, has_content: bool) -> None:
        """Load what draws and runs; a site whose models are none of ours, and no more, needs none."""
        from nexus.mkdocs_plugin.work import Work
        from nexus.project.site import Site

        root, docs = Path(config.config_file_path).parent, Path(config.docs_dir)
        try:
            site = Site.read(root, docs, self.chosen, os.environ, strict=config.strict)
        except NexusError as error:
            raise failures.Failure(error) from error
        site = replace(site, has_tabs=config.theme.name == "material")
        if self.command == "serve":
            site = replace(site, settings=preview.lessened(site.settings))
        for note in filter(None, (*site.catalog.notes, site.cache.lacking())):
            log.info(note)
        for warning in site.catalog.warnings:
            log.warning(warning)
        if site.catalog or has_content:
            # A preview keeps its databases from one build to the next.
            task = self.task or Task(report=log.info, warn=log.warning, note=log.info)
            self._databases = self._databases or site.databases(task.warn)
            self.work = Work(site, config, task, self._databases)
            if self._preview:
                self._preview.watch(site.catalog.watched)
                self._preview.hasten(self.work, config, self._databases)

    @event_priority(-100)  # after the plugins that make one
    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Make text of what the navigation says, and lead through what was written."""
        if self.work:
            hostile.settle_navigation(nav)
            places.link_pages(nav, self.work.generated, self.chosen.footer)
        return nav

    @event_priority(100)  # before the plugins, which print it
    def _settle(self, markdown: str, page: Page, **_: Any) -> str:
        if self.work:
            hostile.settle_page(page)
            if page.file.src_uri in self.work.generated:
                return hostile.COVER
        return markdown

    @event_priority(-100)  # what plugins made of it is what is rendered
    def _take(self, markdown: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
        if not self.work and texts.maybe(markdown, marks=False):
            self._start(config, has_content=True)
        if not self.work or not self.work.task.wants(page):
            return markdown
        if page.file.src_uri in self.work.generated:
            return self.work.take(page, hostile.uncovered(markdown, page))
        if texts.maybe(markdown, marks=self.work.is_journal) or reading.includes(markdown, config):
            return self.work.take(page, markdown)
        if self._preview:
            self._preview.keep(page)
        return markdown

    on_page_markdown = CombinedEvent(_settle, _take)

    @event_priority(100)  # the figures are in the page when other plugins read it
    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Render a page with fences of ours, and run its examples."""
        if self.work:
            hostile.settle_title(page)
            try:
                html = self.work.render(page, html, files)
            except NexusError as error:
                raise failures.Failure(error) from None
            html = demonstration.remarked(html, whole=page.meta.get("demonstration") is True)
        return look.settled(html) if self.chosen.look else html

    @event_priority(100)
    def on_env(self, env: Any, config: MkDocsConfig, files: Files) -> Any:
        """Put the last figures in; tell every error; add what is published beside the pages."""
        if not self.work:
            if self.task:
                raise self.task.Done
            return env
        from nexus.mkdocs_plugin.output import Output

        self.work.finish(files)
        if self.task and not self.task.stages:
            self.task.pages += self.work.files
            raise self.task.Done
        if self.command != "serve":
            self._end_databases()
        if self.work.errors:
            raise failures.Failure(*self.work.errors)
        if self.chosen.look:
            look.lighten(env)
        if self._preview:
            env.bytecode_cache = self._preview.templates
        self.output = Output(self.work, config, env, files)
        if self.task:
            raise self.task.Done
        return env

    @event_priority(100)  # before what makes a page smaller, in which no figure is found again
    def _finish(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Give a page its tags, styles and scripts."""
        made = self.output
        return made.page(output, page) if made and not made.is_late else output

    @event_priority(-100)
    def _finish_late(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Do so when the other plugins have done with it, where its figures came late."""
        made = self.output
        return made.page(output, page) if made and made.is_late else output

    on_post_page = CombinedEvent(_finish, _finish_late)

    @event_priority(-100)  # after the plugins, which write pages too
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Give a finished build its policy and its one style sheet, where that stops nothing."""
        if self.command == "serve" or not self.output or not self.work:
            return
        from nexus.stage import finishing

        self.output.finish(Path(config.site_dir))
        cache, address = self.work.site.cache, config.site_url or ""
        known = finishing.Facts(address, self.chosen, cache, config.theme.dirs)
        try:
            finishing.finish(Path(config.site_dir), known, log.info)
        except NexusError as error:
            raise failures.Failure(error) from None

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        """Keep the last good site while a rebuild fails, and run the examples of opened pages."""
        binding.tell(server)
        if self._preview:
            self._preview.install(server, config, self._waits)
        return server

    def _waits(self, url: str) -> bool:
        """Tell whether examples of the page with that address wait to be run."""
        return bool(self.work and self.work.waiting_at(url))

    @event_priority(-100)  # nothing comes after it where it raises
    def on_build_error(self, error: Exception) -> None:
        """End what runs examples; a preview goes on. What no program can help is told in one line."""
        if self.command != "serve":
            self.close()
        if known := failure.known(error) or failures.of_template(error):
            raise failures.Failure(known) from error

    def on_shutdown(self) -> None:
        """End what runs examples."""
        self.close()

    def _end_databases(self) -> None:
        if self._databases:
            self._databases.close()
        self._databases = None

    def close(self) -> None:
        """Forget the last build, and end what runs examples."""
        if self.work:
            self.work.progress.close()
        self.work = self.output = None
        if self._preview:
            self._preview.close()
        self._preview = None
        self._end_databases()
