"""Evidence: what the examples of the pages printed, returned or measured when they really ran.

A page's fence asks (request), a database or an interpreter of its own answers (postgres, python),
and what came out is kept under all that it depends on (store), and shown (rendered).
"""
