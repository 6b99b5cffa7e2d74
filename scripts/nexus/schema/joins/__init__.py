"""How tables hang together: the ways to join two of them, and what a DELETE of a row does.

`search` finds the ways, `deletes` what goes with a row, `shape` the hubs, circles and lone tables.
"""
