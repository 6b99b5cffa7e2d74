"""The preview: the last good site stays while a rebuild goes wrong, and opened pages are run.

MkDocs empties the site's folder before it builds, and answers nobody after a failed build. Here a
build is given a chance to fail: the files of the last good site wait beside it and come back.
"""

import logging
import os
import re
import shutil
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

_BANNER = (
    "position:fixed;inset:0 0 auto;z-index:99;margin:0;padding:.5em 1em;"
    "background:#a12a1e;color:#fff;font:16px/1.4 sans-serif;white-space:pre-wrap"
)
log = logging.getLogger("mkdocs.plugins.nexus")


def forgiving(
    build: Callable[[], None], site: Path, report: Callable[[str], None] = lambda _: None
) -> Callable[[], None]:
    """Give a build that leaves `site` as it was, and says why, where `build` raises an Exception.

    `report` is given the reason too, or the empty string when a build went well.
    """

    def build_or_restore() -> None:
        kept = site.with_name(f"{site.name}.last-good")
        shutil.rmtree(kept, ignore_errors=True)
        # Hard links: MkDocs deletes files before it writes them, so the kept ones stay as they are.
        shutil.copytree(site, kept, copy_function=os.link)
        try:
            build()
            report("")
        except Exception as error:
            shutil.rmtree(site)
            kept.rename(site)
            log.warning("The last good site is still served: %s", _reason(error))
            report(_reason(error))
        finally:
            shutil.rmtree(kept, ignore_errors=True)

    return build_or_restore


def _reason(error: Exception) -> str:
    """Tell an error with what it came from, where it says nothing of that itself."""
    told: list[str] = []
    each: BaseException | None = error
    while each is not None:
        words = " ".join(str(each).split())
        if words and not any(words in known for known in told):
            told.append(words)
        each = each.__cause__ or each.__context__
    return "; ".join(told) or type(error).__name__


def install(
    server: LiveReloadServer, config: MkDocsConfig, open_page: Callable[[str], bool], folder: Path
) -> None:
    """Let a server keep the last good site, and build anew when a page with examples is opened.

    `open_page` is told the address of each page below the site, and tells whether examples wait;
    `folder` is an empty one, for what makes the server build.
    """
    reasons = [""]
    server.builder = forgiving(server.builder, Path(config.site_dir), reasons.append)
    marker = folder / "opened"
    marker.touch()
    server.watch(str(marker))
    serve, mount = server.serve_request, urlsplit(config.site_url or "").path or "/"

    def serve_opened(environment: Any, start_response: Any) -> Any:
        path = unquote(environment["PATH_INFO"])
        if open_page(path.removeprefix(mount).removesuffix("index.html")):
            marker.touch()
        return serve(environment, start_response)

    theirs: Any = server

    def inject(content: bytes, epoch: int) -> bytes:
        return _with_reason(injected(content, epoch), reasons[-1])

    server.set_app(serve_opened)
    # MkDocs offers no other place where a page can be changed on its way.
    injected, theirs._inject_js_into_html = theirs._inject_js_into_html, inject  # noqa: SLF001


def _with_reason(html: bytes, reason: str) -> bytes:
    """Give a page of the last good site, which says on top why it is not the newest."""
    if not reason:
        return html
    told = f'<p role="alert" style="{_BANNER}">The last good site: {escape(reason)}</p>'
    return re.sub(rb"<body[^>]*>", lambda body: body[0] + told.encode(), html, count=1)
