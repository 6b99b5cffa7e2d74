"""The waist of the generator: a database schema as plain facts, whatever it was read from."""
