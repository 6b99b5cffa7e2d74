"""`python -m nexus` is the `nexus` command."""

from nexus.cli.main import main

main()
