"""The colours of a diagram, each named for what it paints, and the style sheet made of them.

In a page the colours are CSS variables that follow the page's palette; in a file of its own they
are the light values, written out, because slides and image programs know no variables.
"""

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "page": "#ffffff",
    "card": "#ffffff",
    "head": "#eef1fb",
    "line": "#d5dbea",
    "title": "#1a2a6c",
    "name": "#1d2433",
    "type": "#5b6478",
    "primary": "#8a5a00",
    "foreign": "#2b4fc7",
    "unique": "#0b6b57",
    "edge": "#66718c",
    "focus": "#2b4fc7",
}
DARK: Mapping[str, str] = {
    "page": "#14171f",
    "card": "#1f2330",
    "head": "#2a3150",
    "line": "#3a4258",
    "title": "#c9d4ff",
    "name": "#e4e8f2",
    "type": "#a2abc0",
    "primary": "#f0be5a",
    "foreign": "#93b0ff",
    "unique": "#6fd6ba",
    "edge": "#8b96b3",
    "focus": "#93b0ff",
}

_RULES = """\
.erd{display:block;height:auto;font-family:Inter,"Inter Variable",system-ui,sans-serif}
.erd .card{fill:$card;stroke:$line}
.erd .stub .card,.erd .view .card{stroke-dasharray:4 3}
.erd .head{fill:$head}
.erd .rules{fill:none;stroke:$line}
.erd text{white-space:pre}
.erd .title{fill:$title;font-size:13px;font-weight:700}
.erd .name{fill:$name;font-size:11px}
.erd .primary .name{font-weight:700}
.erd .type{fill:$type;font-size:9px;font-family:"JetBrains Mono","JetBrains Mono Variable",monospace}
.erd .mark{font-size:8px;font-weight:700}
.erd .pk{fill:$primary}
.erd .fk{fill:$foreign}
.erd .uq{fill:$unique}
.erd .edge path,.erd .edge circle,.erd .bracket path{fill:none;stroke:$edge;stroke-width:1.3}
.erd .edge circle{fill:$page}
.erd .bracket{pointer-events:none}
.erd .bracket path{stroke-width:1}
.erd .strand path{stroke-width:2}
"""

_PAGE_RULES = """\
.erd-figure{margin:1.5em 0}
.erd-frame{overflow-x:auto}
.erd{margin:0 auto;width:min(100%,var(--erd-width));min-width:calc(var(--erd-width)*.68)}
.erd a:hover :is(.title,.name){text-decoration:underline}
.erd a:focus-visible{outline:2px solid $focus;outline-offset:2px}
.erd .edge:hover path,.erd .edge:hover circle{stroke:$focus;stroke-width:2.2}
"""


def _with(rules: str, value: Mapping[str, str]) -> str:
    # Longest names first, so that no name is taken for the start of another.
    for role in sorted(LIGHT, key=len, reverse=True):
        rules = rules.replace(f"${role}", value[role])
    return rules


def file_styles() -> str:
    """Return the style sheet inside a diagram that is a file of its own: light, no variables."""
    return _with(_RULES, LIGHT)


def page_styles() -> str:
    """Return the style sheet of diagrams in pages: light, dark by the page's scheme, and print."""
    names = {role: f"var(--erd-{role})" for role in LIGHT}
    light = "".join(f"--erd-{role}:{colour};" for role, colour in LIGHT.items())
    dark = "".join(f"--erd-{role}:{colour};" for role, colour in DARK.items())
    return (
        f":root{{{light}}}\n"
        f"[data-md-color-scheme=slate]{{{dark}}}\n"
        f"@media print{{:root,[data-md-color-scheme=slate]{{{light}}}}}\n"
        f"{_with(_RULES, names)}{_with(_PAGE_RULES, names)}"
    )
