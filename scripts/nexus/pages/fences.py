"""The fences of a page: those that Markdown found, and their lines in its text.

Markdown alone (superfences) decides what is a fence. It gives no line numbers, so the text is
searched here, only to name a line or to replace a fence: what Markdown did not find is no fence.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from nexus.core.errors import NexusError

Where = Callable[[int], str]

_OPENING = re.compile(r"(?P<indent>[ \t>]*)(?P<ticks>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)")
_LANGUAGE = re.compile(r"[{.\s]*([\w#+-]+)")
_RUN = re.compile(r"\brun=")
_QUOTED = re.compile(r"""=(?:"[^"]*"|'[^']*')""")
_BARE = re.compile(r"\w=")


@dataclass(frozen=True)
class Fence:
    """A fenced block of a page: its language, its options as Markdown read them, and its text.

    `line` and `end` are the numbers of its first and last line in the page, or 0 if unknown;
    `indent` is what each of its lines begins with.
    """

    language: str
    body: str
    options: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
    end: int = 0
    indent: str = ""

    @property
    def is_run(self) -> bool:
        """Tell whether it is an example, which its option `run` makes it."""
        return "run" in self.options


def find(text: str) -> Iterator[Fence]:
    """Yield each block of a text that looks like a fence, in order, without its options."""
    lines = iter(enumerate(text.split("\n"), start=1))
    last = text.count("\n") + 1
    for number, line in lines:
        if opening := _OPENING.fullmatch(line):
            body = list(_body(lines, opening))
            language = _LANGUAGE.match(opening["info"])
            end = min(number + len(body) + 1, last)
            indent = opening["indent"]
            inner = "\n".join(found[len(indent) :] if found.strip() else "" for found in body)
            yield Fence(language[1] if language else "", inner, {}, number, end, indent)


def _body(lines: Iterator[tuple[int, str]], opening: re.Match[str]) -> Iterator[str]:
    for _, line in lines:
        closing = _OPENING.fullmatch(line)
        if closing and _ends(opening, closing):
            return
        yield line


def _ends(opening: re.Match[str], closing: re.Match[str]) -> bool:
    return not closing["info"] and closing["ticks"].startswith(opening["ticks"])


def located(text: str, taken: Iterable[Fence]) -> list[Fence]:
    """Return the fences that Markdown took, in its order, with their lines in the page's text.

    A fence that is not in the text, as another plugin wrote it, keeps line 0.
    """
    waiting = list(find(text))
    found = []
    for fence in taken:
        place = next((n for n, seen in enumerate(waiting) if _is_same(seen, fence)), None)
        if place is None:
            found.append(fence)
            continue
        seen = waiting[place]
        found.append(replace(fence, line=seen.line, end=seen.end, indent=seen.indent))
        del waiting[: place + 1]
    return found


def _is_same(one: Fence, other: Fence) -> bool:
    return one.language == other.language and one.body.split() == other.body.split()


def examples(text: str) -> Iterator[Fence]:
    """Yield each block of a text that looks like an example, in order, without its options."""
    lines = text.split("\n")
    return (fence for fence in find(text) if _RUN.search(lines[fence.line - 1]))


def broken(text: str, taken: Iterable[Fence], where: Where) -> Iterator[NexusError]:
    """Yield an error for each example that Markdown would read as text.

    That happens if an option has no quotes, a line begins further left than its fence, or none ends
    it. What Markdown has `taken` is whole.
    """
    lines, whole = text.split("\n"), {fence.line for fence in taken}
    for fence in find(text):
        opening = lines[fence.line - 1]
        if fence.line in whole or not _RUN.search(opening):
            continue
        if "{" not in opening and _BARE.search(_QUOTED.sub("", opening)):
            hint = 'write name="value", or Markdown does not see the example'
            yield NexusError("an option of the example has no quotes", where(fence.line), hint)
        indent = _wide(fence.indent)
        for number in range(fence.line + 1, fence.end + 1):
            line = _wide(lines[number - 1])
            if line.strip("> ") and not line.startswith(indent):
                what = "a line of the example begins further left than its fence"
                hint = "indent it as far as the fence, or Markdown does not see the example"
                yield NexusError(what, where(number), hint)
                break
        if _is_open(fence, lines):
            hint = "end it with a line of the marks that it begins with"
            yield NexusError("the example has no end", where(fence.line), hint)


def _is_open(fence: Fence, lines: list[str]) -> bool:
    """Tell whether a fence runs to the end of the page, and is no part of code or of a comment."""
    if len(_wide(fence.indent)) >= 4 or "-->" in fence.body:
        return False
    opening, last = (_OPENING.fullmatch(lines[number - 1]) for number in (fence.line, fence.end))
    return not (opening and last and _ends(opening, last))


def _wide(line: str) -> str:
    """Give a line with blanks for its tabs, as Markdown reads them."""
    return line.expandtabs(4)
