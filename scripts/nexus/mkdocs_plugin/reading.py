"""The texts of pages before MkDocs reads them."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from nexus.core import encoding
from nexus.core.errors import NexusError, place
from nexus.mkdocs_plugin.failures import Failure


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


def includes(markdown: str, config: MkDocsConfig) -> bool:
    """Tell whether a page includes files, which may hold fences of ours.

    Only where the author has all extensions that a page with such a fence is given: no other page
    is to look different.
    """
    names = set(config.markdown_extensions)
    can_hold = names >= {"attr_list", "pymdownx.superfences"} or "pymdownx.extra" in names
    return "8<-" in markdown and "pymdownx.snippets" in names and can_hold
