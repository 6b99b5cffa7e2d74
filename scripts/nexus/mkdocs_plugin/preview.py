"""The preview: the last good site stays while a rebuild goes wrong, and opened pages are run.

MkDocs empties the site's folder before it builds, and answers nobody after a failed build. Here a
build is given a chance to fail: the files of the last good site wait beside it and come back.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

if TYPE_CHECKING:
    from nexus.mkdocs_plugin.plugin import NexusPlugin

log = logging.getLogger("mkdocs.plugins.nexus")


def forgiving(build: Callable[[], None], site: Path) -> Callable[[], None]:
    """Give a build that leaves `site` as it was, and says why, where `build` raises an Exception."""

    def build_or_restore() -> None:
        kept = site.with_name(f"{site.name}.last-good")
        shutil.rmtree(kept, ignore_errors=True)
        # Hard links: MkDocs deletes files before it writes them, so the kept ones stay as they are.
        shutil.copytree(site, kept, copy_function=os.link)
        try:
            build()
        except Exception as error:
            shutil.rmtree(site)
            kept.rename(site)
            log.warning("The last good site is still served: %s", _reason(error))
        finally:
            shutil.rmtree(kept, ignore_errors=True)

    return build_or_restore


def _reason(error: Exception) -> str:
    """Tell an error with its cause, where it has a cause and says nothing itself."""
    told = [str(each) for each in (error, error.__cause__) if each is not None and str(each)]
    return " ".join(" ".join(told).split()) or type(error).__name__


def install(server: LiveReloadServer, config: MkDocsConfig, plugin: "NexusPlugin") -> None:
    """Let a server keep the last good site, and build anew when a page with examples is opened."""
    server.builder = forgiving(server.builder, Path(config.site_dir))
    marker = Path(tempfile.mkdtemp(prefix="nexus-opened-")) / "opened"
    marker.touch()
    server.watch(str(marker))
    serve = server.serve_request

    def serve_opened(environment: Any, start_response: Any) -> Any:
        page = _page_at(environment["PATH_INFO"], config, plugin)
        if page is not None and page not in plugin.opened:
            plugin.opened.add(page)
            marker.touch()
        return serve(environment, start_response)

    server.set_app(serve_opened)


def _page_at(path: str, config: MkDocsConfig, plugin: "NexusPlugin") -> str | None:
    """Give the page below a path whose examples wait to run; None where there is none."""
    if plugin.work is None:
        return None
    mount = urlsplit(config.site_url or "").path or "/"
    url = unquote(path).removeprefix(mount).removesuffix("index.html")
    return next((page for page in plugin.work.waiting if plugin.work.urls.get(page) == url), None)
