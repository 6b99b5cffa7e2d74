"""Addresses outside a site that a picture asks for when it is drawn, in attributes and in styles.

Who opens such a picture tells another server so. A link that a reader follows is none of them, nor
is what a picture brings with it, as `data:`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import tinycss2

# The attributes that hold an address alone. On a link it is followed, not fetched.
_ADDRESSES = {"href", "src", "base", "data", "srcset", "poster", "ping", "action"}
_LINK = "a"
# The ends of an animation become the value of an attribute, which may be an address.
_ANIMATED = {"to", "from", "by", "values"}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
_BLANK = re.compile(r"[\0-\x20]+")
_OWN = ("data:image/", "data:font/", "data:application/font", "data:application/x-font")
_SCRIPTS = ("javascript:", "vbscript:")


def of_attributes(element: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """Give each address outside that an element of a picture asks for."""
    for key, value in attributes.items():
        name = key.rpartition(" ")[2].lower()
        is_followed = element == _LINK and name != "ping"
        is_asked = name in _ADDRESSES and not is_followed and is_outside(value)
        if is_asked or (name in _ANIMATED and any(map(is_outside, value.split(";")))):
            yield f"{name}={value.strip()[:60]}"
        elif "(" in value or "\\" in value or name == "style":
            for address in of_style(value):
                yield f"{name}: {address[:60]}"


def of_style(text: str) -> Iterator[str]:
    """Give each address outside in a style sheet, or in a declaration."""
    yield from filter(is_outside, _addresses(tinycss2.parse_component_value_list(text)))


def is_outside(address: str) -> bool:
    """Tell whether an address leads to another server, or to a file of the reader's machine.

    One that runs a script is none of these; it is refused as such.
    """
    plain = _BLANK.sub("", address).lower()
    return bool(_SCHEME.match(plain)) and not plain.startswith((*_OWN, *_SCRIPTS))


def _addresses(tokens: Iterable[Any]) -> Iterator[str]:
    """The addresses that tokens of CSS ask for: url(), @import, and functions that take a text."""
    keyword = ""
    for token in tokens:
        # A namespace is a name: nothing is fetched from it.
        if keyword == "namespace" and token.type in {"url", "function", "string"}:
            continue
        if token.type == "url" or (token.type == "string" and keyword == "import"):
            yield token.value
        elif token.type == "function":
            yield from _of_function(token)
        elif token.type in {"{} block", "() block", "[] block"}:
            yield from _addresses(token.content)
        if token.type == "at-keyword":
            keyword = token.lower_value
        elif token.type == "{} block" or (token.type == "literal" and token.value == ";"):
            keyword = ""


def _of_function(token: Any) -> Iterator[str]:
    takes_text = token.lower_name in {"url", "src", "image", "image-set", "-webkit-image-set"}
    for inner in token.arguments:
        if inner.type == "string" and takes_text:
            yield inner.value
    yield from _addresses(token.arguments)
