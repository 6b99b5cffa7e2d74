"""`python -m nexus.mkdocs_plugin` is MkDocs, which here clears up when it is told to end.

Where it ends by an exception, also while it loads, that is told in one line.
"""

import sys

from nexus.core import failure, processes

processes.obey_signals()
try:
    from mkdocs.__main__ import cli

    cli(prog_name="mkdocs")
except Exception as error:
    told = failure.told(error)
    print(f"error: {told}", file=sys.stderr)
    sys.exit(told.exit_code)
except KeyboardInterrupt:
    sys.exit(processes.INTERRUPTED)
