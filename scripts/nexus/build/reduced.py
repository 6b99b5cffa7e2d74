"""A page without what certainly runs nothing: a parser then has little left to read.

What is left out is text, and tags that every parser reads alike: written plainly, without an event
handler, and without an address that may run something. Lines stay where they are. From the first
place on that is written in another way, the page stays as it is.
"""

import re

_BLANK, _GAP = r"[ \t\r\n\f]", r"[\x00-\x20]*"
# Their content is read otherwise than that of other elements, by one parser or by another.
_OWN_WAY = (
    "script|style|title|textarea|xmp|iframe|noembed|noframes|noscript|plaintext|template|math|base"
)
_NAME = r"[a-z][a-z0-9-]*+(?::[a-z][a-z0-9-]*+)?+(?=[\s/>])"
_OTHERS = rf"(?!(?:{_OWN_WAY})[\s/>]){_NAME}"
_ATTRIBUTE = r"[a-z_:@][a-z0-9_:.@-]*+"
# Not what `javascript:` ends with, however it is spelt; and no letter as an entity.
_SAFE = rf"i(?!{_GAP}p{_GAP}t{_GAP}:)|&(?:amp|quot|lt|gt|nbsp|#34|#39|#x27);"
_SAFE_VALUE = (
    rf"""(?:"(?:[^"<>&i]++|{_SAFE})*+"|'(?:[^'<>&i]++|{_SAFE})*+'"""
    rf"""|(?:[^\s"'=<>`&i]|{_SAFE})++)(?=[\s/>])"""
)
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++)(?=[\s/>])"""
_SAFE_TAG = rf"<{_OTHERS}(?:{_BLANK}++(?!on){_ATTRIBUTE}(?:={_SAFE_VALUE})?+)*+{_BLANK}*+/?+>"
_TAG = rf"(?:{_BLANK}++{_ATTRIBUTE}(?:={_VALUE})?+)*+{_BLANK}*+/?+>"
_PLAIN = re.compile(
    rf"(?:[^<]++|{_SAFE_TAG}|</{_OTHERS}{_BLANK}*+>|<(?=[\s\d=]))++", re.IGNORECASE | re.ASCII
)
_KEPT = re.compile(
    rf"<(?P<raw>script|style)(?=[\s/>]){_TAG}(?:[^<]++|<(?!/(?P=raw)|!--))*+</(?P=raw){_BLANK}*+>"
    rf"|<(?!(?:script|style|plaintext)[\s/>]){_NAME}{_TAG}|</{_NAME}{_BLANK}*+>"
    r"|<!--(?!-?>)(?:[^-]++|-(?!-))*+-->|<!doctype[^<>\"']*+>",
    re.IGNORECASE | re.ASCII,
)


def reduced(html: str) -> str:
    """Return a page in which a parser finds all that runs, in the same lines."""
    parts: list[str] = []
    place = 0
    while place < len(html):
        if plain := _PLAIN.match(html, place):
            parts.append("\n" * html.count("\n", place, plain.end()))
            place = plain.end()
        elif kept := _KEPT.match(html, place):
            parts.append(kept[0])
            place = kept.end()
        else:
            parts.append(html[place:])
            break
    return "".join(parts)
