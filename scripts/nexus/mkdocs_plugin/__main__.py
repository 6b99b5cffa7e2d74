"""`python -m nexus.mkdocs_plugin` is MkDocs, which here clears up when it is told to end.

With `properdocs` before its command it is ProperDocs, which goes on with the code of MkDocs. Where
it ends by an exception, also while it loads, that is told in one line.
"""

import sys
from importlib import import_module

from nexus.core import failure, processes

processes.obey_signals()
try:
    engine = sys.argv.pop(1) if sys.argv[1:2] == ["properdocs"] else "mkdocs"
    import_module(f"{engine}.__main__").cli(prog_name=engine)
except Exception as error:
    told = failure.told(error)
    print(f"error: {told}", file=sys.stderr)
    sys.exit(told.exit_code)
except KeyboardInterrupt:
    sys.exit(processes.INTERRUPTED)
