"""`python -m nexus.stage STAGED SITE` finishes a staged site that is built, into a new folder."""

import os
import sys
from pathlib import Path

from nexus.core import failure, processes
from nexus.core.cache import Cache
from nexus.project import settings
from nexus.stage.finish import Staged

processes.obey_signals()
try:
    staged, fresh = map(Path, sys.argv[1:])
    cache = Cache(settings.cache_folder(os.environ, Path.cwd()))
    Staged.read(staged).finish(fresh, cache, lambda line: print(f"note: {line}", file=sys.stderr))
except Exception as error:
    told = failure.told(error)
    print(f"error: {told}", file=sys.stderr)
    sys.exit(told.exit_code)
