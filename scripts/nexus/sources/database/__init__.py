"""Reads databases: SQL files, which are executed on the embedded PostgreSQL, and addresses of others.

What a PostgreSQL holds is read from its catalog (catalog); what another database holds is what
SQLAlchemy's dialect for it reflects.
"""
