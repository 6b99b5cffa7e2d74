"""`python -m nexus.mkdocs_plugin` is MkDocs, which here clears up when it is told to end."""

from mkdocs.__main__ import cli

from nexus.core import processes

processes.obey_signals()
cli(prog_name="mkdocs")
