"""How DBML writes a name, a text, an expression, settings and a block."""

from collections.abc import Iterable

from nexus.core.text import UNSEEN, printable

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(name: str) -> str:
    """Return a name in double quotes; DBML knows no empty one."""
    return f'"{_escaped(name, chr(34))}"' if name else '" "'


def string(text: str) -> str:
    """Return a text in single quotes, its controls as escapes."""
    return f"'{_escaped(text, chr(39))}'"


def _escaped(text: str, quote: str) -> str:
    return "".join(_character(character, quote) for character in text)


def _character(character: str, quote: str) -> str:
    if character == quote:
        return f"\\{quote}"
    if character < " " or character in UNSEEN:
        return _ESCAPES.get(character, f"\\u{ord(character):04x}")
    return _ESCAPES.get(character, character)


def expression(sql: str) -> str | None:
    """Return SQL between backticks, or None: DBML can write no backtick and nothing unseen there."""
    return None if {*sql} & {"`", *UNSEEN} else f"`{' '.join(sql.split())}`"


def bracketed(settings: list[str]) -> str:
    """Return settings as they follow what they are of; nothing where all are empty."""
    given = ", ".join(filter(None, settings))
    return f" [{given}]" if given else ""


def block(head: str, lines: Iterable[str]) -> str:
    """Return lines in braces below a head."""
    return "\n".join([f"{head} {{", *(f"  {line}" if line else "" for line in lines), "}"])


def remark(text: str) -> str:
    """Return a text as a comment of one line, which readers of DBML pass over."""
    return "// " + printable(" ".join(text.split()))
