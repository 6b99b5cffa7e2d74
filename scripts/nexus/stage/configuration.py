"""The configuration of a staged site, made from mkdocs.yml with its tags for Python as they stand.

It is changed as a tree of YAML's nodes and never loaded: what `!!python/name:` or `!ENV` names, the
engine finds.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from nexus.core import encoding
from nexus.project import settings

_TEXT = "tag:yaml.org,2002:str"
_NOTHING = "tag:yaml.org,2002:null"
_RELATIVE = "!relative"
# What MkDocs has where nothing is said.
_BUILT_IN = ("toc", "tables", "fenced_code")
# What each of these brings.
_EXTRA = {"extra", "pymdownx.extra"}
_OF_EXTRA = {"attr_list", "md_in_html", "tables", "pymdownx.superfences"}


@dataclass
class Configuration:
    """One configuration, as the node of its settings."""

    node: MappingNode

    @classmethod
    def read(cls, file: Path) -> "Configuration":
        """Read mkdocs.yml and what it inherits from; raises UsageError where that is no YAML."""
        settings.configuration(file)  # tells what is wrong, with its line
        node, above = _composed(file), file
        for _ in range(10):  # a circle ends there
            parent = _taken(node, "INHERIT")
            if not isinstance(parent, ScalarNode):
                break
            above = above.parent / parent.value
            node = _merged(_composed(above), node)
        return cls(node)

    def __getitem__(self, name: str) -> Node | None:
        """Give the node of a setting; None where it is not set, or set to nothing."""
        found = _value(self.node, name)
        return None if found is None or found.tag == _NOTHING else found

    def set(self, name: str, value: object) -> None:
        """Set a setting to plain data or to a node; None takes it away."""
        _taken(self.node, name)
        if value is not None:
            self.node.value.append((_key(name), node_of(value)))

    @property
    def extensions(self) -> list[str]:
        """The names of the extensions of Markdown."""
        return [name for name, _ in _entries(self["markdown_extensions"])]

    @property
    def plugins(self) -> list[tuple[str, Node | None]]:
        """The names of the plugins, each with its options."""
        return list(_entries(self["plugins"]))

    def set_plugins(self, entries: Iterable[tuple[str, Node | None]]) -> None:
        """Set the plugins."""
        self.set("plugins", _list(entries))

    def change(self, name: str, values: Mapping[str, object]) -> None:
        """Change parts of a setting that is a mapping; None takes one away. A theme may be a name."""
        given = self[name]
        if isinstance(given, ScalarNode):
            given = node_of({"name": given.value})
        parts = Configuration(given if isinstance(given, MappingNode) else _mapping([]))
        for part, value in values.items():
            parts.set(part, value)
        self.set(name, parts.node)

    def extend(self, added: Iterable[str], removed: Collection[str]) -> None:
        """Add extensions of Markdown that are not there, and remove some."""
        listed = self["markdown_extensions"]
        entries = [each for each in _entries(listed) if each[0] not in removed]
        names = {name for name, _ in entries}
        if names & _EXTRA:
            names |= _OF_EXTRA
        if "pymdownx.superfences" in names:
            names.add("fenced_code")
        built_in = [(name, None) for name in _BUILT_IN if name not in names]
        more = [(name, None) for name in added if name not in names]
        self.set("markdown_extensions", _list([*built_in, *entries, *more]))

    def add_extension(self, name: str, given: Mapping[str, object]) -> None:
        """Add an extension of Markdown with its options."""
        entries = _entries(self["markdown_extensions"])
        self.set("markdown_extensions", _list([*entries, (name, node_of(given))]))

    def settle_paths(self, root: Path, docs: str) -> None:
        """Write out the paths that MkDocs alone knows as relative: below `root` and `docs`."""
        known = {"$config_dir": root.as_posix(), "$docs_dir": docs}
        for node in _below(self.node):
            if node.tag == _RELATIVE and isinstance(node, ScalarNode):
                first, _, rest = node.value.partition("/")
                start = known.get(first, docs)
                node.tag, node.value = _TEXT, "/".join(filter(None, (start, rest)))

    def text(self) -> str:
        """Return it as YAML."""
        return str(yaml.serialize(self.node, allow_unicode=True))


def node_of(value: object) -> Node:
    """Return plain data as a node; a node stays as it is."""
    if isinstance(value, Node):
        return value
    return yaml.SafeDumper("", sort_keys=False).represent_data(value)  # type: ignore[arg-type]


def scalars(node: Node | None) -> list[str]:
    """Return the texts of a list, or of a lone one."""
    if isinstance(node, ScalarNode):
        return [node.value]
    return [each.value for each in node.value if isinstance(each, ScalarNode)] if node else []


def options(node: Node | None) -> dict[str, Node]:
    """Return the keys of a mapping with their nodes; none where it is something else."""
    if not isinstance(node, MappingNode):
        return {}
    return {str(name.value): value for name, value in node.value}


def _composed(file: Path) -> MappingNode:
    node = yaml.compose(encoding.read(file), yaml.SafeLoader)
    return node if isinstance(node, MappingNode) else _mapping([])


def _merged(parent: Node, child: Node) -> Any:
    """Give the settings of both, those of the child where both have one."""
    if not (isinstance(parent, MappingNode) and isinstance(child, MappingNode)):
        return child
    own = {name.value: value for name, value in child.value}
    kept = [
        (name, _merged(value, own.pop(name.value)) if name.value in own else value)
        for name, value in parent.value
    ]
    more = [(name, value) for name, value in child.value if name.value in own]
    return MappingNode(parent.tag, [*kept, *more])


def _mapping(pairs: list[tuple[Node, Node]]) -> MappingNode:
    return MappingNode("tag:yaml.org,2002:map", pairs)


def _key(name: str) -> ScalarNode:
    return ScalarNode(_TEXT, name)


def _value(node: MappingNode, name: str) -> Node | None:
    return next((value for key, value in node.value if key.value == name), None)


def _taken(node: MappingNode, name: str) -> Node | None:
    found = _value(node, name)
    node.value = [(key, value) for key, value in node.value if key.value != name]
    return found


def _entries(node: Node | None) -> Iterator[tuple[str, Node | None]]:
    """Give the names of a list, or of a mapping, each with its options."""
    if isinstance(node, MappingNode):
        yield from ((str(name.value), value) for name, value in node.value)
    for each in node.value if isinstance(node, SequenceNode) else ():
        if isinstance(each, MappingNode):
            yield from ((str(name.value), value) for name, value in each.value)
        else:
            yield str(each.value), None


def _list(entries: Iterable[tuple[str, Node | None]]) -> SequenceNode:
    shown = (
        _key(name) if given is None else _mapping([(_key(name), given)]) for name, given in entries
    )
    return SequenceNode("tag:yaml.org,2002:seq", list(shown))


def _below(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, SequenceNode):
        for each in node.value:
            yield from _below(each)
    elif isinstance(node, MappingNode):
        for _, value in node.value:
            yield from _below(value)
