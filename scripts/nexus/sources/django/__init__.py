"""Reads models of Django: a project with its settings, an app of it, or modules without settings.

A process of its own imports them (worker), since Django has one registry for each process: what is
asked for goes in as an `Order`, what was found comes out as an `Answer`. Settings are read statement
by statement (passing), what is not installed is stood in for (finder, standins, gis), each app is
imported by itself (registry), and each model becomes a table as Django's own schema editor for
PostgreSQL would make it (tables, columns, rules), without a connection to any database.
"""
