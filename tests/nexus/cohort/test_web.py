"""What lies at an address: asked again only if it changed, patiently, and never without bounds."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from nexus.cohort import network, places, web
from nexus.cohort.web import Missing, Web
from nexus.core.cache import Cache
from nexus.core.errors import MachineError, NexusError

Answer = tuple[int, dict[str, str], bytes]


class Server(ThreadingHTTPServer):
    """Answers each request by `answer`, and remembers what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answer: Callable[[str, dict[str, str]], Answer] = lambda *_: (200, {}, b"x")

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        headers = dict(self.headers.items())
        self.server.asked.append((self.path, headers))
        code, more, body = self.server.answer(self.path, headers)
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is inherited)
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this machine."""
    made = Server()
    threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def waits() -> list[float]:
    """How long was waited, which takes no time here."""
    return []


@pytest.fixture
def asking(tmp_path: Path, waits: list[float]) -> Web:
    """What asks."""
    return Web(Cache(tmp_path / "cache"), waits.append)


def test_what_did_not_change_is_not_sent_again(server: Server, asking: Web) -> None:
    """The server is told what is there; a change comes through."""

    def answer(_: str, headers: dict[str, str]) -> Answer:
        same = headers.get("If-None-Match") == etag
        return (304, {}, b"") if same else (200, {"ETag": etag}, etag.encode())

    server.answer = answer
    for etag in ('"a"', '"a"', '"b"'):
        assert asking.get(f"{server.address}/x", 10) == etag.encode()
    sent = [headers.get("If-None-Match") for _, headers in server.asked]
    assert sent == [None, '"a"', '"a"']
    assert server.asked[0][1]["User-Agent"].startswith("project-nexus/")


def test_a_server_that_asks_for_patience_gets_it(
    server: Server, asking: Web, waits: list[float]
) -> None:
    """As long as it says, but not for ever; after three answers it counts as failed."""
    told = iter([(503, {"Retry-After": "7"}, b""), (429, {"Retry-After": "999999"}, b"")])
    server.answer = lambda *_: next(told, (200, {}, b"done"))
    assert asking.get(f"{server.address}/x", 10) == b"done"
    assert waits == [7, 20]
    server.answer = lambda *_: (500, {}, b"")
    with pytest.raises(MachineError, match="answers 500"):
        asking.get(f"{server.address}/x", 10)
    assert len(server.asked) == 6


def test_a_path_keeps_its_signs(server: Server, asking: Web) -> None:
    """A file of a site may be called as a part of an address would be."""
    places.Address(server.address, 10, asking).read("a b/50%?#.json")
    assert [path for path, _ in server.asked] == ["/a%20b/50%25%3F%23.json"]


def test_what_is_not_there_is_missing(server: Server, asking: Web) -> None:
    """At once: it would not be there a moment later."""
    server.answer = lambda *_: (404, {}, b"not here")
    with pytest.raises(Missing):
        asking.get(f"{server.address}/x", 10)
    assert len(server.asked) == 1


@pytest.mark.parametrize("body", [b"x" * 101, gzip.compress(b"x" * 10_000_000)])
def test_no_more_is_taken_than_was_agreed(server: Server, asking: Web, body: bytes) -> None:
    """Also after it is unpacked."""
    packed = {"Content-Encoding": "gzip"} if body[:2] == b"\x1f\x8b" else {}
    server.answer = lambda *_: (200, packed, body)
    with pytest.raises(NexusError, match="larger"):
        asking.get(f"{server.address}/x", 100 if not packed else 1_000_000)


def test_packed_content_is_unpacked(server: Server, asking: Web) -> None:
    """And what cannot be is told."""
    server.answer = lambda *_: (200, {"Content-Encoding": "gzip"}, gzip.compress(b"text"))
    assert asking.get(f"{server.address}/x", 100) == b"text"
    for body in (b"none", gzip.compress(b"text")[:-9]):
        server.answer = lambda *_, body=body: (200, {"Content-Encoding": "gzip"}, body)
        with pytest.raises(NexusError, match="unpacked"):
            asking.get(f"{server.address}/x", 100)


@pytest.mark.parametrize(
    "to", ["http://other.example/", "file:///etc/hostname", "", "//b.example/", "https://[bad"]
)
def test_a_redirection_leads_to_https_alone(server: Server, asking: Web, to: str) -> None:
    """Or stays on the same server."""
    server.answer = lambda path, _: (302, {"Location": to if path == "/x" else ""}, b"")
    with pytest.raises(NexusError, match="elsewhere"):
        asking.get(f"{server.address}/x", 100)


def test_a_server_out_there_leads_to_nothing_inside(
    server: Server, asking: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever answers there is none of a stranger's business; a server inside may lead on."""
    server.answer = lambda *_: (302, {"Location": "https://10.0.0.1:9/"}, b"")
    monkeypatch.setattr(network, "is_public", lambda host: host == "127.0.0.1")
    with pytest.raises(NexusError, match="a place in this network"):
        asking.get(f"{server.address}/x", 100)
    monkeypatch.setattr(network, "is_public", lambda _: False)
    assert not network.leads_inside("https://intranet/", "https://pages.intranet/")


@pytest.mark.parametrize(
    ("host", "is_public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.1", False),
        ("2130706433", False),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("::ffff:192.168.0.1", False),
    ],
)
def test_a_server_is_out_there_or_inside(host: str, is_public: bool) -> None:
    """However its address is written."""
    assert network.is_public(host) is is_public


def test_redirections_end(server: Server, asking: Web) -> None:
    """One is followed, a circle is not."""
    server.answer = lambda path, _: (
        (301, {"Location": "/y"}, b"") if path == "/x" else (200, {}, b"y")
    )
    assert asking.get(f"{server.address}/x", 100) == b"y"
    server.answer = lambda *_: (301, {"Location": "/x"}, b"")
    with pytest.raises(NexusError, match="from one address to the next"):
        asking.get(f"{server.address}/x", 100)


def test_a_server_that_never_ends_is_left(
    server: Server, asking: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a time for all of it together."""
    monkeypatch.setattr(web, "_SECONDS", 0.0)
    with pytest.raises(NexusError, match="takes longer"):
        asking.get(f"{server.address}/x", 100)


DRIPS = {
    "head": (b"HTTP/1.1 200 O", b"K"),
    "body": (b"HTTP/1.0 200 OK\r\n\r\n", b"x"),
    "trailer": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n",
        b"A: b\r\n",
    ),
}


@pytest.mark.parametrize("part", DRIPS)
def test_a_server_that_drips_is_left(
    asking: Web, monkeypatch: pytest.MonkeyPatch, waits: list[float], part: str
) -> None:
    """Also one that always sends a little before anybody loses patience, of whatever part."""
    monkeypatch.setattr(web, "_SECONDS", 0.3)
    first, drop = DRIPS[part]
    is_over = threading.Event()

    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.sendall(first)
            for _ in range(150):
                connection.sendall(drop)
                if is_over.wait(0.02):
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=drip, args=(listening,), daemon=True)
        server.start()
        with pytest.raises(NexusError, match="takes longer"):
            asking.get(f"http://127.0.0.1:{listening.getsockname()[1]}/x", 10_000)
        is_over.set()
        server.join()
    assert waits == []


def test_a_server_that_is_not_there_is_told(asking: Web, waits: list[float]) -> None:
    """After some tries."""
    with pytest.raises(MachineError, match="cannot be reached"):
        asking.get("http://127.0.0.1:9/x", 100)
    assert len(waits) == 2


@pytest.mark.parametrize(
    "address",
    [
        "http://a.example/",
        "file:///etc/passwd",
        "javascript://a",
        "https://",
        "https://u:p@a.example/",
        "https://a.example:0/",
        "https://a.example:x/",
        "https://a.example/?q",
        "https://ä.example/",
        "https://[a",
    ],
)
def test_only_sites_are_asked(address: str) -> None:
    """By https, and by an address without secrets."""
    with pytest.raises(NexusError, match="no https address"):
        web.check(address)
