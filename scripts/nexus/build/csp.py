"""The policy of a published page: only the site's own scripts run, and nothing comes from outside.

A page states it as its first meta tag behind the charset: a Content-Security-Policy with the hashes
of the page's inline scripts, all of which must be in inline-scripts.yml or, word for word, in a
template of the theme. What the policy would stop in a browser (another script, an event handler, a
javascript: address) is an error of the build.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Container, Iterator
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import yaml

from nexus.build.reduced import reduced
from nexus.core.errors import NexusError

REFERRER = "strict-origin-when-cross-origin"
_DIRECTIVES = (
    "default-src 'none'",
    "script-src {scripts}",
    # Pages and diagrams place their parts by style attributes; a style runs nothing.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    # A theme may search by a page of its own.
    "form-action 'self'",
)
_ALLOWED = Path(__file__).with_name("inline-scripts.yml")
# All that may come before the policy, as browsers read it: behind anything else they take the head
# for a part of the body, where no policy counts. A comment ends where a browser ends it. The charset
# stays first: a browser looks for it in the first 1,024 bytes only.
_START = re.compile(
    r"""
    \ufeff? {gap} (?:<!doctype\b[^>]*> {gap})? (?:<html {attributes}> {gap})? <head {attributes}>
    (?:\s*<meta\ charset=[^>]*>)?
    """.format(
        gap=r"(?:\s | <!--(?!-?>) (?:(?!--!?>).)* --!?>)*",
        attributes=r"""(?:\s+ [^\s"'<>/=]+ (?:= (?:"[^"]*" | '[^']*' | [^\s"'<>=`]+))?)* \s*""",
    ),
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# The endings of what a browser shows as a page; a page of a site has the first.
_PAGES = (".html", ".htm", ".shtml", ".xhtml", ".xht")
_DATA = {"application/json", "application/ld+json"}
# Where an address may be; the last four animate one in an SVG.
_ADDRESSES = {
    *("href", "src", "action", "formaction", "xlink:href", "data"),
    *("from", "to", "values", "by"),
}
_RUNS = re.compile(r"(?:^|;)(?:java|vb)script:", re.IGNORECASE)
# What Material's button for sharing a search leads to until its script gives it an address.
_PLACEHOLDER = 'href="javascript:void(0)"', 'href="#"'
# What a page shows or fetches from another host or sends to it, what is in a frame, and what
# moves all links.
_FOREIGN = re.compile(
    r"""<(?:img|video|audio|source|track|input|image|form)\b[^>]*\b(?:src|srcset|poster|href|action)=["']?(?:https?:)?//[^\s"'>]*
      | <link\b(?=[^>]*\brel=["']?(?:stylesheet|preload|icon|preconnect))[^>]*\bhref=["']?(?:https?:)?//[^\s"'>]*
      | url\(["']?(?:https?:)?//[^)]*
      | <(?:iframe|object|embed)\b[^>]*> | <base\b[^>]*\bhref=[^>]*>""",
    re.VERBOSE | re.IGNORECASE,
)
# What Material's script fetches: the stars of a repository, and Mermaid where nothing draws it.
_FETCHES = re.compile(
    r"""<a\b[^>]*\bdata-md-component="source"[^>]*>
      | <pre\b[^>]*\bclass="mermaid"[^>]*>""",
    re.VERBOSE,
)
# Firefox fetches the next page ahead, which the policy refuses with an error on its console.
_AHEAD = re.compile(r"""<link\b(?=[^>]*\brel=["']?(?:next|prefetch)\b)[^>]*>""", re.IGNORECASE)
# A policy that was put into a page before.
_OWN = re.compile(
    r'<meta http-equiv="Content-Security-Policy" content="[^"]*">'
    rf'<meta name="referrer" content="{REFERRER}">'
)
_HEAD_END = re.compile(r"</head\b", re.IGNORECASE)
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_JINJA = re.compile(r"\{[{%#]")
_BLANK = re.compile(r"[\x00-\x20]+")


@cache
def _allowed() -> tuple[tuple[str, str], ...]:
    """The hash of each script on the list, without what varies from page to page, and that."""
    listed = yaml.safe_load(_ALLOWED.read_text("utf-8"))
    return tuple((entry["sha256"], entry.get("varies", "")) for entry in listed)


def _is_allowed(script: str) -> bool:
    return any(
        _digest(re.sub(varies, "", script, count=1) if varies else script).hex() == sha256
        for sha256, varies in _allowed()
    )


def _digest(script: str) -> bytes:
    return hashlib.sha256(script.encode()).digest()


def running(name: str, value: str) -> str:
    """Return what an attribute is, if a browser would run it; else the empty string."""
    if name.startswith("on"):
        return "an event handler"
    is_address = name in _ADDRESSES and _RUNS.search(_BLANK.sub("", value))
    return "an address that runs a script" if is_address else ""


class _Scripts(HTMLParser):
    """The inline scripts of a page, and the other places from which it would run something."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[tuple[int, str]] = []
        self.errors: list[tuple[int, str, str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look for scripts, event handlers and addresses that run."""
        line = self.getpos()[0]
        known = {name: value or "" for name, value in attrs}
        for name, value in known.items():
            if what := running(name, value):
                self.errors.append((line, what, f'{name}="{value}"'))
        if tag != "script":
            return
        if "src" not in known:
            if known.get("type", "").strip().lower() not in _DATA:
                self.inline.append((line, ""))
                self._open = True
        elif (parts := urlsplit(known["src"])).scheme or parts.netloc:
            self.errors.append((line, "a script from elsewhere", known["src"]))

    def handle_data(self, data: str) -> None:
        """Collect the text of an inline script."""
        if self._open:
            line, text = self.inline[-1]
            self.inline[-1] = line, text + data

    def handle_endtag(self, tag: str) -> None:
        """End an inline script."""
        if tag == "script":
            self._open = False


def guarded(html: str) -> str:
    """Return a page with its policy, which lets its own inline scripts run.

    It fetches no other page ahead. `errors` says whether its scripts may run at all. Raises NexusError where there is no head.
    """
    # `mkdocs build --dirty` leaves what an earlier build has finished.
    html = _OWN.sub("", html, count=1)
    head = _START.match(html)
    if head is None:
        hint = "start the page with <html> and a whole <head>, or leave it out of docs/"
        raise NexusError("there is no <head> to put the policy into", hint=hint)
    digests = (_digest(text) for _, text in _read(html).inline)
    hashes = dict.fromkeys(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)
    policy = "; ".join(_DIRECTIVES).format(scripts=" ".join(("'self'", *hashes)))
    tags = (
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=False)}">'
        f'<meta name="referrer" content="{REFERRER}">'
    )
    end = _HEAD_END.search(html, head.end())
    rest = end.start() if end else head.end()
    return html[: head.end()] + tags + _AHEAD.sub("", html[head.end() : rest]) + html[rest:]


def written_in(template: str) -> Iterator[str]:
    """Give the SHA-256 of each inline script of a template that is the same in every page."""
    for script in _INLINE.findall(template):
        if not _JINJA.search(script):
            yield _digest(script).hex()


def errors(html: str, where: str, theirs: Container[str] = ()) -> Iterator[NexusError]:
    """Give everything in a page that the policy would stop; `where` names the page.

    `theirs` are the SHA-256 of the inline scripts that the theme's templates hold.
    """
    page = _read(html)
    for line, what, snippet in page.errors:
        hint = "put a script into a file of the site, named in extra_javascript"
        yield NexusError(f"{what}: {_short(snippet)}", f"{where}:{line}", hint)
    for line, text in page.inline:
        is_known = _digest(text).hex() in theirs
        if not is_known and not _is_allowed(text):
            what = f"an inline script that is not on the list: {_short(text)}"
            hint = (
                "put it into a file of the site, named in extra_javascript; if it is the theme's "
                f"own, add it to {_ALLOWED.name} (sha256 {_digest(text).hex()})"
            )
            yield NexusError(what, f"{where}:{line}", hint)


class _Found(NamedTuple):
    """What a page runs: its inline scripts with their lines, and what the policy would stop."""

    inline: list[tuple[int, str]]
    errors: list[tuple[int, str, str]]


# Pages are read to see whether they may have a policy, and again to get it; a site may have more of
# them than fit into memory.
_known: dict[bytes, _Found] = {}


def _read(html: str) -> _Found:
    digest = _digest(html)
    if digest not in _known:
        page = _Scripts()
        try:
            page.feed(reduced(html))
            page.close()
        except AssertionError:  # of which the parser says no more
            hint = "escape what begins with <! and is neither a comment nor a doctype"
            raise NexusError("markup that cannot be read", hint=hint) from None
        _known[digest] = _Found(page.inline, page.errors)
    return _known[digest]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 80 else f"{plain[:77]}..."


def misnamed(file: Path, where: str) -> Iterator[NexusError]:
    """Give an error for a file that browsers show as a page, though its name does not end in .html."""
    if file.suffix != _PAGES[0] and file.suffix.lower() in _PAGES:
        hint = f"let its name end in {_PAGES[0]}, as the policy and all checks look for that"
        yield NexusError(f"a page whose name ends in {file.suffix}", where, hint)


def guard(site: Path, theirs: Container[str] = ()) -> list[NexusError]:
    """Put the policy into every page of a built site, or give the errors that forbid it."""
    pages: list[Path] = []
    found: list[NexusError] = []
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        where = file.relative_to(site).as_posix()
        found += misnamed(file, where)
        if file.suffix != _PAGES[0]:
            continue
        try:
            html = _decoded(file)
            found += errors(html, where, theirs)
            guarded(html)
            pages.append(file)
        except NexusError as error:
            found.append(error.at(where))
    for file in pages if not found else ():
        file.write_bytes(guarded(_decoded(file)).encode())
    _known.clear()
    return found


def stopped(site: Path, theirs: Container[str] = ()) -> str:
    """Return the first thing in a built site that the policy would stop, with its page; else ''.

    That is what `errors` gives, and whatever a page fetches from elsewhere, now or by a script; and
    a page that would be passed over, as its name ends in another way.
    """
    files = (path for path in site.rglob("*") if path.suffix.lower() in _PAGES and path.is_file())
    for file in sorted(files):
        where = file.relative_to(site).as_posix()
        if file.suffix != _PAGES[0]:
            return f"nothing in a page whose name ends in {file.suffix} ({where})"
        try:
            html = _decoded(file)
            guarded(html)
        except NexusError as error:
            return f"{where} ({error.what})"
        for first in errors(html, where, theirs):
            return f"{first.what} ({first.where})"
        if fetched := _FOREIGN.search(html) or _FETCHES.search(html):
            return f"{_short(fetched[0])} ({where})"
    return ""


def _decoded(file: Path) -> str:
    try:
        return file.read_bytes().decode().replace(*_PLACEHOLDER)
    except UnicodeDecodeError:
        raise NexusError("a page that is not UTF-8", hint="save it as UTF-8") from None
