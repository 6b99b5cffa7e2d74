"""`nexus verify`: a site that is what was signed passes, and any that is not is refused."""

import base64
import functools
import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509 import ObjectIdentifier, UnrecognizedExtension
from nexus.cli.main import main
from nexus.verify import signature, source
from nexus.verify.listing import BUNDLE, LIST

from tests.nexus.verify.identity import Sigstore

REPOSITORY = "octo/nexus"
FILES = {
    "index.html": "<h1>Home</h1>\n",
    "weeks/week 1/index.html": "<h1>Week 1</h1>\n",
    "a#b?.txt": "an odd name\n",
    "ümlaut.txt": "one more\n",
}


@dataclass
class Published:
    """A site in a folder, its signature, and who is trusted."""

    folder: Path
    roots: Path
    sigstore: Sigstore

    def listed(self) -> bytes:
        """Write the list of all files, and return it."""
        names = sorted(
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file()
        )
        lines = [
            f"{sha256((self.folder / name).read_bytes()).hexdigest()}  {name}\n"
            for name in names
            if name not in {LIST, BUNDLE}
        ]
        (self.folder / LIST).write_text("".join(lines), "utf-8")
        return (self.folder / LIST).read_bytes()

    def sign(self, **more: Any) -> None:
        """Write the list and its bundle."""
        made = self.sigstore.bundle(self.listed(), **{"repository": REPOSITORY, **more})
        (self.folder / BUNDLE).write_text(json.dumps(made))

    def bundle(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change something in the bundle."""
        made = json.loads((self.folder / BUNDLE).read_text())
        change(made)
        (self.folder / BUNDLE).write_text(json.dumps(made))


@pytest.fixture(scope="module")
def sigstore() -> Sigstore:
    """One identity for all tests."""
    return Sigstore()


@pytest.fixture
def published(tmp_path: Path, sigstore: Sigstore) -> Published:
    """A signed site."""
    site = tmp_path / "site"
    for name, text in FILES.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, "utf-8")
    (tmp_path / "roots.json").write_text(sigstore.roots())
    made = Published(site, tmp_path / "roots.json", sigstore)
    made.sign()
    return made


def code(published: Published, *arguments: str) -> int:
    """The exit code of `nexus verify` for a site."""
    try:
        main(["verify", *arguments, "--trusted-root", str(published.roots)])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_a_site_that_is_what_was_signed_passes(
    published: Published, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told how many files, which workflow, which commit, and when."""
    assert code(published, str(published.folder), "--repo", REPOSITORY) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{len(FILES)} files are those that were signed on 2026-03-01\n")
    assert (
        f"by https://github.com/{REPOSITORY}/.github/workflows/pages.yml@refs/heads/main\n" in told
    )
    assert f"from commit {'a' * 40} (refs/heads/main) of {REPOSITORY}\n" in told


def test_letters_of_a_repository_may_be_capitals(published: Published) -> None:
    """The address of a site on GitHub Pages is in small letters, whatever the repository is."""
    assert code(published, str(published.folder), "--repo", REPOSITORY.swapcase()) == 0


def test_the_text_in_a_certificate_may_be_long() -> None:
    """A length of 128 and more is written in more than one byte."""
    for size, length in ((127, b"\x7f"), (200, b"\x81\xc8"), (300, b"\x82\x01\x2c")):
        text = "é" * (size // 2) + "x" * (size % 2)
        value = UnrecognizedExtension(ObjectIdentifier("1.2"), b"\x0c" + length + text.encode())
        assert signature._text(value) == text


def flipped(text: str) -> str:
    """A text in base 64 with one bit of its bytes changed."""
    data = bytearray(base64.b64decode(text))
    data[len(data) // 2] ^= 1
    return base64.b64encode(data).decode()


def entry(bundle: dict[str, Any]) -> dict[str, Any]:
    """The entry of the log in a bundle."""
    found: dict[str, Any] = bundle["verificationMaterial"]["tlogEntries"][0]
    return found


def change(holder: dict[str, Any], key: str) -> None:
    """Flip a bit of what a key holds."""
    holder[key] = flipped(holder[key])


def put(site: Published, name: str, text: str) -> None:
    """Write a file of a site."""
    (site.folder / name).write_text(text, "utf-8")


def listed_again(site: Published) -> None:
    """A changed page, with a list that names the changed one, under the old signature."""
    put(site, "index.html", "changed")
    site.listed()


def of_another_authority(site: Published) -> None:
    """All is right but the keys, which are somebody's own."""
    other = Sigstore()
    made = other.bundle(site.listed(), REPOSITORY)
    (site.folder / BUNDLE).write_text(json.dumps(made))


TAMPERED: dict[str, Callable[[Published], object]] = {
    "a file is changed": lambda site: put(site, "index.html", "<h1>Other</h1>\n"),
    "a file is cut": lambda site: put(site, "index.html", ""),
    "a file is gone": lambda site: (site.folder / "index.html").unlink(),
    "a file is added": lambda site: put(site, "more.html", "x"),
    "a file is a link": lambda site: (
        (site.folder / "index.html").unlink(),
        (site.folder / "index.html").symlink_to("/etc/hostname"),
    ),
    "a file is a pipe": lambda site: (
        (site.folder / "index.html").unlink(),
        os.mkfifo(site.folder / "index.html"),
    ),
    "a file is a folder": lambda site: (
        (site.folder / "index.html").unlink(),
        (site.folder / "index.html").mkdir(),
    ),
    "two files are swapped": lambda site: (
        put(site, "a#b?.txt", FILES["index.html"]),
        put(site, "index.html", FILES["a#b?.txt"]),
    ),
    "the list is changed": listed_again,
    "the list is gone": lambda site: (site.folder / LIST).unlink(),
    "the list is empty": lambda site: put(site, LIST, ""),
    "the list is signed empty": lambda site: (
        [file.unlink() for file in sorted(site.folder.rglob("*")) if file.is_file()],
        site.sign(),
    ),
    "the list leads out of the site": lambda site: (
        put(site, LIST, f"{'0' * 64}  ../roots.json\n"),
        (site.folder / BUNDLE).write_text(
            json.dumps(site.sigstore.bundle((site.folder / LIST).read_bytes(), REPOSITORY))
        ),
    ),
    "the bundle is gone": lambda site: (site.folder / BUNDLE).unlink(),
    "the bundle is no JSON": lambda site: put(site, BUNDLE, "{"),
    "the bundle is another kind of JSON": lambda site: put(site, BUNDLE, "[]"),
    "the signature is changed": lambda site: site.bundle(
        lambda made: change(made["dsseEnvelope"]["signatures"][0], "sig")
    ),
    "the statement is changed": lambda site: site.bundle(
        lambda made: change(made["dsseEnvelope"], "payload")
    ),
    "the certificate is changed": lambda site: site.bundle(
        lambda made: change(made["verificationMaterial"]["certificate"], "rawBytes")
    ),
    "the entry of the log is changed": lambda site: site.bundle(
        lambda made: change(entry(made), "canonicalizedBody")
    ),
    "the promise of the log is changed": lambda site: site.bundle(
        lambda made: change(entry(made)["inclusionPromise"], "signedEntryTimestamp")
    ),
    "the proof of the log is changed": lambda site: site.bundle(
        lambda made: change(entry(made)["inclusionProof"], "rootHash")
    ),
    "the log has no entry": lambda site: site.bundle(
        lambda made: made["verificationMaterial"]["tlogEntries"].clear()
    ),
    "the time is changed": lambda site: site.bundle(
        lambda made: entry(made).update(integratedTime="1900000000")
    ),
    "signed after the certificate ended": lambda site: site.sign(
        at=datetime(2026, 3, 1, 13, tzinfo=UTC)
    ),
    "signed for another repository": lambda site: site.sign(repository="octo/other"),
    "signed for one with a longer name": lambda site: site.sign(repository="octo/nexus2"),
    "signed for another owner": lambda site: site.sign(repository="evil/nexus"),
    "signed by another issuer": lambda site: site.sign(issuer="https://accounts.example.org"),
    "signed by another authority": of_another_authority,
    "a statement about another file": lambda site: site.sign(name="OTHER"),
    "a statement of another kind": lambda site: site.sign(kind="text/plain"),
}


def test_there_are_enough_ways_to_tamper() -> None:
    """With the files, the list, the bundle and the identity."""
    assert len(TAMPERED) >= 20


@pytest.mark.parametrize("way", TAMPERED)
def test_what_was_tampered_with_is_refused(
    published: Published, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line for each error, with exit code 1."""
    TAMPERED[way](published)
    assert code(published, str(published.folder), "--repo", REPOSITORY) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: ")
    assert "Traceback" not in told.err


@pytest.fixture
def served(published: Published) -> Iterator[str]:
    """The address of the site."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(published.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_site_is_verified_from_its_address(published: Published, served: str) -> None:
    """Each file is read from there; one that differs, or is gone, is refused."""
    assert code(published, served, "--repo", REPOSITORY) == 0
    put(published, "ümlaut.txt", "changed\n")
    assert code(published, served, "--repo", REPOSITORY) == 1
    (published.folder / "ümlaut.txt").unlink()
    assert code(published, served, "--repo", REPOSITORY) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["gone", "--repo", REPOSITORY], 2),
        (["."], 2),
        ([".", "--repo", "octo"], 2),
        (["http://example.org/", "--repo", REPOSITORY], 2),
        (["ftp://example.org/", "--repo", REPOSITORY], 2),
        (["http://127.0.0.1:1/", "--repo", REPOSITORY], 3),
    ],
)
def test_what_cannot_be_verified_is_told(
    published: Published, arguments: list[str], expected: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder or an address that is none, an unknown repository, a server that is away."""
    assert code(published, *arguments) == expected
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("address", "repository"),
    [
        ("https://octo.github.io/nexus/", "octo/nexus"),
        ("https://octo.github.io/nexus/weeks/", "octo/nexus"),
        ("https://octo.github.io/", "octo/octo.github.io"),
        ("https://octo.github.io.example.org/nexus/", ""),
        ("https://example.org/nexus/", ""),
        ("site", ""),
    ],
)
def test_the_address_of_a_site_on_github_tells_its_repository(
    address: str, repository: str
) -> None:
    """Any other address does not."""
    assert source.repository(address) == repository


def test_a_site_may_be_verified_for_as_long_as_it_stands(published: Published) -> None:
    """The certificate lives for minutes; the log says that it lived when it signed."""
    published.sign(lives=timedelta(minutes=2))
    assert code(published, str(published.folder), "--repo", REPOSITORY) == 0


@pytest.mark.usefixtures("other_disk")
def test_files_that_are_not_listed_are_told_in_order(published: Published) -> None:
    """On every disk."""
    for name in ("c.txt", "a.txt", "b.txt"):
        put(published, name, "x")
    known = {*FILES, LIST, BUNDLE}
    assert list(source.Folder(published.folder).others(known)) == ["a.txt", "b.txt", "c.txt"]
