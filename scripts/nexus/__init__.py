"""Project Nexus: portfolio and documentation sites from models and examples.

SQLAlchemy models become a `Schema` (`loader`, `reader`, `schema`); a schema becomes diagrams
(`erd`) and other texts; pages ask for them with fences (`fences`). Imports run downwards in that
order, and of this package only `mkdocs_plugin` knows MkDocs.
"""

__version__ = "0.1.0"
