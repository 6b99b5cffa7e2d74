"""The navigation in mkdocs.yml, to which pages are added: a line each, the rest stays as it is.

The file keeps its comments, its order and its Python tags: the YAML is only read to find the place.
"""

import re
from collections.abc import Iterator, Sequence

import yaml

from nexus.pages.weeks import Weeks

_INDENT = "    "


def with_pages(text: str, weeks: Weeks, pages: Sequence[tuple[str, str]]) -> str | None:
    """Return the text of mkdocs.yml with more pages in its navigation.

    `pages` are paths and titles, the main one first. A week comes among the weeks, in its order,
    any other page to the end. Returns the text as it is where it has no navigation, and None where
    that is written so that nothing can be added to it.
    """
    nav = _nav(text)
    if nav is None:
        return text
    path = pages[0][0]
    own = weeks.number(path)
    if own is None:
        return _inserted(text, nav, nav.value[-1], pages)
    overview = f"{weeks.folder}/index.md"
    section = _section(nav, weeks, overview)
    before = [i for i in section.value if (n := weeks.number(_first(i))) is not None and n < own]
    overviews = [item for item in section.value if _first(item) == overview]
    after = (before or overviews or section.value)[-1]
    return _inserted(text, section, after, pages)


def _nav(text: str) -> yaml.SequenceNode | None:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return None
    found = next((value for key, value in root.value if key.value == "nav"), None)
    return found if isinstance(found, yaml.SequenceNode) and found.value else None


def _sequences(node: yaml.Node) -> Iterator[yaml.SequenceNode]:
    """Give a sequence and those in it, from the outside."""
    if isinstance(node, yaml.SequenceNode):
        yield node
        for item in node.value:
            yield from _sequences(item)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _sequences(value)


def _section(nav: yaml.SequenceNode, weeks: Weeks, overview: str) -> yaml.SequenceNode:
    """The sequence that lists the weeks and nothing else, or has the page that lists them."""
    for place in _sequences(nav):
        paths = [_first(item) for item in place.value]
        own = [path for path in paths if weeks.is_page(path)]
        if own and all(path == overview or weeks.is_page(path) for path in paths):
            return place
    return next((place for place in _sequences(nav) if overview in _paths(place)), nav)


def _first(item: yaml.Node) -> str:
    """The path of an item of a navigation, or the first in a section."""
    if isinstance(item, yaml.MappingNode) and item.value:
        return _first(item.value[0][1])
    if isinstance(item, yaml.SequenceNode) and item.value:
        return _first(item.value[0])
    return str(item.value) if isinstance(item, yaml.ScalarNode) else ""


def _paths(place: yaml.SequenceNode) -> list[str]:
    return [str(item.value) for item in place.value if isinstance(item, yaml.ScalarNode)]


def _inserted(
    text: str, section: yaml.SequenceNode, after: yaml.Node, pages: Sequence[tuple[str, str]]
) -> str | None:
    lines = text.split("\n")
    begin = lines[after.start_mark.line][: after.start_mark.column]
    if section.flow_style or not re.fullmatch(r"[ \t]*-[ ]+", begin):
        return None
    (path, title), *below = pages
    added = [f"{begin}{_pair(title, '' if below else path)}"]
    deeper = " " * len(begin) + "  - "
    if below:
        added += [f"{deeper}{path}", *(f"{deeper}{_pair(name, page)}" for page, name in below)]
    place = _last_line(after) + 1
    return "\n".join([*lines[:place], *added, *lines[place:]])


def _pair(title: str, path: str) -> str:
    # Not as one mapping: a long key would become two lines, which begin with question mark and colon.
    name = yaml.safe_dump(title, allow_unicode=True, width=10_000).removesuffix("...\n").strip()
    return f"{name}: {path}".rstrip()


def _last_line(node: yaml.Node) -> int:
    """The line of the last word of a node; its own end may lie behind comments."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(node, yaml.MappingNode) else last)
    return int(node.end_mark.line)
