"""The texts of pages before MkDocs reads them."""

import posixpath
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from nexus.core import encoding
from nexus.core.errors import NexusError, place
from nexus.mkdocs_plugin.failures import Failure

# By itself, or as a part of another extension.
SUPERFENCES = "pymdownx.superfences", "pymdownx.extra"
_FENCED, _SNIPPETS = "fenced_code", "pymdownx.snippets"
_FINDERS = {*SUPERFENCES, _FENCED, "extra", "markdown.extensions.extra"}


def text(file: File) -> str:
    """Read a page; raises Failure, in one line, where MkDocs could not read it either."""
    try:
        return file.content_string
    except OSError as error:
        where = place(Path(file.abs_src_path or file.src_uri))
        raise Failure(NexusError(f"cannot read the page: {error.strerror}", where)) from None
    except ValueError:
        where = place(Path(file.abs_src_path or file.src_uri))
        try:
            return encoding.decode(file.content_bytes, where)
        except NexusError as error:
            raise Failure(error) from None


def has_superfences(names: Sequence[str]) -> bool:
    """Tell whether superfences finds the fences of a site: of several that do, the last one counts."""
    return [_FENCED, *filter(_FINDERS.__contains__, names)][-1] in SUPERFENCES


def includes(markdown: str, config: MkDocsConfig) -> bool:
    """Tell whether a page includes files, which may hold fences of ours.

    Only where the author has superfences, as a page with such a fence is given: no other page is to
    look different.
    """
    names = config.markdown_extensions
    return "8<-" in markdown and _SNIPPETS in names and has_superfences(names)


def snippets(config: MkDocsConfig) -> Callable[[str, str], str]:
    """Put files into the Markdown of a page, by its path, as the build of its HTML does."""
    if _SNIPPETS not in config.markdown_extensions:
        return lambda text, _: text

    @cache
    def reader(folder: str) -> Markdown:
        # `!relative` in mkdocs.yml asks where the page lies.
        page = SimpleNamespace(file=SimpleNamespace(src_path=f"{folder}/"))
        before = config._current_page  # noqa: SLF001 (MkDocs sets it for each page too)
        config._current_page = page  # type: ignore[assignment]  # noqa: SLF001
        try:
            return Markdown(extensions=[_SNIPPETS], extension_configs=config.mdx_configs)
        finally:
            config._current_page = before  # noqa: SLF001

    def expanded(text: str, path: str) -> str:
        snippets = reader(posixpath.dirname(path)).preprocessors["snippet"]
        return "\n".join(snippets.run(text.split("\n")))

    return expanded
