"""What the commands let run in processes of their own, with a staged site.

`python -m nexus.stage build STAGED` builds it with Zensical, `python -m nexus.stage finish STAGED
SITE` finishes what an engine built, into a new folder.
"""

import os
import sys
from pathlib import Path

from nexus.core import failure, processes
from nexus.stage import zensical


def _finish(staged: str, site: str) -> None:
    from nexus.core.cache import Cache
    from nexus.project import settings
    from nexus.stage.finish import Staged

    cache = Cache(settings.cache_folder(os.environ, Path.cwd()))
    note = lambda line: print(f"note: {line}", file=sys.stderr)  # noqa: E731
    Staged.read(Path(staged)).finish(Path(site), cache, note)


processes.obey_signals()
try:
    task, *given = sys.argv[1:]
    if task == "build":
        zensical.build(*given)
    else:
        _finish(*given)
except Exception as error:
    told = failure.told(error)
    print(f"error: {told}", file=sys.stderr)
    sys.exit(told.exit_code)
