"""What a node of a plan is called, and its conditions and keys in words.

A node has the name that EXPLAIN gives it in its text, which the JSON holds in pieces. Conditions
have PostgreSQL's names with the abbreviations written out.
"""

import re
from collections.abc import Iterator

from nexus.plans.explain import Entry

CONDITIONS = (
    ("Index condition", "index_cond"),
    ("Recheck condition", "recheck_cond"),
    ("TID condition", "tid_cond"),
    ("Order by", "order_by"),
    ("Hash condition", "hash_cond"),
    ("Merge condition", "merge_cond"),
    ("Join filter", "join_filter"),
    ("Filter", "filter"),
    ("One-time filter", "one_time_filter"),
    ("Run condition", "run_condition"),
    ("Sort key", "sort_key"),
    ("Presorted key", "presorted_key"),
    ("Group key", "group_key"),
    ("Window", "window"),
    ("Cache key", "cache_key"),
)
AGGREGATES = {
    "Plain": "Aggregate",
    "Sorted": "GroupAggregate",
    "Hashed": "HashAggregate",
    "Mixed": "MixedAggregate",
}


def kind(entry: Entry) -> str:
    """Return the name of a node as in the text of EXPLAIN, such as `Partial HashAggregate`."""
    match entry.node_type:
        case "ModifyTable":
            name = entry.operation
        case "Aggregate":
            name = AGGREGATES.get(entry.strategy, "Aggregate")
        case "SetOp":
            name = f"{'Hash' if entry.strategy == 'Hashed' else ''}SetOp {entry.command}".strip()
        case _:
            name = _joined(entry)
    partial = "" if entry.partial_mode == "Simple" else f"{entry.partial_mode} "
    backward = " Backward" if entry.scan_direction == "Backward" else ""
    return f"{'Parallel ' if entry.parallel_aware else ''}{partial}{name}{backward}"


def _joined(entry: Entry) -> str:
    if entry.join_type in ("", "Inner"):
        return entry.node_type
    return f"{entry.node_type.removesuffix(' Join')} {entry.join_type} Join"


def conditions(entry: Entry) -> Iterator[tuple[str, str]]:
    """Give the conditions and keys of a node: the name of each in words, and its SQL."""
    for name, attribute in CONDITIONS:
        value: str | list[str] = getattr(entry, attribute)
        text = _bare(value) if isinstance(value, str) else ", ".join(value)
        if text:
            yield name, text


def _bare(text: str) -> str:
    """An expression without the parentheses that PostgreSQL puts around all of it."""
    # What stands in quotes is no parenthesis.
    masked = re.sub(r"'[^']*'|\"[^\"]*\"", lambda quoted: "_" * len(quoted[0]), text)
    depth = 0
    for position, character in enumerate(masked):
        depth += (character == "(") - (character == ")")
        if not depth:
            return text[1:-1] if masked[0] == "(" and position == len(text) - 1 else text
    return text
