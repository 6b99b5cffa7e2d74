"""`nexus`, and `python -m nexus`, is the command; it obeys signals before the rest is loaded."""

import sys

from nexus.core import processes


def main() -> None:
    """Run the command and exit with its code."""
    processes.obey_signals()
    try:
        from nexus.cli.main import main as command

        command()
    except KeyboardInterrupt:
        sys.exit(processes.INTERRUPTED)
    finally:
        # Python forgets what signals mean before it has ended: they would change the exit code.
        processes.be_deaf()


if __name__ == "__main__":
    main()
