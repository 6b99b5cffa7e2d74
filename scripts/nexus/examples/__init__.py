"""Evidence: what the examples of the pages printed, returned or measured when they really ran.

A page's fence asks (requests), a database or an interpreter of its own answers (sql, python), and
what came out is kept under all that it depends on, and shown (figures).
"""
