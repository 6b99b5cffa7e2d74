"""What the set-up knows of machines, with Python's standard library alone."""
