"""PostgreSQL for the examples: a server, databases made by fixtures, and SQL within limits.

The server is embedded and lives as long as the build (server, supervisor), or is another one
(administration); each page gets its own copy of a database (databases), where its text is run
(sql) and its answer read in pieces (answer).
"""
