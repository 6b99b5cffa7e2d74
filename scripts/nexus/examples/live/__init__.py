"""Examples that a reader runs in the browser: PostgreSQL and Python as WebAssembly, and copies of data.

A build makes a data directory of each database that pages use (snapshots), and lets Python begin
(interpreter). It runs each page's examples there in Node, as a browser would (trial, programs), and
offers to run those that gave what the page shows (offers). Where Node or a package is missing, pages
are as they are without.
"""
