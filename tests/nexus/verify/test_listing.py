"""The list of a site's files: each line is one of the site, and there is at least one."""

import pytest
from nexus.core.errors import NexusError
from nexus.verify.listing import Listing

DIGEST = "0" * 64


def test_a_list_gives_the_digest_of_each_file() -> None:
    """Names may hold blanks and letters of any language."""
    assert Listing.read(f"{DIGEST}  a b.html\n{'1' * 64}  ü/c\n".encode()) == {
        "a b.html": DIGEST,
        "ü/c": "1" * 64,
    }


@pytest.mark.parametrize("path", ["/etc/hostname", "../a", "a/../../b", "a\\b", "a\0b", ""])
def test_a_line_that_leads_out_of_the_site_is_refused(path: str) -> None:
    """At its line."""
    with pytest.raises(NexusError, match="SHA256SUMS:2"):
        Listing.read(f"{DIGEST}  a\n{DIGEST}  {path}\n".encode())


@pytest.mark.parametrize(
    "line", ["a", f"{DIGEST} a", f"{DIGEST[1:]}  a", f"{'G' * 64}  a", f"{DIGEST}  b"]
)
def test_a_line_that_lists_nothing_or_again_is_refused(line: str) -> None:
    """No digest, another form of one, or a file that is there already."""
    with pytest.raises(NexusError, match="SHA256SUMS:2"):
        Listing.read(f"{DIGEST}  b\n{line}\n".encode())


@pytest.mark.parametrize("content", [b"", b"\xff\xfe"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    """Nothing, or no text."""
    with pytest.raises(NexusError, match="list of the files"):
        Listing.read(content)
