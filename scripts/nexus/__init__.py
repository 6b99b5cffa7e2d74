"""Project Nexus: a portfolio generator that proves itself.

SQLAlchemy models become a `Schema` (`loader`, `reader`, `schema`); a schema becomes diagrams
(`erd`) and other texts; pages ask for them with fences (`fences`). Imports run downwards in that
order, and nothing in this package knows MkDocs: `scripts/mkdocs_hooks.py` does.
"""

__version__ = "0.1.0"
