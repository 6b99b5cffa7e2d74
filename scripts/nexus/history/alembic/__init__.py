"""Revisions of Alembic: its scripts, its environment, and the MetaData that they are of."""
