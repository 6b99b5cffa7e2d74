"""`python -m nexus.mkdocs_plugin` is MkDocs, which here clears up when it is told to end.

Where it ends by an exception, that is told in one line.
"""

import sys

from mkdocs.__main__ import cli

from nexus.core import processes
from nexus.mkdocs_plugin import failure

processes.obey_signals()
try:
    cli(prog_name="mkdocs")
except Exception as error:
    told = failure.told(error)
    print(f"error: {told}", file=sys.stderr)
    sys.exit(told.exit_code)
