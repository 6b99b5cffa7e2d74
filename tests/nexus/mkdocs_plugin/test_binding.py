"""The address of a preview: what to do where another program has it."""

import socket

import pytest
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from nexus.mkdocs_plugin import binding


def test_an_address_that_is_taken_is_told_in_one_line() -> None:
    """With the option that names another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with LiveReloadServer(lambda: None, "127.0.0.1", port, "/nope") as server:
            binding.tell(server)
            with pytest.raises(PluginError) as caught:
                server.server_bind()
    assert str(caught.value) == (
        f"the preview cannot answer at 127.0.0.1:{port}: Address already in use; "
        "choose another with --dev-addr HOST:PORT"
    )
