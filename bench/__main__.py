"""`make bench`: prints each ratio with its limit and what was measured."""

import tempfile
from pathlib import Path

from bench import builds, diff, evidence, live, preview, reading, references, size


def main() -> None:
    """Measures and prints; times are of this machine, ratios are what to compare."""
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as scratch:
        for subject in (builds, evidence, preview, references, reading, diff, size, live):
            for line in subject.report(Path(scratch)):
                print(line, flush=True)


main()
