"""Query plans: what EXPLAIN says, as a tree of nodes that knows what each node cost.

Its JSON is checked (explain), shared out between the nodes (costs), named as in EXPLAIN's text
(names) and made a tree (reading), which can be compared (change) and shown (figure).
"""

from nexus.plans.reading import Node, QueryPlan, read

__all__ = ["Node", "QueryPlan", "read"]
