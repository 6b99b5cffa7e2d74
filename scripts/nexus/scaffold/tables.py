"""Tables of a README in which a bar would end a cell too early, or a row has cells that none shows.

GitHub ends a cell at each bar, in code too, and drops what is behind the last column. Here a bar in
code is text, and what is behind the last column stays in it.
"""

import re
from collections.abc import Sequence

from nexus.scaffold.fencing import Line

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_BAR = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")


def whole(lines: Sequence[Line]) -> list[Line]:
    """Return lines in which each row of a table has as many cells as its head."""
    out: list[Line] = []
    columns, is_code = 0, False
    for place, (text, number) in enumerate(lines):
        is_code = is_code != bool(_FENCE.match(text))
        above = lines[place - 1][0] if place else ""
        if is_code or not text.strip():
            columns = 0
        elif "|" in text and "|" in above and _RULE.fullmatch(text):
            columns = len(_cells(text))
            out[-1] = (_escaped(above), out[-1][1])
        elif columns:
            text = _row(_escaped(text), columns)  # noqa: PLW2901
        out.append((text, number))
    return out


def _escaped(text: str) -> str:
    return _CODE.sub(lambda code: _BAR.sub(r"\\|", code[0]), text)


def _cells(text: str) -> list[str]:
    inner = text.strip().removeprefix("|")
    return [cell.strip() for cell in _BAR.split(re.sub(r"(?<!\\)\|$", "", inner))]


def _row(text: str, columns: int) -> str:
    cells = _cells(text)
    if len(cells) <= columns:
        return text
    last = r" \| ".join(cells[columns - 1 :])
    return f"| {' | '.join([*cells[: columns - 1], last])} |"
