"""SQLAlchemy's models: found, imported, and read."""
