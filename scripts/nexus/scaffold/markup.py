"""HTML of a README as Markdown: headings, pictures, links, lists and tables stay, frames go.

GitHub shows HTML between Markdown, and drops what runs. Here what says something becomes Markdown,
so that it can be divided into pages, and nothing that a page could run is left.
"""

import re
from html import escape
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
_CELL = "\0"
OPEN, CLOSE = "\ue001", "\ue002"  # where details begin and end, for who joins the blocks

# What stands for elements without attributes that count: at their beginning, and at their end.
_BEGINS = {
    **dict.fromkeys(_BLOCKS, _BREAK),
    **{tag: f"{_BREAK}{marks} " for tag, marks in _HEADINGS.items()},
    **{tag: f"<{tag}>" for tag in _KEPT},
    **_MARKS,
    "br": "  \n",
    "hr": f"{_BREAK}---{_BREAK}",
    "pre": f"{_BREAK}```\n",
    "details": f"{_BREAK}{OPEN}{_BREAK}",
}
_ENDS = {
    **dict.fromkeys((*_BLOCKS, *_HEADINGS), _BREAK),
    **{tag: f"</{tag}>" for tag in _KEPT},
    **_MARKS,
    "pre": f"\n```{_BREAK}",
    "details": f"{_BREAK}{CLOSE}{_BREAK}",
}


class _Writer(HTMLParser):
    """Writes one block of HTML as Markdown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._links: list[str] = []
        self._lists: list[str] = []
        self._row: list[str] | None = None
        self._rows = 0
        self._summary: int | None = None
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
            case "summary":
                self._summary = len(self.out)
            case "video" | "audio" if known.get("src"):
                self._write(f"\n\n[{tag}]({address(known['src'])})\n\n")
            case "ul" | "ol":
                self._lists.append("-" if tag == "ul" else "1.")
                self._write("\n\n" if len(self._lists) == 1 else "")
            case "li":
                indent = "    " * max(len(self._lists) - 1, 0)
                self._write(f"\n{indent}{self._lists[-1] if self._lists else '-'} ")
            case "tr":
                self._row = []
            case "td" | "th":
                self.out.append(_CELL)
            case _:
                self._write(self._begin(tag))

    def _begin(self, tag: str) -> str:
        self._is_code = self._is_code or tag == "pre"
        if tag == "br" and self._row is not None:
            return " "
        if tag in _MARKS and self._is_code:
            return ""
        if tag in _BEGINS:
            return _BEGINS[tag]
        return "" if tag in KNOWN else escape(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Write what an element ends with."""
        match tag:
            case "a":
                target = self._links.pop() if self._links else ""
                self._write(f"]({address(target)})" if target else "")
            case "summary" if self._summary is not None:
                words = " ".join("".join(self.out[self._summary :]).split())
                del self.out[self._summary :]
                self._summary = None
                self._title(words)
            case "ul" | "ol":
                self._lists = self._lists[:-1]
                self._write("" if self._lists else "\n\n")
            case "td" | "th":
                self._end_cell()
            case "tr":
                self._end_row()
            case _ if not (tag in _MARKS and self._is_code):
                self._is_code = self._is_code and tag != "pre"
                self._rows = 0 if tag == "table" else self._rows
                self._write(_ENDS.get(tag, ""))

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
        if self._row is None:
            self._write(f" {words} ")
        else:
            self._row.append(words)

    def _end_row(self) -> None:
        row, self._row = self._row, None
        if not row:
            return
        self._write(f"\n| {' | '.join(row)} |")
        if not self._rows:
            self._write(f"\n|{' --- |' * len(row)}")
        self._rows += 1

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
        """Write a character reference as it is."""
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Write a character reference as it is."""
        self._write(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Leave a comment out: a block that is nothing else never comes here."""

    def _write(self, text: str) -> None:
        if text:
            self.out.append(text)


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
