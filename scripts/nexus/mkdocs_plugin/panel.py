"""The panel over a page of a preview: what is wrong, where, and what to do.

It stands over the last good page while a build fails. Where a site was built of which a strict build
would complain, it says so, and is one line that opens where there is much to say. It brings its own style, so that it looks the same on
any theme, and needs no script.
"""

import re
from collections.abc import Sequence
from html import escape

from nexus.core.errors import NexusError
from nexus.core.text import counted, printable

_BODY = re.compile(rb"<body[^>]*>")
_MOST, _FEW = 50, 3
_STYLE = """
#nexus-panel{position:fixed;inset:auto 0 0;z-index:2147483000;max-height:60vh;overflow:auto;
box-sizing:border-box;margin:0;padding:.75rem 1rem 1rem;background:#1d1f27;color:#f3f4f6;
border-top:4px solid #ff6b5e;font:400 15px/1.5 system-ui,sans-serif;text-align:start;
box-shadow:0 -6px 24px #0006}
#nexus-panel.nexus-notices{border-top-color:#ffc14d}
#nexus-panel summary{cursor:pointer;font-weight:600;font-size:16px}
#nexus-panel ol{margin:.5rem 0 0;padding:0;list-style:none;max-width:60rem}
#nexus-panel li{margin:0;padding:.5rem 0;border-top:1px solid #ffffff26}
#nexus-panel p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
#nexus-panel code{background:none;border:0;padding:0;margin:0;color:#ffd2a8;
font:inherit;font-family:ui-monospace,monospace;font-size:14px;overflow-wrap:anywhere}
#nexus-panel .nexus-fix{color:#b9e6c3}
@media print{#nexus-panel{display:none}}
"""
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>This site is not built yet</title>
<meta name="viewport" content="width=device-width"></head>
<body style="font:16px/1.5 system-ui,sans-serif;margin:2rem"><h1>This site is not built yet</h1>
<p>It appears here as soon as the errors below are fixed and saved.</p></body></html>
"""


def over(
    html: bytes,
    errors: Sequence[NexusError],
    notices: Sequence[NexusError] = (),
    unread: Sequence[NexusError] = (),
) -> bytes:
    """Give a page with what went wrong over it, or as it is where nothing did.

    Of the warnings a strict build refuses `notices`; of `unread` it says nothing.
    """
    if errors:
        title = f"The last good page. {counted(len(errors), 'error')} to fix:"
        panel = _panel(title, errors, "", "alert", is_open=True)
    elif warnings := [*notices, *unread]:
        end = "" if unread else ", which a strict build refuses"
        title = f"{counted(len(warnings), 'warning')}{end}"
        is_open = len(warnings) <= _FEW
        panel = _panel(title, warnings, "nexus-notices", "status", is_open=is_open)
    else:
        return html
    return _BODY.sub(lambda body: body[0] + panel.encode(), html, count=1)


def instead() -> bytes:
    """Give the page to show where there was no good build yet."""
    return _PAGE.encode()


def _panel(title: str, errors: Sequence[NexusError], kind: str, role: str, *, is_open: bool) -> str:
    items = "".join(map(_item, sorted(errors, key=_order)[:_MOST]))
    more = f"<li><p>And {len(errors) - _MOST:,} more.</p></li>" if errors[_MOST:] else ""
    return (
        f"<style>{_STYLE}</style>"
        f'<div id="nexus-panel" class="{kind}" role="{role}" data-search-exclude>'
        f"<details{' open' if is_open else ''}><summary>{title}</summary>"
        f"<ol>{items}{more}</ol></details></div>"
    )


def _order(error: NexusError) -> tuple[str, int]:
    """Tell where an error comes among others: by file and line."""
    file, _, line = error.where.rpartition(":")
    return (file, int(line)) if line.isdecimal() else (error.where, 0)


def _item(error: NexusError) -> str:
    """Give an error in up to three lines; whatever it quotes is text."""
    where = f"<p><code>{_text(error.where)}</code></p>" if error.where else ""
    fix = f'<p class="nexus-fix">{_text(error.hint)}</p>' if error.hint else ""
    return f"<li><p>{_text(error.what)}</p>{where}{fix}</li>"


def _text(words: str) -> str:
    lines = (printable(line) if line.strip() else line for line in words.strip().split("\n"))
    return escape("\n".join(lines))
