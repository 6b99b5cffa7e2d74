"""The texts of pages before MkDocs reads them."""

from collections.abc import Sequence
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from nexus.core import encoding
from nexus.core.errors import NexusError, place
from nexus.mkdocs_plugin.failures import Failure

# By itself, or as a part of another extension.
SUPERFENCES = "pymdownx.superfences", "pymdownx.extra"
_FENCED = "fenced_code"
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
    return "8<-" in markdown and "pymdownx.snippets" in names and has_superfences(names)
