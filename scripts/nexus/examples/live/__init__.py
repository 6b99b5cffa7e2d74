"""Examples that a reader runs in the browser: PostgreSQL as WebAssembly, and a copy of the data.

A build makes a data directory of each database that pages use (snapshots), runs each page's examples
in it in Node, as a browser would (trial), and offers to run those that gave what the page shows
(offers). Where Node or PGlite is missing, pages are as they are without.
"""
