"""The DDL of a MetaData in any dialect of SQLAlchemy."""
