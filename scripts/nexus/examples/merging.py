"""Puts examples into the Markdown of their page: the code to read, and a fence for the results.

The code stays an ordinary fence, so that the theme highlights it; long code of a file folds away.
The fence after it, of the language RESULT, names the example by its number.
"""

from collections.abc import Iterable

from nexus.examples import request as requests
from nexus.examples.request import Request

RESULT = "nexus-result"
_FOLDED = 24
_TICKS = "`" * 10


def merged(text: str, asked: Iterable[Request]) -> str:
    """The Markdown `text` of a page, each of its examples with its code and its results.

    `asked` are the page's requests; the fences of `text` are theirs, in the same order.
    """
    lines = text.split("\n")
    pairs = zip(requests.found(text), asked, strict=True)
    for number, (fence, request) in reversed(list(enumerate(pairs, start=1))):
        shown = [f"{fence.indent}{line}".rstrip() for line in _lines(request, number)]
        lines[fence.line - 1 : fence.end] = shown
    return "\n".join(lines)


def _lines(request: Request, number: int) -> list[str]:
    result = ["", f"{_TICKS}{RESULT}", str(number), _TICKS, ""]
    code = request.code.split("\n")
    if request.file and len(code) > _FOLDED:
        title = f'??? example "{request.file}, {len(code)} lines"'
        return [*result, title, "", *(f"    {line}" for line in _code(request, code)), ""]
    return [*_code(request, code), *result]


def _code(request: Request, code: list[str]) -> list[str]:
    markup = {**({"title": request.file} if request.file else {}), **request.markup}
    header = " ".join([request.language, *(f'{name}="{value}"' for name, value in markup.items())])
    return [f"{_TICKS}{header}", *code, _TICKS]
