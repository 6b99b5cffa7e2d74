"""Comments of models as Markdown that is safe in any page.

markdown-it reads a comment; what is written anew holds paragraphs, lists, links, emphasis by
asterisks, and code. All else is text: HTML, images, tables, the syntax of extensions, and
underscores, which stand in names. `[table]` leads to a table's page.
"""

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from nexus.pages.markdown import between, link, name, text, verbatim

Links = Mapping[str, str]
_OFF = ("code", "hr", "lheading", "blockquote", "html_block", "reference")
_OFF_INLINE = ("html_inline", "autolink", "entity", "escape", "image")
# A comment without any of these is one paragraph of text.
_MARKUP = re.compile(r"[*`\[\n#~]|^\s*(?:[-+]|\d)")
_MENTION = re.compile(r"\[([^\[\]]+)\]")
_SCHEMES = ("https://", "http://", "mailto:")
# What would mean something where an address stands in Markdown or in a table.
_UNSAFE = re.compile(r"[^\w/:?#@!&+,;=%.~-]", re.ASCII)
_TAGS = {
    "em": "em",
    "strong": "strong",
    "heading": "strong",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
}
# What stands in a line of words.
_WITHIN = {"text", "code_inline", "link", "em", "strong"}
_INDENT = "    "


def paragraphs(comment: str | None, links: Links) -> str:
    """Return a comment as blocks of Markdown; `links` are the addresses of the tables."""
    if _is_plain(comment):
        return text(comment or "")
    return "\n\n".join(filter(None, _blocks(_tree(comment), links)))


def cell(comment: str | None, links: Links) -> str:
    """Return a comment as one line of Markdown, for the cell of a table."""
    return text(comment or "") if _is_plain(comment) else _in_line(_tree(comment), links)


def plain(comment: str | None) -> str:
    """Return the words of a comment on one line, without its markup."""
    words = comment or "" if _is_plain(comment) else "".join(_words(_tree(comment)))
    return " ".join(words.split())


def mentions(comment: str | None) -> list[str]:
    """Return the words in brackets of a comment, which may be tables."""
    return _MENTION.findall(" ".join(comment.split())) if comment and "[" in comment else []


def _is_plain(comment: str | None) -> bool:
    return not (comment and _MARKUP.search(comment))


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark").disable([*_OFF, *_OFF_INLINE])


def _tree(comment: str | None) -> SyntaxTreeNode:
    return SyntaxTreeNode(_reader().parse(textwrap.dedent(comment or "").strip("\n")))


# Blocks below each other


def _blocks(node: SyntaxTreeNode, links: Links) -> Iterator[str]:
    for block in node.children:
        if block.type in {"bullet_list", "ordered_list"}:
            mark = "-" if block.type == "bullet_list" else "1."
            yield "\n".join(filter(None, (_item(item, mark, links) for item in block.children)))
        else:
            yield _part(block, links)


def _item(item: SyntaxTreeNode, mark: str, links: Links) -> str:
    blocks = [textwrap.indent(block, _INDENT) for block in _blocks(item, links) if block]
    return mark + "\n\n".join(blocks)[len(mark) :] if blocks else ""


# Everything on one line


def _in_line(node: SyntaxTreeNode, links: Links) -> str:
    """The children of a node on one line; paragraphs have a line's end between them."""
    parts: list[str] = []
    for place, child in enumerate(node.children):
        if place and child.type in {"paragraph", "heading"}:
            parts.append("<br />")
        parts.append(_part(child, links))
    return "".join(parts)


def _part(node: SyntaxTreeNode, links: Links) -> str:
    return _WRITERS.get(node.type, _tagged)(node, links)


def _tagged(node: SyntaxTreeNode, links: Links) -> str:
    inner = _in_line(node, links)
    if "_" in node.markup:
        marks = between(node.markup)
        return f"{marks}{inner}{marks}"
    tag = _TAGS.get(node.type)
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def _link(node: SyntaxTreeNode, links: Links) -> str:
    address = str(node.attrs.get("href", ""))
    if address.startswith(_SCHEMES):
        safe = _UNSAFE.sub(lambda found: quote(found[0], safe=""), address)
        return link(_in_line(node, {}), safe)
    return _mentioning(f"[{''.join(_words(node)).strip()}]({address})", links)


def _mentioning(value: str, links: Links) -> str:
    """A text in which `[table]` leads to the table's page."""
    parts, end = [], 0
    for found in _MENTION.finditer(value):
        if address := links.get(found[1]):
            parts += [between(value[end : found.start()]), link(name(found[1]), address)]
            end = found.end()
    return "".join([*parts, between(value[end:])])


def _code_block(node: SyntaxTreeNode, _links: Links) -> str:
    lines = node.content.rstrip("\n").split("\n")
    return f"<pre><code>{'&#10;'.join(map(verbatim, lines))}</code></pre>"


_WRITERS: Mapping[str, Callable[[SyntaxTreeNode, Links], str]] = {
    "text": lambda node, links: _mentioning(node.content, links),
    "softbreak": lambda _node, _links: " ",
    "hardbreak": lambda _node, _links: "<br />",
    "code_inline": lambda node, _links: name(node.content),
    "fence": _code_block,
    "link": _link,
}


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    marks = node.markup if node.type in {"em", "strong"} and "_" in node.markup else ""
    yield marks
    if node.type in {"text", "code_inline", "fence"}:
        yield node.content
    for child in node.children:
        yield from _words(child)
    yield marks or ("" if node.type in _WITHIN else " ")
