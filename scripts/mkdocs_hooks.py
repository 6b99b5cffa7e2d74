"""The events of MkDocs, each handed over in a few lines to the generator, which knows no MkDocs.

In order: settings and models are read and the pages' front matter is checked before MkDocs empties
the last site; generated pages and files are added in memory; each fence becomes a diagram. Faults
in fences are collected, so that one build tells them all.
"""

import logging
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

# MkDocs has this folder on the path only while it loads this file.
sys.path.append(str(Path(__file__).parent))

from nexus import frontend, links, preview, settings
from nexus.errors import NexusError
from nexus.site import Site

log = logging.getLogger("mkdocs.plugins.nexus")
_STAND_IN = '<div data-nexus-figure="{}"></div>'


@dataclass
class _Build:
    """What the events of one build share, in the order in which they set it."""

    command: str = "build"
    faults: list[str] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)
    site: Site = field(init=False)
    files: Files = field(init=False)
    page: Page = field(init=False)


_build = _Build()


class _NamesTheLine(logging.Filter):
    """Adds the line to what MkDocs says of a broken link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record pass."""
        record.msg, record.args = links.placed(record.getMessage(), _build.site.docs), ()
        return True


def on_startup(command: str, **_: object) -> None:
    """Remembers whether MkDocs builds or previews."""
    _build.command = command
    logging.getLogger("mkdocs.structure.pages").addFilter(_NamesTheLine())


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Reads the settings and the models; a fault here leaves the last site as it is."""
    root = Path(config.config_file_path).parent
    _build.faults.clear()
    _build.figures.clear()
    try:
        _build.site = Site.read(root, Path(config.docs_dir), config.extra.get("nexus"), os.environ)
    except NexusError as fault:
        raise PluginError(str(fault)) from None
    _set_addresses(config, settings.addresses(os.environ, root))
    config.extra["nexus"] = _build.site.settings
    config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault(
        "custom_fences", []
    ).append({"name": "erd", "class": "erd", "format": _draw_fence})
    _add_navigation(config, _build.site)
    if missing := frontend.missing(root):
        log.info(missing)
    return config


def _set_addresses(config: MkDocsConfig, known: settings.Addresses) -> None:
    if known.site and _build.command != "serve":
        config.site_url = known.site
    if known.repository and not config.repo_url:
        config.repo_url = known.repository
        config.repo_name = known.repository_name
        config.edit_uri = "edit/main/docs/"


def _add_navigation(config: MkDocsConfig, site: Site) -> None:
    if config.nav is not None:
        sections = [{"Schema": site.navigation()}]
        after = next((i for i, item in enumerate(config.nav) if "Technologies" in item), None)
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
    for asset in frontend.assets(root):
        files.append(File.generated(config, asset.uri, abs_src_path=str(asset.path)))
    _build.files = files
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Remembers whose fences come next."""
    _build.page = page
    return markdown


def _draw_fence(
    source: str, _language: str, _class: str, _options: Any, _md: Markdown, **_: object
) -> str:
    """A stand-in for a diagram: search and plugins, which parse pages, need not parse pictures."""
    page = _build.page.file
    try:
        figure = _build.site.figure(source, page.src_uri, page.content_string, _address)
    except NexusError as fault:
        _build.faults.append(str(fault))
        return ""
    stand_in = _STAND_IN.format(len(_build.figures))
    _build.figures[stand_in] = figure
    return stand_in


def on_post_page(output: str, **_: object) -> str:
    """Puts each diagram where its stand-in is."""
    stand_in = _STAND_IN.format(r"\d+")
    return re.sub(stand_in, lambda found: _build.figures.get(found[0], found[0]), output)


def _address(path: str) -> str:
    """The address of a generated page, as the page being drawn links to it."""
    return _build.files.src_uris[path].url_relative_to(_build.page.file)


def on_env(env: Any, **_: object) -> Any:
    """Tells every fault that the fences of the pages had."""
    if _build.faults:
        raise PluginError("\n".join(_build.faults))
    return env


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: object) -> LiveReloadServer:
    """Keeps the last good site while a rebuild fails."""
    server.builder = preview.forgiving(server.builder, Path(config.site_dir))
    return server
