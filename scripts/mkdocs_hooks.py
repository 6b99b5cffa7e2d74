"""The events of MkDocs, each handed over in a few lines to the generator, which knows no MkDocs.

In order: settings and models are read and the pages' front matter is checked before MkDocs empties
the last site; generated pages and files are added in memory; examples run unless their results
are kept; each fence becomes a figure. Errors in fences are collected, so that one build tells them
all.

mkdocs.yml names this file as a hook. Somebody else's names the plugin `nexus`: see Plugin.
"""

import logging
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2.ext import Extension
from markdown import Markdown
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

# MkDocs has this folder on the path only while it loads this file.
sys.path.append(str(Path(__file__).parent))

from nexus.build import (
    csp,
    highlighting,
    npm,
    scripts,
    stylesheet,
    swap,
    tables,
)
from nexus.core.errors import NexusError
from nexus.examples.merging import RESULT
from nexus.examples.rendered import Rendered
from nexus.figures.board import Board
from nexus.mkdocs_plugin import links, preview
from nexus.project import settings
from nexus.project.site import Site
from nexus.publish import manifest
from nexus.publish import page as published
from nexus.publish.publication import Publication

log = logging.getLogger("mkdocs.plugins.nexus")
_DATES = "mkdocs.plugins.mkdocs_git_revision_date_localized_plugin.plugin"
_SNIPPETS = "pymdownx.snippets"
_SCRIPT = re.compile(r"<script (?=[^>]*\bsrc=)")
_STAND_IN = '<div data-nexus-figure="{}"></div>'
# What generated pages and examples are written with, beside the defaults of MkDocs.
_EXTENSIONS: Mapping[str, dict[str, Any]] = {
    "admonition": {},
    "attr_list": {},
    "md_in_html": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
}


@dataclass
class _Build:
    """What the events of one build share, in the order in which they set it."""

    command: str = "build"
    guest: bool = False
    errors: list[str] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    site: Site = field(init=False)
    rendered: Rendered = field(init=False)
    board: Board = field(init=False)
    publication: Publication = field(init=False)
    files: Files = field(init=False)
    page: Page = field(init=False)


_build = _Build()


class _NamesTheLine(logging.Filter):
    """Adds the line to what MkDocs says of a broken link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record pass."""
        record.msg, record.args = links.placed(record.getMessage(), _build.site.docs), ()
        return True


class _Unindented(Extension):
    """Takes the indentation out of templates, which is for those who read templates."""

    def preprocess(self, source: str, *_: object) -> str:
        """The text of a template with one blank before tags and values.

        Without it, what stands before and after a statement might become one word.
        """
        return re.sub(r"^[ \t]+(?=[<{])", " ", source, flags=re.MULTILINE)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a record of the plugin for dates tells something.

    It asks the clock twice for a page that git does not know, and warns when a second has passed.
    """
    return "First revision timestamp is older" not in record.getMessage()


def on_startup(command: str, **_: object) -> None:
    """Remembers whether MkDocs builds or previews."""
    _build.command = command
    logging.getLogger("mkdocs.structure.pages").addFilter(_NamesTheLine())
    logging.getLogger(_DATES).addFilter(_is_news)


@event_priority(50)  # before the plugins, which read the addresses
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Reads the settings and the models; an error here leaves the last site as it is."""
    root = Path(config.config_file_path).parent
    _build.errors.clear()
    _build.figures.clear()
    try:
        _build.site = Site.read(root, Path(config.docs_dir), config.extra.get("nexus"), os.environ)
    except NexusError as error:
        raise PluginError(str(error)) from None
    if _build.guest:
        _furnish(config)
    _set_addresses(config, settings.addresses(os.environ, root))
    if "rss" in config.plugins:
        config.plugins["rss"].config["image"] = f"{config.site_url}{manifest.ICON}"
    config.extra["nexus"] = _build.site.settings
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {})
    fences.setdefault("custom_fences", []).extend(
        {"name": name, "class": name, "format": _formatter(figure)}
        for name, figure in _FENCES.items()
    )
    _add_navigation(config, _build.site)
    missing = npm.missing(root)
    if missing and not _build.guest:
        log.info(missing)
    return config


def _furnish(config: MkDocsConfig) -> None:
    """Gives another project's site what figures need, unless it says otherwise itself."""
    for name, options in _EXTENSIONS.items():
        if name not in config.markdown_extensions:
            config.markdown_extensions.append(name)
            config.mdx_configs.setdefault(name, dict(options))
    config.extra_css.insert(0, stylesheet.ADDRESS)
    models = _build.site.root / _build.site.settings.models
    if models.is_dir():
        config.watch.append(str(models))


def _set_addresses(config: MkDocsConfig, known: settings.Addresses) -> None:
    # An address that a guest wrote down is meant; only SITE_URL is said for one build.
    settled = _build.guest and config.site_url and not os.environ.get("SITE_URL")
    if known.site and not settled and _build.command != "serve":
        config.site_url = known.site
    if known.repository and not config.repo_url:
        config.repo_url = known.repository
        config.repo_name = known.repository_name
        config.edit_uri = "edit/main/docs/"


def _add_navigation(config: MkDocsConfig, site: Site) -> None:
    if config.nav is not None:
        sections = [{"Schema": site.navigation()}]
        after = next(
            (i for i, item in enumerate(config.nav) if "Technologies" in item), len(config.nav)
        )
        config.nav[after:after] = sections


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the generated pages and files, and what the front-end packages give."""
    site = _build.site
    root = Path(config.config_file_path).parent
    for page in site.pages():
        files.append(File.generated(config, page.path, content=page.markdown))
        files.src_uris[page.path].edit_uri = site.edit_path(page)
    for uri, content in site.assets():
        files.append(File.generated(config, uri, content=content))
    if _build.guest:
        files.append(File.generated(config, stylesheet.ADDRESS, content=stylesheet.text()))
    for asset in () if _build.guest else npm.assets(root):
        files.append(_front_end_file(config, asset))
    _build.rendered = _run_examples(site, files)
    _build.board = site.board(_build.rendered)
    for uri, content in _build.rendered.files():
        files.append(File.generated(config, uri, content=content))
    _build.files = files
    return files


def _front_end_file(config: MkDocsConfig, asset: npm.Asset) -> File:
    if asset.path.suffix == ".woff2" and _build.command == "build":
        return File.generated(config, asset.uri, content=_build.site.font(asset.path))
    return File.generated(config, asset.uri, abs_src_path=str(asset.path))


def _run_examples(site: Site, files: Files) -> Rendered:
    written = {
        file.src_uri: file.content_string
        for file in files.documentation_pages()
        if file.generated_by is None
    }
    try:
        return site.run(written, log.info, _is_wanted)
    except NexusError as error:
        raise PluginError(str(error)) from None


def _is_wanted(page: str) -> bool:
    """Whether a page's examples may run: in a preview only when somebody has opened the page."""
    return _build.command != "serve" or page in _build.opened


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Puts the examples into the page that comes next."""
    _build.page = page
    return _build.rendered.merged(page.file.src_uri, markdown)


def on_page_content(html: str, **_: object) -> str:
    """Lightens a page's code and frames its tables, before search and plugins parse it."""
    # Another project's theme may colour what this one leaves plain.
    if _build.guest:
        return html
    return tables.framed(highlighting.framed(highlighting.lightened(html)))


def _formatter(figure: Callable[[str], str]) -> Callable[..., str]:
    """A format for superfences that leaves a stand-in for the figure of a fence's text.

    Search and plugins, which parse pages, need not parse pictures.
    """

    def format_fence(
        source: str, _language: str, _class: str, _options: Any, _md: Markdown, **_: object
    ) -> str:
        try:
            html = figure(source)
        except NexusError as error:
            _build.errors.append(str(error))
            return ""
        except Exception:
            # Superfences would show the fence's text instead, and the build would pass.
            _build.errors.append(f"{_build.page.file.src_uri}: {traceback.format_exc()}")
            return ""
        stand_in = _STAND_IN.format(len(_build.figures))
        _build.figures[stand_in] = html
        return stand_in

    return format_fence


def _diagram(source: str) -> str:
    page = _build.page.file
    return _build.site.figure(source, page.src_uri, page.content_string, _address)


def _normal_form(source: str) -> str:
    page = _build.page.file
    return _build.site.normal_form(source, page.src_uri, page.content_string, _address)


def _result(source: str) -> str:
    return _build.rendered.figure(_build.page.file.src_uri, int(source), _address)


def _ledger(_source: str) -> str:
    return _build.board.ledger(_address)


def _technologies(_source: str) -> str:
    return _build.board.technologies(_address)


def _figure(source: str) -> str:
    return _build.board.figure(source, _build.page.file.src_uri, _address)


_FENCES = {
    "erd": _diagram,
    "normal-form": _normal_form,
    "ledger": _ledger,
    "technologies": _technologies,
    "figure": _figure,
    RESULT: _result,
}


def on_post_page(output: str, **_: object) -> str:
    """Puts each figure where its stand-in is; what paints a page is fetched before its scripts."""
    if not _build.guest:
        output = _SCRIPT.sub('<script fetchpriority="low" ', output)
    stand_in = _STAND_IN.format(r"\d+")
    return re.sub(stand_in, lambda found: _build.figures.get(found[0], found[0]), output)


def _address(path: str) -> str:
    """The address of a generated page, as the page being drawn links to it."""
    return _build.files.src_uris[path].url_relative_to(_build.page.file)


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Tells every error that the fences had; adds what is published beside the pages."""
    if _build.errors:
        raise PluginError("\n".join(_build.errors))
    pages = [file.page for file in files.documentation_pages() if file.page]
    for page in pages:
        # Material prints these as they are, but for `title | e`; those of a table are escaped.
        page.title = Markup(escape(unescape(str(page.title))))  # noqa: S704 (it is escaped here)
        for key in page.meta.keys() & {"title", "description"}:
            page.meta[key] = escape(unescape(str(page.meta[key])))
    if not _build.guest:
        # A line of a template that holds nothing but a statement leaves no line in the page.
        env.trim_blocks = env.lstrip_blocks = True
        env.add_extension(_Unindented)
        _publish(config, files, pages)
    return env


def _publish(config: MkDocsConfig, files: Files, pages: Sequence[Page]) -> None:
    days = [_day(page, "revision") for page in pages]
    if any(days):
        # For the site map. MkDocs takes the day of the build for that of every page, and needs one.
        for page, day in zip(pages, days, strict=True):
            page.update_date = day
    _build.publication = _publication(config, pages)
    for number, (uri, content) in enumerate(_build.publication.files()):
        # Under a name that is no page's: a page's Markdown would be taken for one.
        file = File.generated(config, f"published/{number}", content=content)
        file.dest_uri = uri
        files.append(file)


def _publication(config: MkDocsConfig, pages: Iterable[Page]) -> Publication:
    website = published.Website(
        config.site_name,
        config.site_url or "",
        config.site_description or "",
        config.theme["language"],
    )
    folders = (config.docs_dir, *config.theme.dirs)
    mark = manifest.mark(Path(folder, config.theme["favicon"]) for folder in folders)
    expanded = _snippets(config)
    known = {page.file.src_uri: _published(page, expanded) for page in pages}
    return _build.site.publication(website, known, _build.rendered, _build.board, mark)


def _snippets(config: MkDocsConfig) -> Callable[[str], str]:
    """Puts files into a page's Markdown where it names them, as the build of its HTML does."""
    if _SNIPPETS not in config.markdown_extensions:
        return lambda text: text
    reader = Markdown(extensions=[_SNIPPETS], extension_configs=config.mdx_configs)
    snippets = reader.preprocessors["snippet"]
    return lambda text: "\n".join(snippets.run(text.split("\n")))


def _published(page: Page, expanded: Callable[[str], str]) -> published.Page:
    meta = page.meta
    return published.Page(
        path=page.file.src_uri,
        url=page.url,
        title=unescape(meta["title"]),
        description=unescape(meta["description"]),
        markdown=expanded(page.markdown or ""),
        created=_day(page, "creation"),
        updated=_day(page, "revision"),
        technologies=tuple(meta.get("technologies", ())),
        share=meta.get("share", ""),
    )


def _day(page: Page, what: str) -> str:
    """The day of a page's first or last commit; empty where git knows none."""
    name = f"git_{what}_date_localized"
    known = page.meta.get(f"{name}_hash")
    return str(page.meta[f"{name}_raw_iso_date"]) if known else ""


def on_page_context(context: Any, page: Page, **_: object) -> Any:
    """Gives the theme what it prints for those who share a page or look for it."""
    if _build.guest:
        return context
    path = page.file.src_uri
    context["published"] = _build.publication.head(path)
    context["offer"] = _build.publication.offer(path)
    return context


@event_priority(-100)  # after the plugins, which write pages too
def on_post_build(config: MkDocsConfig, **_: object) -> None:
    """Puts the policy and one style sheet into every page of a build, and marks the script.

    A preview's pages hold a script of MkDocs. Both fit this project's theme only: a guest's may use
    any script.
    """
    if _build.command == "serve" or _build.guest:
        return
    site = Path(config.site_dir)
    if errors := csp.guard(site):
        raise PluginError("\n".join(map(str, errors)))
    # Not at the top: a guest does without what reads style sheets.
    from nexus.build import css

    try:
        css.merge(site, urlsplit(config.site_url or "").path or "/", _build.site.cache)
    except NexusError as error:
        raise PluginError(str(error)) from None
    scripts.mark(site)
    swap.settle(site)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: object) -> LiveReloadServer:
    """Keeps the last good site while a rebuild fails, and runs the examples of opened pages."""
    server.builder = preview.forgiving(server.builder, Path(config.site_dir))
    marker = _build.site.cache.folder / "opened"
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()
    server.watch(str(marker))
    serve = server.serve_request

    def serve_opened(environment: Any, start_response: Any) -> Any:
        page = _page_at(environment["PATH_INFO"], config)
        if page is not None and _build.rendered.is_waiting(page) and page not in _build.opened:
            _build.opened.add(page)
            marker.touch()
        return serve(environment, start_response)

    server.set_app(serve_opened)
    return server


def _page_at(path: str, config: MkDocsConfig) -> str | None:
    """The written page that the preview serves under a path."""
    mount = urlsplit(config.site_url or "").path or "/"
    url = unquote(path).removeprefix(mount).removesuffix("index.html")
    pages = {
        file.url.removeprefix("./"): file.src_uri for file in _build.files.documentation_pages()
    }
    return pages.get(url)


class Plugin(BasePlugin):  # type: ignore[no-untyped-call, type-arg]
    """The plugin `nexus` of another project's site: every event above.

    Its pages get figures and their style sheet. What only this project's theme can show is left
    out: front-end packages, the policy, and the tags and files for those who share a page.
    """

    def __init__(self) -> None:
        _build.guest = True
        vars(self).update({name: event for name, event in globals().items() if name[:3] == "on_"})
