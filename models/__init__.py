"""The schemas of this repository: one module is one schema and stands alone."""
