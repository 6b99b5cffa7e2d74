"""HTML of a README as Markdown: headings, pictures, links, lists and tables stay, frames go.

GitHub shows HTML between Markdown, and drops what runs. Here what says something becomes Markdown,
so that it can be divided into pages, and nothing that a page could run is left.
"""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

# Elements without a meaning of their own within a line, as GitHub allows them.
INLINE = {
    *("b", "strong", "i", "em", "u", "s", "del", "ins", "strike", "sub", "sup", "kbd", "mark"),
    *("small", "code", "q", "var", "samp", "abbr", "cite", "dfn", "time", "tt"),
}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`"}
_KEPT = INLINE - set(_MARKS) - {"strike", "tt", "time", "dfn", "cite", "abbr"}
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
# What belongs to a page, and says nothing.
DROPPED = {
    *("div", "p", "center", "span", "font", "section", "article", "header", "footer", "main"),
    *("nav", "aside", "picture", "source", "figure", "figcaption", "table", "thead", "tbody"),
    *("tfoot", "tr", "td", "th", "caption", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"),
    *("details", "summary", "hr", "br", "wbr", "a", "img", "pre", "big", "align", "html", "body"),
    *("colgroup", "col", "video", "audio", "track", "svg", "path", "input", "label", "button"),
    *_HEADINGS,
}
KNOWN = INLINE | DROPPED
_BLOCKS = {"div", "p", "center", "section", "article", "header", "footer", "main", "nav", "aside"}
_BLOCKS |= {"figure", "figcaption", "dl", "dt", "dd", "caption", "table", "blockquote", "video"}
_BREAK = "\n\n"
# Markdown counts no further.
_DIGITS = 10
_CELL = "\0"
OPEN, CLOSE = "\ue001", "\ue002"  # where details begin and end, for who joins the blocks

# What stands for elements without attributes that count: at their beginning, and at their end.
_BEGINS = {
    **dict.fromkeys(_BLOCKS, _BREAK),
    **{tag: f"<{tag}>" for tag in _KEPT},
    "hr": f"{_BREAK}---{_BREAK}",
    "details": f"{_BREAK}{OPEN}{_BREAK}",
}
_ENDS = {
    **dict.fromkeys(_BLOCKS, _BREAK),
    **{tag: f"</{tag}>" for tag in _KEPT},
    "details": f"{_BREAK}{CLOSE}{_BREAK}",
}
# What is written when it ends, as that depends on what is in it.
_WHOLE = {*_MARKS, *_HEADINGS, "pre", "summary"}


@dataclass
class _Table:
    """A table that is open: its rows, and the one that is open."""

    rows: list[list[str]] = field(default_factory=list)
    row: list[str] | None = None

    def end_row(self) -> None:
        if self.row:
            self.rows.append(self.row)
        self.row = None

    def markdown(self) -> str:
        """Each row has as many cells as the longest, so that none is lost."""
        width = max(map(len, self.rows), default=0)
        first, *more = [[*row, *[""] * (width - len(row))] for row in self.rows] or [[]]
        lines = [first, ["---"] * width, *more]
        return _BREAK + "\n".join(f"| {' | '.join(line)} |" for line in lines) if first else ""


class _Writer(HTMLParser):
    """Writes one block of HTML as Markdown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._links: list[str] = []
        self._lists: list[str] = []
        # The first is for rows whose table began in another block.
        self._tables = [_Table()]
        self._opened: list[tuple[str, int]] = []
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write what an element begins with."""
        known = {name: value or "" for name, value in attrs}
        match tag:
            case "img":
                self._write(f"![{_label(known.get('alt', ''))}]({address(known.get('src', ''))})")
            case "a":
                self._links.append(known.get("href", ""))
                self._write("[" if known.get("href") else "")
            case "video" | "audio" | "source" if known.get("src"):
                label = "video" if tag == "source" else tag
                self._write(f"\n\n[{label}]({address(known['src'])})\n\n")
            case "ul" | "ol":
                start = known.get("start", "")
                number = start if start.isdecimal() and len(start) < _DIGITS else "1"
                self._lists.append("-" if tag == "ul" else f"{number}.")
                self._write("\n\n" if len(self._lists) == 1 else "")
            case "li":
                indent = "    " * max(len(self._lists) - 1, 0)
                self._write(f"\n{indent}{self._lists[-1] if self._lists else '-'} ")
            case "table" | "tr" | "td" | "th":
                self._begin_table(tag)
            case _:
                self._write(self._begin(tag))

    def _begin_table(self, tag: str) -> None:
        match tag:
            case "table":
                self._tables.append(_Table())
            case "tr":
                self._tables[-1].end_row()
                self._tables[-1].row = []
            case _:
                self.out.append(_CELL)

    def _begin(self, tag: str) -> str:
        if tag in _WHOLE:
            self._is_code = self._is_code or tag == "pre"
            self._opened.append((tag, len(self.out)))
            return ""
        if tag == "br":
            return " " if self._tables[-1].row is not None else "  \n"
        if tag in _BEGINS:
            return _BEGINS[tag]
        return "" if tag in KNOWN else escape(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Write what an element ends with."""
        match tag:
            case "a":
                target = self._links.pop() if self._links else ""
                self._write(f"]({address(target)})" if target else "")
            case "ul" | "ol":
                self._lists = self._lists[:-1]
                self._write("" if self._lists else "\n\n")
            case "td" | "th":
                self._end_cell()
            case "tr":
                self._tables[-1].end_row()
            case "table":
                self._end_table()
            case _ if tag in _WHOLE:
                self._end_whole(tag)
            case _:
                self._write(_ENDS.get(tag, ""))

    def _end_whole(self, tag: str) -> None:
        """Write an element with all that is in it."""
        places = [n for n, (name, _) in enumerate(self._opened) if name == tag]
        if not places:
            return
        place = places[-1]
        start = self._opened[place][1]
        text = "".join(self.out[start:])
        del self._opened[place:], self.out[start:]
        if tag == "summary":
            self._title(" ".join(text.split()))
        elif tag == "pre":
            self._is_code = False
            self._write(_fenced(text))
        elif tag in _HEADINGS:
            words = " ".join(text.split())
            self._write(f"{_BREAK}{_HEADINGS[tag]} {words}{_BREAK}" if words else "")
        else:
            is_code = self._is_code or any(_MARKS.get(name) == "`" for name, _ in self._opened)
            self._write(text if is_code else _marked(text, _MARKS[tag]))

    def _title(self, words: str) -> None:
        """Put a summary beside the mark of its details."""
        marks = [place for place, text in enumerate(self.out) if OPEN in text]
        if marks:
            self.out[marks[-1]] = f"\n\n{OPEN}{words}\n\n"
        else:
            self._write(f"\n\n**{words}**\n\n")

    def _end_cell(self) -> None:
        start = max((n for n, text in enumerate(self.out) if text == _CELL), default=None)
        if start is None:
            return
        words = " ".join("".join(self.out[start + 1 :]).split()).replace("|", r"\|")
        del self.out[start:]
        row = self._tables[-1].row
        if row is None:
            self._write(f" {words} ")
        else:
            row.append(words)

    def _end_table(self) -> None:
        """Write a table; one in a cell of another as the words of its own cells."""
        table = self._tables.pop()
        table.end_row()
        if not self._tables:
            self._tables.append(_Table())
        is_inner = self._tables[-1].row is not None
        words = " ".join(cell for row in table.rows for cell in row)
        self._write(words if is_inner else f"{table.markdown()}{_BREAK}")

    def close(self) -> None:
        """Write what is open, too."""
        super().close()
        for _ in list(self._tables):
            self._end_table()

    def handle_data(self, data: str) -> None:
        """Write text; its lines begin at their beginning, as none of them is code."""
        first, *more = data.split("\n")
        lines = [
            first,
            *(line.strip(" \t") for line in more[:-1]),
            *(m.lstrip(" \t") for m in more[-1:]),
        ]
        self._write(data if self._is_code else "\n".join(lines))

    def handle_entityref(self, name: str) -> None:
        """Write a character reference as it is; as its letter in code."""
        self._write(unescape(f"&{name};") if self._is_code else f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Write a character reference as it is; as its letter in code."""
        self._write(unescape(f"&#{name};") if self._is_code else f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Leave a comment out: a block that is nothing else never comes here."""

    def _write(self, text: str) -> None:
        if text:
            self.out.append(text)


def _fenced(code: str) -> str:
    """Give code as a block that nothing in it ends."""
    ticks = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", code))])
    return f"{_BREAK}{ticks}\n{code.strip(chr(10))}\n{ticks}{_BREAK}"


def _marked(text: str, mark: str) -> str:
    """Give words between marks, beside which no blank may stand, nor an empty line between them."""
    words = text.strip()
    if not words or _BREAK in words:
        return text
    before, after = text[: text.index(words)], text[text.index(words) + len(words) :]
    return f"{before}{mark}{words}{mark}{after}"


def _label(text: str) -> str:
    return " ".join(text.split()).replace("[", r"\[").replace("]", r"\]")


def address(value: str) -> str:
    """Return an address as a link of Markdown holds it."""
    return f"<{value}>" if re.search(r"[\s()]", value) else value


def markdown(html: str) -> str:
    """Return a block of HTML as Markdown; text of it that is Markdown already stays as it is."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    text = "".join(writer.out).replace(_CELL, "")
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
