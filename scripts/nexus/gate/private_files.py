"""Files that hold passwords or keys by their very name, such as prod.env or id_rsa."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePath

from nexus.core.errors import NexusError
from nexus.gate import archives
from nexus.gate.files import files, shown

_PRIVATE = re.compile(
    r"""
    .*\.env(\..*)? | env                                # the environment of a process
    | .*\.(pem|key|p12|pfx|pk8|jks|keystore|kdbx|ppk|gpg|asc|ovpn)
    | id_(rsa|dsa|ecdsa|ed25519)(\..*)? | authorized_keys
    | \.(npmrc|pypirc|netrc|pgpass|htpasswd|git-credentials) | _netrc
    | (client_secret|credentials|service[-_]account).*\.json | secrets?\.(ya?ml|json|toml)
    | .*\.(sqlite3?|dump)                               # a database with its rows
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ARCHIVES = {
    ".zip",
    ".gz",
    ".tgz",
    ".tar",
    ".bz2",
    ".xz",
    ".whl",
    ".jar",
    ".docx",
    ".xlsx",
    ".pptx",
}


def errors(site: Path) -> Iterator[NexusError]:
    """Give an error for each file of a site, or of an archive in it, whose name says it is private."""
    what = "a file that may hold passwords or keys would be published"
    hint = "take it out of docs/, or name it under exclude_docs in mkdocs.yml"
    for file in files(site):
        if _PRIVATE.fullmatch(file.name):
            yield NexusError(what, shown(file, site), hint)
        elif file.suffix.lower() in _ARCHIVES and not file.is_symlink():
            # What cannot be looked into is told where secrets are looked for.
            with suppress(NexusError):
                for name, _ in archives.members(file.read_bytes()):
                    if _PRIVATE.fullmatch(PurePath(name.rpartition(", in ")[2]).name):
                        where = f"{shown(file, site)}, in {name}"
                        yield NexusError(what, where, "take it out of the archive")
