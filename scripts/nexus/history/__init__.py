"""Revisions of a schema, executed: each goes up, down and up again on a PostgreSQL of its own.

`place` finds what a path names: scripts of Alembic, or a project of Django. `reader` starts a server
and a process (`worker`) that imports them there; `walk` takes them one by one, in databases that are
copies of each other (`copies`), reads the catalog after each step, and hands it back as it comes.
Only `alembic/` and `django/` know how their own revisions are run.
"""
