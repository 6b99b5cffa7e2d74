"""YAML that a person wrote, read as a mapping in which each key knows its line.

It is the base of front matter and of the options inside a fence: both are checked the same way,
and every complaint names the line it is about.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from nexus.core.errors import NexusError
from nexus.pages.fences import Where

# The same reader in C, where PyYAML was built with it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True)
class Entry:
    """The value of a key and the line of the key, the first of the text being 1."""

    value: Any
    line: int


class Entries(dict[str, Entry]):
    """The entries of a mapping; `where` gives the place of a line, as a message names it."""

    def __init__(self, entries: Iterable[tuple[str, Entry]], where: Where) -> None:
        super().__init__(entries)
        self.where = where

    def error(self, key: str, what: str, hint: str = "") -> NexusError:
        """Return an error about a key, at its line; at the first line if the key is not there."""
        line = self[key].line if key in self else 1
        return NexusError(what, self.where(line), hint)


def read(text: str, where: Where) -> Entries:
    """Read the entries of a YAML mapping; an empty text has none.

    Raises NexusError at the line that is no YAML, no mapping, or gives a key again.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
        return Entries(_entries(node, where), where)
    except yaml.MarkedYAMLError as error:
        line = _line(error)
        what = f"this is not valid YAML: {error.problem}"
        raise NexusError(what, where(line), "quote text that holds a colon or a quote") from None
    except yaml.YAMLError as error:
        raise NexusError(f"this is not valid YAML: {error}", where(1)) from None


def _line(error: yaml.MarkedYAMLError) -> int:
    # A text that does not end is noticed at the end of all; what matters is where it starts.
    unended = error.context_mark and "scalar" in (error.context or "")
    mark = error.context_mark if unended else error.problem_mark
    return mark.line + 1 if mark else 1


def _entries(node: yaml.Node | None, where: Where) -> Iterator[tuple[str, Entry]]:
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1
        raise NexusError("this is no list of keys and values", where(line), "write `key: value`")
    seen = set()
    for key_node, value_node in [pair for pair in node.value if pair[0].tag != _MERGE]:
        line = key_node.start_mark.line + 1
        key = str(_plain(key_node, where))
        if key in seen:
            raise NexusError(f"the key {key!r} stands twice", where(line), "keep one of them")
        seen.add(key)
        yield key, Entry(_plain(value_node, where), line)
    for key_node, value_node in _merged(node):
        if (key := str(_plain(key_node, where))) not in seen:
            seen.add(key)
            yield key, Entry(_plain(value_node, where), key_node.start_mark.line + 1)


def _merged(node: yaml.MappingNode) -> list[tuple[yaml.Node, yaml.Node]]:
    """Return what a mapping takes from others, which `<<: *name` names; the first one counts."""
    pairs = [pair for pair in node.value if pair[0].tag == _MERGE]
    taken = yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
    yaml.constructor.SafeConstructor().flatten_mapping(taken)
    return list(reversed(taken.value))


def _plain(node: yaml.Node, where: Where) -> Any:
    constructor = yaml.constructor.SafeConstructor()
    try:
        return constructor.construct_document(node)
    except (ValueError, LookupError, AttributeError, TypeError):
        # PyYAML takes the text of such a value (a date in month 13) on trust.
        what = f"this is no value of the kind {node.tag.rpartition(':')[2]!r}"
        line = node.start_mark.line + 1
        raise NexusError(what, where(line), "quote it if it is meant as text") from None


@dataclass(frozen=True)
class Option:
    """An option of a fence: a test of its value, what to give in words, and what it does."""

    holds: Callable[[object], bool]
    give: str
    does: str


def is_text(value: object) -> bool:
    """Tell whether a value is a text that says something."""
    return isinstance(value, str) and bool(value.strip())


def options(body: str, where: Where, fence: str, declared: Mapping[str, Option]) -> Entries:
    """Read the options in the text of a fence, each of which its language has `declared`.

    Raises NexusError at the line of an unknown option or a wrong value.
    """
    entries = read(body, where)
    for name, entry in entries.items():
        if name not in declared:
            hint = f"choose from: {', '.join(declared)}"
            raise entries.error(name, f"unknown option {name!r} of {fence} fence", hint)
        if not declared[name].holds(entry.value):
            what = f"the option {name!r} is wrong"
            raise entries.error(name, what, f"give {declared[name].give}")
    return entries
