"""A README as blocks: headings, and between them Markdown as the new site reads it.

markdown-it, which follows the rules of GitHub, says what is what; each block is then written anew
as Python-Markdown wants it: lists four spaces deep, an empty line around each block, fences that
end as they begin. The words of a block stay as they are.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from nexus.pages.prose import plain
from nexus.scaffold import inline, markup, units
from nexus.scaffold.fencing import Line

_INDENT = "    "
_LISTS = {"bullet_list", "ordered_list"}
_NOTHING = "&#8203;"
_ALERT = re.compile(r"\[!(?P<kind>NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|\Z)")
_ALERTS = {
    "NOTE": '!!! note "Note"',
    "TIP": '!!! tip "Tip"',
    "IMPORTANT": '!!! info "Important"',
    "WARNING": '!!! warning "Warning"',
    "CAUTION": '!!! danger "Caution"',
}
_DEFINITION = re.compile(
    r"""\[(?P<name>(?!\^)[^\[\]]+)\]:\s*(?:<(?P<angle>[^<>\n]*)>|(?P<plain>[^\s<>]+))"""
    r"""(?:\s+["'(](?P<title>.*)["')])?[ \t]*(?:\n|\Z)"""
)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]:")
_HEADING = re.compile(r"(?P<marks>#{1,6}) (?P<words>.+)")
_LANGUAGE = re.compile(r"[\w#+.-]+")
# Each list, and each item of it, counts; what is deeper would be lost.
_DEEPEST = 60
# Fences that mean something to this generator are text in a README.
_OURS = re.compile(r"erd|nexus-.*")


@dataclass(frozen=True)
class Block:
    """One block: `kind` is heading, text, rule, footnote, indented, open or close (of details)."""

    kind: str
    text: str
    line: int
    level: int = 0


@dataclass
class Parser:
    """Parses a README; `defined` are the addresses that it gives names to."""

    defined: dict[str, tuple[str, str]] = field(default_factory=dict)
    _parser: MarkdownIt = field(
        default_factory=lambda: (
            MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
            .enable(["table", "strikethrough"])
            .disable("reference")
        )
    )

    def parse(self, lines: Sequence[Line]) -> list[Block]:
        """Return the blocks of lines in order."""
        text = "\n".join(line for line, _ in lines)
        numbers = [number for _, number in lines] or [1]
        return list(_folded(list(self._noted(self._blocks(self._tree(text), numbers)))))

    def _noted(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Give what is indented behind a footnote as part of it, and as code elsewhere."""
        note: Block | None = None
        for block in blocks:
            if block.kind == "indented" and note:
                more = joined(map(self._shown, self._tree(block.text).children))
                note = replace(note, text=f"{note.text}\n\n{_INDENT}{_indented(more)}")
                continue
            if note:
                yield note
            note = block if block.kind == "footnote" else None
            if block.kind == "indented":
                yield Block("text", fenced(block.text, ""), block.line)
            elif note is None:
                yield block
        if note:
            yield note

    def _tree(self, text: str) -> SyntaxTreeNode:
        return SyntaxTreeNode(self._parser.parse(text))

    def _blocks(self, root: SyntaxTreeNode, numbers: Sequence[int]) -> Iterator[Block]:
        for node in root.children:
            before = node.previous_sibling
            start = node.map[0] if node.map else 0
            number = numbers[min(start, len(numbers) - 1)]
            match node.type:
                case "heading":
                    words = " ".join(self._words(node).split())
                    if words:
                        yield Block("heading", words, number, int(node.tag[1]))
                case "hr":
                    yield Block("rule", "---", number)
                case "html_block":
                    yield from self._html(node.content, number)
                case "paragraph":
                    yield from self._paragraph(node, number)
                case "code_block":
                    yield Block("indented", node.content, number)
                case _:
                    if node.type == "ordered_list" and before and before.type == node.type:
                        # Else it would go on counting.
                        yield Block("text", "<!-- -->", number)
                    if shown := self._shown(node):
                        yield Block("text", shown, number)

    def _html(self, html: str, number: int) -> Iterator[Block]:
        if re.fullmatch(r"\s*<!--.*?(?:-->\s*|\Z)", html, re.DOTALL):
            whole = html.strip() if "-->" in html else f"{html.strip()} -->"
            yield Block("text", whole, number)
            return
        text = markup.markdown(html)
        yield from self._blocks(self._tree(text), [number] * (text.count("\n") + 1))

    def _paragraph(self, node: SyntaxTreeNode, number: int) -> Iterator[Block]:
        raw = node.children[0].content
        if raw.startswith((markup.OPEN, markup.CLOSE)):
            kind = "open" if raw[0] == markup.OPEN else "close"
            heading = _HEADING.fullmatch(raw, 1)
            marks, words = (f"{heading['marks']} ", heading["words"]) if heading else ("", raw[1:])
            yield Block(kind, f"{marks}{inline.cleaned(words)}", number)
            return
        rest = self._defining(raw)
        if _FOOTNOTE.match(rest) and not _FOOTNOTE.fullmatch(rest):
            notes = re.split(rf"\n(?={_FOOTNOTE.pattern})", rest)
            yield from (Block("footnote", inline.cleaned(note), number) for note in notes)
        elif words := inline.cleaned(rest):
            yield Block("text", words, number)

    def _defining(self, text: str) -> str:
        """Take the definitions of addresses from the start of a paragraph; give what is behind them."""
        rest = "\n".join(line.strip() for line in text.split("\n"))
        end = 0
        while found := _DEFINITION.match(rest, end):
            name = " ".join(found["name"].casefold().split())
            address = found["plain"] if found["angle"] is None else found["angle"]
            self.defined.setdefault(name, (address, found["title"] or ""))
            end = found.end()
        return rest[end:] if end else text

    def _words(self, node: SyntaxTreeNode) -> str:
        return inline.cleaned(node.children[0].content if node.children else "")

    def _shown(self, node: SyntaxTreeNode) -> str:
        """A block as Markdown of the new site."""
        writers: dict[str, Callable[[SyntaxTreeNode], str]] = {
            "paragraph": self._plain,
            "heading": self._heading,
            "bullet_list": self._list,
            "ordered_list": self._list,
            "blockquote": self._quote,
            "fence": lambda node: fenced(node.content, node.info),
            "code_block": lambda node: fenced(node.content, ""),
            "table": self._table,
            "html_block": self._inner_html,
            "hr": lambda _: "---",
        }
        write = writers.get(node.type)
        return write(node) if write else ""

    def _plain(self, node: SyntaxTreeNode) -> str:
        return inline.cleaned(self._defining(node.children[0].content))

    def _heading(self, node: SyntaxTreeNode) -> str:
        return f"{'#' * int(node.tag[1])} {' '.join(self._words(node).split())}"

    def _inner_html(self, node: SyntaxTreeNode) -> str:
        text = markup.markdown(node.content).replace(markup.OPEN, "").replace(markup.CLOSE, "")
        return joined(map(self._shown, self._tree(text).children))

    def _list(self, node: SyntaxTreeNode) -> str:
        """A list; it is loose if blocks of an item would else run into one another."""
        number = int(node.attrs.get("start", 1))
        is_bullets = node.type == "bullet_list"
        items = [
            self._item(item, "-" if is_bullets else f"{number + place}.")
            for place, item in enumerate(node.children)
        ]
        return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)

    def _item(self, item: SyntaxTreeNode, mark: str) -> str:
        blocks = [shown for child in item.children if (shown := self._shown(child))]
        is_tight = all(
            child.hidden if child.type == "paragraph" else child.type in _LISTS
            for child in item.children
        )
        text = ("\n" if is_tight else "\n\n").join(blocks)
        if not text:
            return f"{mark} {_NOTHING}"
        # No other block may stand beside the mark.
        is_deep = item.children[0].type != "paragraph"
        head = f"{mark} {_NOTHING}\n\n{_INDENT}" if is_deep else f"{mark} "
        return head + _indented(text)

    def _quote(self, node: SyntaxTreeNode) -> str:
        blocks = [shown for child in node.children if (shown := self._shown(child))]
        text = "\n\n".join(blocks)
        if alert := _ALERT.match(text):
            rest = text[alert.end() :].strip("\n")
            return f"{_ALERTS[alert['kind']]}\n\n{_INDENT}{_indented(rest)}".rstrip()
        return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))

    def _table(self, node: SyntaxTreeNode) -> str:
        rows = [row for part in node.children for row in part.children]
        cells = [[self._cell(cell) for cell in row.children] for row in rows]
        lines = {"text-align:left": ":--", "text-align:right": "--:", "text-align:center": ":-:"}
        aligned = [lines.get(str(cell.attrs.get("style", "")), "---") for cell in rows[0].children]
        shown = [f"| {' | '.join(row)} |" for row in cells]
        return "\n".join([shown[0], f"| {' | '.join(aligned)} |", *shown[1:]])

    def _cell(self, cell: SyntaxTreeNode) -> str:
        words = " ".join(self._words(cell).split())
        return re.sub(r"(?<!\\)\|", r"\\|", words)


def fenced(code: str, info: str) -> str:
    """Return code as a fence that nothing in it ends, with its language if that is one."""
    language = _LANGUAGE.match(info.strip().lstrip("{."))
    name = language[0] if language and not _OURS.fullmatch(language[0]) else ""
    runs = [len(run) for run in re.findall(r"`{3,}", code)]
    ticks = "`" * max([3, *(run + 1 for run in runs)])
    # Superfences knows no such names; a name of that kind is a file's.
    name = name if re.fullmatch(r"[\w+#-]+", name) else ""
    return f"{ticks}{name}\n{code.rstrip(chr(10))}\n{ticks}"


def _indented(text: str) -> str:
    lines = text.split("\n")
    return "\n".join([lines[0], *(f"{_INDENT}{line}" if line else "" for line in lines[1:])])


def _folded(blocks: list[Block]) -> Iterator[Block]:
    """Give blocks with details as boxes that open; without the box where headings are in them.

    So too where the words that open them are a heading, or name a part of a journal.
    """
    place = 0
    while place < len(blocks):
        block = blocks[place]
        end = _closing(blocks, place) if block.kind == "open" else None
        inside = blocks[place + 1 : end] if end else []
        heading = _HEADING.fullmatch(block.text)
        if block.kind == "open" and heading:
            yield Block("heading", heading["words"], block.line, len(heading["marks"]))
        elif end and all(b.kind in {"text", "rule"} for b in inside) and not _is_part(block):
            title = block.text.replace('"', "&quot;") or "Details"
            body = "\n\n".join(b.text for b in inside)
            yield Block("text", f'??? note "{title}"\n\n{_INDENT}{_indented(body)}', block.line)
            place = end
        elif block.kind == "open" and block.text:
            yield Block("text", f"**{block.text.strip('*')}**", block.line)
        elif block.kind not in {"open", "close"}:
            yield block
        place += 1


def _is_part(block: Block) -> bool:
    return units.read(plain(block.text)) is not None


def _closing(blocks: Sequence[Block], place: int) -> int | None:
    depth = 0
    for number in range(place, len(blocks)):
        depth += {"open": 1, "close": -1}.get(blocks[number].kind, 0)
        if not depth:
            return number
    return None


def joined(blocks: Iterable[str]) -> str:
    """Return blocks of Markdown as one text."""
    return "\n\n".join(filter(None, blocks))
