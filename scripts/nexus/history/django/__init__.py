"""Migrations of Django: all apps of a project, in the order in which `migrate` takes them."""
