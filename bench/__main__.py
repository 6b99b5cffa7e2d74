"""`make bench`: prints each ratio with its limit and what was measured.

`python -m bench engines size` measures these alone.
"""

import sys
import tempfile
from importlib import import_module
from pathlib import Path

SUBJECTS = (
    *("builds", "engines", "evidence", "preview", "references", "reading", "diff", "size", "live"),
)


def main() -> None:
    """Measures and prints; times are of this machine, ratios are what to compare."""
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as scratch:
        for name in sys.argv[1:] or SUBJECTS:
            for line in import_module(f"bench.{name}").report(Path(scratch)):
                print(line, flush=True)


main()
