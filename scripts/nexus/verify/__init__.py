"""A published site against its signed list, without an account: its files, who signed, for whom.

In order: the list SHA256SUMS and its Sigstore bundle are read, from a folder or an address; the
bundle must say that a workflow of the repository signed this very list; and each file must be the
one that is listed. Every difference is told.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

from nexus.core.errors import NexusError
from nexus.verify import signature
from nexus.verify.listing import BUNDLE, LIST, Listing
from nexus.verify.signature import Signer
from nexus.verify.source import Source

_AT_ONCE = 8


def verified(source: Source, repository: str, roots: Path | None = None) -> tuple[Signer, Listing]:
    """Return who signed the list of a site, and the list; raises NexusError if it does not hold.

    `repository` is OWNER/NAME, whose workflow must have signed; `roots` is a file with other roots
    of trust than those of the public Sigstore.
    """
    content = source.read(LIST)
    signer = signature.signer(content, source.read(BUNDLE), repository, roots)
    return signer, Listing.read(content)


def differences(source: Source, listing: Listing) -> Iterator[NexusError]:
    """Give an error for each file that is not the listed one, is missing, or is not listed."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from filter(None, pool.map(lambda path: _difference(source, listing, path), listing))
    for path in source.others({*listing, LIST, BUNDLE}):
        yield NexusError("a file that is not on the list", path, _HINT)


_HINT = "do not trust this site; tell its author"


def _difference(source: Source, listing: Listing, path: str) -> NexusError | None:
    try:
        content = source.read(path)
    except NexusError as error:
        return error
    if sha256(content).hexdigest() == listing[path]:
        return None
    return NexusError("a file is not the one that was signed", path, _HINT)
