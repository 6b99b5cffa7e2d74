"""Passwords and keys behind their names, in any notation.

A name such as `DB_PASSWORD`, `apiKey` or `client-secret` is looked for in every text, and then a
value behind it, as settings, programs, commands and documents write one. Whether the value is a
secret is for `values` to say.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

from nexus.gate import words
from nexus.gate.values import bits, is_made

KIND = "Secret Keyword"
_ADDRESS_KIND, _HEADER_KIND = "Password in an Address", "Authorization Header"
# Found by `find`, which is many times as fast as a regular expression that passes over case; each
# with what may go on behind it without another word beginning.
_WORDS = {
    "pass": "word|wd|phrase|code",
    "pwd": "",
    "secret": "s|key|keys|token|accesskey",
    "key": "s",
    "token": "s|value",
    "credential": "s",
    "salt": "",
    "psk": "",
    "pw": "",
    "pat": "",
    "identified by": "",
}
# Before "key" and "salt", which alone are names of other things too; before "pass" in one word.
_BEFORE = {
    "key": r"(?:api|jwt|access|acc|account|app|auth|private|priv|secret|encrypt\w*|crypt\w*|sign\w*"
    r"|master|session|shared|storage|service|admin|license|hmac|aes|jwt|host|function|subscription"
    r"|security|write|ingest|deploy|server|webhook|validation|cookie|fernet|base|sas)['\"]?[\s_.:-]?$",
    "salt": r"(?:auth|nonce|logged_in|password|hash|secure|key|app|django|devise)\w*[_.-]$",
    "pass": "(?:^|[^a-z]|db|user|my|ftp|pg|sql|root|admin|smtp|mail|auth|app|ssh|key|redis|proxy|remote|imap"
    "|ldap|bind|store|conn)$",
    "psk": "(?:^|[^a-z])$",
    "pw": r"""(?:^|[\s_"'`*(])$""",
    "pat": "(?:git[a-z]{0,3}|ext|ado|devops|access|personal)[_-]$",
}
_PRECEDED = {word: re.compile(pattern) for word, pattern in _BEFORE.items()}
_FOLLOWED = {word: re.compile(f"(?:{more})(?![a-z])|(?![a-z])") for word, more in _WORDS.items()}
_LONGER = re.compile(f"pass(?:{_WORDS['pass']})")
# A name with one of these holds no secret.
_HARMLESS = re.compile(
    r"(?:^|[^a-z])(?:(?:csrf|xsrf|public)\w*|(?:next|page|continuation|sync|design|primary|foreign|cache|sort"
    r"|partition|lookup|publishable|no|invalid|wrong|hashed|fake))[_.\s-]?$|\.svg\?$"
)
_HARMLESS_PARTS = frozenset(words.HARMLESS_PARTS.split())
_QUOTED = r"""(?P<quote>""\"|'''|["'`]|\$\w{0,16}\$)(?P<quoted>(?:\\.|(?!(?P=quote)|\n).){8,400})(?P=quote)"""
_BARE = r"""(?P<bare>[^\s"'`<>|][^\s<>]{7,400})"""
# What may stand between a name and its value.
_SIGN = r":=|=>|->|={1,3}|:(?!:)|\?\?=?|\|\|=?|[?+]=|\bor\b|\uff1a|\u2192"
_TO_QUOTED = rf"""
    (?: (?P<pair>\s*,\s*)(?:default\s*=\s*)?               # ("N", "V"), ("N", default="V")
      | [ \t]+(?:encrypted[ \t]+)?                         # PASSWORD 'V'
      | \s*[({{]\s*                                         # setPassword("V")
      | [ \t]*\|[ \t]*                                     # | N | `V` |
      | [ \t]+(?:is|to):?[ \t]+                            # N is "V"
      | \s*\{{[^{{}}]{{0,200}}?\bdefault\s*=\s*              # variable "N" {{ default = "V" }}
      | (?: [ \t]*(?:\[\w*\])?(?::|[ \t](?:as[ \t])?)[ \t]*[\w.\[\]|"&'<> ]{{1,40}}(?==)  # N: str = V
          | \s*(?:\[\w*\])? )
        (?:{_SIGN})\s*(?:!!?\w+[ \t]+|&\w+[ \t]+)?[(\[{{]?\s*
        (?:["']?(?:value|default|text)["']?\s*[:=]\s*)?    # N: {{value: "V"}}
        (?:[\w.]{{1,60}}\(\s*(?:["'](?P<first>[\w.-]*)["']\s*,\s*)?(?:\w+\s*=\s*)?)?  # get("N", "V")
    )
    (?:(?:[rbufne@$]{{1,2}}|u&)(?=["']))? {_QUOTED}
"""
_TO_BARE = rf"""
    (?: (?P<tag>(?:\s[^<>\n]{{0,80}})?>)                      # <password>V, <th>N</th><td>V
        (?:\s*</[\w:.-]{{1,30}}>\s*<[\w:.-]{{1,30}}(?:\s[^<>\n]{{0,80}})?>)?(?:\s*<value>)?(?:<!\[CDATA\[)?[ \t]*
      | (?P<close></[\w:.-]{{1,30}}>\s*<[\w:.-]{{1,30}}(?:\s[^<>\n]{{0,80}})?>)
      | (?P<marked>(?::\*\*|\*\*:|__:|:__)[ \t]+           # **password:** V
      | [ \t]*\|[ \t]*)                                    # | N | V |
      | (?P<space>[ \t]+)                                  # --password V
      | [ \t]+(?P<says>is):?[ \t]+                          # the password is V
      | [ \t]*(?P<sign>{_SIGN})[ \t]*(?:!!?\w+[ \t]+|&\w+[ \t]+)?(?:[>|][+-]?[ \t]*\n\s+)?
    )
    {_BARE}
"""
_LISTED = rf"""["']?[,;]?\s*["']?value["']?\s*[:=]\s*(?:{_QUOTED}|{_BARE})"""  # name: N, value: V
_TAIL = re.compile(r"""[\w.-]{0,40}""")
_CLOSED = r"""["'`\])]{0,3}"""
_QUOTED_VALUE = re.compile(_CLOSED + _TO_QUOTED, re.VERBOSE | re.IGNORECASE)
_BARE_VALUE = re.compile(_CLOSED + _TO_BARE, re.VERBOSE | re.IGNORECASE)
# The other way round: value: V, name: N
_LISTED_BEFORE = re.compile(
    r"""\bvalue["']?\s*[:=]\s*["']([^"'\n]{8,400})["'],?\s*["']?(?:key|name)["']?\s*[:=]\s*["'][\w.-]*$""",
    re.IGNORECASE,
)
_LISTED_VALUE = re.compile(_LISTED, re.IGNORECASE)
# Before a name whose value comes behind a blank, without quotes.
_COMMAND = re.compile(
    r"(?:(?:^|\s)--?[\w-]*|(?:^\s*(?:env|arg|setx|setenv)|(?:^|\s)set(?: -{1,2}\w+)*)\s+[\w.-]*|\b(?:login|user)\s+\S+\s+\w*)$"
)
_IN_TAG = re.compile(r"<[\w:.-]+(?:\s[^<>]*)?$|<[\w:.-]+(?:\s[^<>]*)?>[\w .-]{0,40}$|<[\w:.-]*$")
_LINE_START = re.compile(
    r"^[\s>#*;/|\u2600-\u27bf\ufe0f\U0001f300-\U0001faff-]*(?:[a-z]+\s){0,3}(?:environment=|[\"']|export\s+|env\s+|arg\s+|set\s+|setx\s+|\$env:|-\s*|-e\s+|--)?[\w.-]*$"
)
_ENDINGS = re.compile(r"""["'`]?[,;)\]}|\\]*$""")
# What ends a value within code or a query of an address; behind some of these it was none.
_CODE = re.compile(r"([,;(){}\[\]<>?|&\"'`\\])")
# The second takes an @ for part of the password.
_ADDRESSES = (
    re.compile(r"""[^\s:/@"'<>`[]{0,80}:([^\s"'<>`]{3,200}?)@[\w\[$<{%]"""),
    re.compile(r"""[^\s:/@"'<>`[]{0,80}:([^\s"'<>`/,]{3,200})@[\w\[$<{%]"""),
)
# Between parts of one text, which are written one after the other or on lines of their own.
_JOINT = re.compile(r"""(["'])[ \t]*(?:\+\s*|\\?\n\s*)\1|(?<=""\"|''')\\?\n|\\\n\s*""")
_REACH = 800
_HEADER = re.compile(
    r"""[\w"' \t:=,]{1,30}?(bearer|basic|token|apikey|ssws|splunk|geniekey)["']?[ \t:=]{1,3}["']?"""
)
_CREDENTIAL = re.compile(r"[\w+/.=-]{16,400}")


def found(text: str) -> Iterator[tuple[int, str]]:
    """Give where each secret behind a name is in a text, from 0, and of what kind it is."""
    small = text.replace("\u0130", "I").lower()  # the one letter that becomes longer
    for word in _WORDS:
        for place in _places(small, word):
            if _is_name(text, small, place, word) and _is_assigned(text, small, place, word):
                yield place, KIND
    for place in _places(small, "://"):
        if any(is_made(password) for password in _passwords(text, small, place + 3)):
            yield place, _ADDRESS_KIND
    for place in _places(small, "authorization"):
        header = _HEADER.match(small, place + len("authorization"))
        value = header and _CREDENTIAL.match(text, header.end())
        if header and value and _is_credential(header[1], value[0]):
            yield place, _HEADER_KIND


def _passwords(text: str, small: str, place: int) -> Iterator[str]:
    """Give what may be the password of an address whose user stands at a place."""
    for shape in _ADDRESSES:
        if at := shape.match(small, place):
            yield unquote(text[slice(*at.span(1))])


def _places(small: str, word: str) -> Iterator[int]:
    place = small.find(word)
    while place >= 0:
        yield place
        place = small.find(word, place + 1)


def _is_name(text: str, small: str, place: int, word: str) -> bool:
    """Tell whether a word is, or ends, the name of a secret."""
    end = place + len(word)
    # In camel case another word may begin at once.
    if not text[end : end + 1].isupper() and not _FOLLOWED[word].match(small, end):
        return False
    before = small[max(0, place - 30) : place]
    needed = None if _LONGER.match(small, place) else _PRECEDED.get(word)
    told = re.sub("(?<=[a-z])(?=[A-Z])", "_", text[max(0, place - 30) : place]).lower()
    return not (needed and not needed.search(before)) and not _HARMLESS.search(told)


def _is_assigned(text: str, small: str, place: int, word: str) -> bool:
    """Tell whether a secret stands behind the name that begins, or goes on, at a place."""
    tail = _TAIL.match(text, place + len(word))
    end = tail.end() if tail else place
    parts = re.split(r"[_.-]|(?<=[a-z])(?=[A-Z])", text[place:end])
    if any(part.lower() in _HARMLESS_PARTS for part in parts[1:]):
        return False
    start = small.rfind("\n", 0, place) + 1
    before = small[max(start, place - 120) : end]
    within = _open_quote(text, before, end)
    listed = text[max(start, place - 400) : end]
    if (turned := _LISTED_BEFORE.search(listed)) and is_made(_plain(turned[1])):
        return True
    if quoted := _QUOTED_VALUE.match(_JOINT.sub("", text[end : end + _REACH])):
        is_end = quoted["quote"] == within or _is_text(before, quoted)
        values = (quoted["quoted"], quoted["first"] or "")
        return not is_end and any(is_made(_plain(value)) for value in values)
    return _is_behind(text, before, end, within)


def _is_behind(text: str, before: str, end: int, within: str) -> bool:
    """Tell whether a value without quotes, or one that is listed, is a secret."""
    if listed := _LISTED_VALUE.match(text, end):
        return is_made(_plain(listed["quoted"] or listed["bare"]))
    bare = _BARE_VALUE.match(text, end)
    if not bare or (bare["space"] and not _COMMAND.search(before)):
        return False
    if (bare["tag"] or bare["close"]) and not _IN_TAG.search(before):
        return False
    is_line = (
        any(bare[each] for each in ("space", "tag", "close", "marked"))
        or bool(within)
        or bool(bare["sign"] and _LINE_START.match(before))
    )
    value = _bare(bare, within, is_line=is_line)
    return is_made(value, is_code=not is_line)


def _open_quote(text: str, before: str, end: int) -> str:
    """The quote in which a name stands together with what is behind it, as in `"N=V"`."""
    if text[end : end + 1] in {'"', "'"}:
        return ""
    found = re.search(r"""(?:^|[\s(\[{,=:+])(["'])[\w.\s=-]*$""", before)
    return found[1] if found else ""


def _is_text(before: str, quoted: re.Match[str]) -> bool:
    """Tell whether two quoted texts in a row are no name and its value."""
    return bool(quoted["pair"]) and not re.search(r"""[({]\s*["'`]?[\w.-]*$""", before)


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value)


def _bare(bare: re.Match[str], quote: str, *, is_line: bool) -> str:
    """A value without quotes: in a file of settings to the next blank, else to what may end it."""
    value = str(bare["bare"])
    if quote:
        return value.partition(quote)[0]
    if not is_line:
        value, end, _ = _CODE.split(value, maxsplit=1) if _CODE.search(value) else (value, "", "")
        return "" if end in {"(", "[", "{"} else value
    if bare["sign"] == "=" and not value.endswith((",", ";", "\\")):
        return value
    return _ENDINGS.sub("", re.split("[\"'`]", value, maxsplit=1)[0])


def _is_credential(scheme: str, value: str) -> bool:
    if scheme != "basic":  # `tokens` looks into those that begin so
        return not value.startswith("eyJ") and is_made(value) and bits(value) > 3.2
    try:
        user, _, password = base64.b64decode(value + "==").decode().partition(":")
    except (binascii.Error, ValueError):
        return False
    return bool(user) and is_made(password)
