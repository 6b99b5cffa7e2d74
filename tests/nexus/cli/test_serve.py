"""`nexus serve` finds a place where it can serve."""

import socket
from pathlib import Path

import pytest
from nexus.cli.main import main
from nexus.core import processes


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that are run instead of MkDocs, for a site of one page."""
    found: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# A\n")
    monkeypatch.setattr(processes, "run", lambda command: found.append(list(command)) or 0)
    return found


def configure(address: str) -> None:
    """Write a mkdocs.yml that names an address."""
    text = f"site_name: A\ntheme: mkdocs\nplugins: [nexus]\ndev_addr: {address}\n"
    Path("mkdocs.yml").write_text(text)


def test_a_taken_port_is_given_way_to(
    commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Another one is chosen, and said."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        configure(f"127.0.0.1:{port}")
        main(["serve"])
    (command,) = commands
    assert command[-2] == "--dev-addr"
    other = command[-1].removeprefix("127.0.0.1:")
    assert other != str(port)
    told = f"note: port {port} is taken, so the preview is at 127.0.0.1:{other}\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("option", [("--dev-addr", "127.0.0.1:1"), ("-a", "127.0.0.1:1")])
def test_an_address_that_is_asked_for_is_left_alone(
    commands: list[list[str]], option: tuple[str, str]
) -> None:
    """Whether it is free or not."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        configure(f"127.0.0.1:{taken.getsockname()[1]}")
        main(["serve", *option])
    assert commands[0][-2:] == list(option)
    assert commands[0].count(option[0]) == 1


@pytest.mark.parametrize(
    ("engine", "module"),
    [
        ("mkdocs", ["nexus.mkdocs_plugin", "serve"]),
        ("properdocs", ["nexus.mkdocs_plugin", "properdocs", "serve"]),
        ("zensical", ["nexus.cli.preview", "."]),
    ],
)
def test_an_engine_may_be_named(commands: list[list[str]], engine: str, module: list[str]) -> None:
    """Its own options are left to it."""
    configure("127.0.0.1:0")
    main(["serve", "--engine", engine, "--open"])
    assert commands[0][2 : 2 + len(module)] == module
    assert "--open" in commands[0]


def test_a_free_port_is_taken(
    commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """As mkdocs.yml names it, and without a word."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    configure(f"127.0.0.1:{port}")
    main(["serve"])
    assert "--dev-addr" not in commands[0]
    assert capsys.readouterr().err == ""
