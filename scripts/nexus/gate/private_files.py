"""Files that hold passwords or keys by their very name, such as prod.env or id_rsa."""

import re
from collections.abc import Iterator
from pathlib import Path

from nexus.core.errors import NexusError
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


def errors(site: Path) -> Iterator[NexusError]:
    """Give an error for each file of a site whose name says that it is private."""
    for file in files(site):
        if _PRIVATE.fullmatch(file.name):
            hint = "take it out of docs/, or name it under exclude_docs in mkdocs.yml"
            what = "a file that may hold passwords or keys would be published"
            yield NexusError(what, shown(file, site), hint)
