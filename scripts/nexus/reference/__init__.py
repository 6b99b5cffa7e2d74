"""The reference of a schema: Markdown pages made from its facts.

A `Book` (book.py) knows where each page is and how its pages are written; contents.py lists them: an
index, a page per table, one for the enums, one per rule that finds something, and in a large schema
one per group of tables.
"""
