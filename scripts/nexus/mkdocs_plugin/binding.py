"""The address at which a preview answers, which another program may have already."""

from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer


def tell(server: LiveReloadServer) -> None:
    """Let a server that cannot have its address say so in one line, with what to do."""
    theirs: Any = server
    bind = theirs.server_bind

    def bind_or_tell() -> None:
        try:
            bind()
        except OSError as error:
            host, port = theirs.server_address[:2]
            what = f"the preview cannot answer at {host}:{port}: {error.strerror}"
            raise PluginError(f"{what}; choose another with --dev-addr HOST:PORT") from None

    theirs.server_bind = bind_or_tell
