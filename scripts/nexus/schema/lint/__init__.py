"""Whether a schema is well made: rules that read a `Schema` and nothing else.

`rules` lists them all, each with its reason, a wrong and a right example and what PostgreSQL does
with both; `choices` says which of them somebody wants and what they accept; `report` holds what was
found.
"""
