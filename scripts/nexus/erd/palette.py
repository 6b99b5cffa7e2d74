"""The colours of a diagram, each named for what it paints, and the style sheet made of them.

In a page the colours are CSS variables that follow the page's palette; in a file of its own they
are the light values, written out, because slides and image programs know no variables.
"""

from string import Template

# In light and in dark pages.
_COLOURS = {
    "page": ("#ffffff", "#14171f"),
    "card": ("#ffffff", "#1f2330"),
    "head": ("#eef1fb", "#2a3150"),
    "line": ("#d5dbea", "#3a4258"),
    "title": ("#1a2a6c", "#c9d4ff"),
    "name": ("#1d2433", "#e4e8f2"),
    "type": ("#5b6478", "#a2abc0"),
    "primary": ("#8a5a00", "#f0be5a"),
    "foreign": ("#2b4fc7", "#93b0ff"),
    "unique": ("#0b6b57", "#6fd6ba"),
    "edge": ("#66718c", "#8b96b3"),
    "focus": ("#2b4fc7", "#93b0ff"),
    "added": ("#0b6b57", "#6fd6ba"),
    "removed": ("#b3261e", "#ff9c94"),
    "changed": ("#8a5a00", "#f0be5a"),
}
LIGHT = {role: light for role, (light, _) in _COLOURS.items()}
DARK = {role: dark for role, (_, dark) in _COLOURS.items()}

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
.erd .mark{font-size:9px;font-weight:700}
.erd .pk{fill:$primary}
.erd .fk{fill:$foreign}
.erd .uq{fill:$unique}
.erd .edge path,.erd .edge circle,.erd .bracket path{fill:none;stroke:$edge;stroke-width:1.3}
.erd .edge .dashed{stroke-dasharray:5 4}
.erd .edge circle{fill:$page}
.erd .bracket{pointer-events:none}
.erd .bracket path{stroke-width:1}
.erd .strand path{stroke-width:2}
"""

# Names of boxes stand before lines that cross them.
_FRAME_RULES = """\
.erd .frame{fill:$head;fill-opacity:.4;stroke:$line}
.erd .frame-name{fill:$title;font-size:12px;font-weight:700;stroke:$page;stroke-width:3px;paint-order:stroke}
"""

# What was added is thick, what was removed dashed: the colours say nothing alone.
_CHANGE_RULES = """\
.erd .added>.card{stroke:$added;stroke-width:2.5}
.erd .added>:is(.title,.name,.type){fill:$added}
.erd .edge.added>:is(path,circle){stroke:$added;stroke-width:2.2}
.erd .removed>.card{stroke:$removed;stroke-width:2;stroke-dasharray:7 4}
.erd .removed>:is(.title,.name,.type){fill:$removed}
.erd .edge.removed>path{stroke:$removed;stroke-dasharray:2 4}
.erd .edge.removed>circle{stroke:$removed}
.erd :is(.changed,.renamed)>.card{stroke:$changed;stroke-width:1.8}
.erd :is(.changed,.renamed)>:is(.title,.name,.type){fill:$changed}
"""

_PAGE_RULES = """\
.erd-figure{margin:1.5em 0}
.erd-frame{overflow-x:auto}
.erd{margin:0 auto;width:min(100%,var(--erd-width));min-width:calc(var(--erd-width)*.68)}
@media screen and (min-width:60em){.erd{min-width:calc(var(--erd-width)*.92)}}
.erd a:hover :is(.title,.name){text-decoration:underline}
.erd a:focus-visible{outline:2px solid $focus;outline-offset:2px}
.erd .edge:hover path,.erd .edge:hover circle{stroke:$focus;stroke-width:2.2}
"""


def file_styles(*, of_changes: bool = False, of_frames: bool = False) -> str:
    """Return the style sheet inside a diagram that is a file of its own: light, no variables."""
    rules = _RULES + _CHANGE_RULES * of_changes + _FRAME_RULES * of_frames
    return Template(rules).substitute(LIGHT)


def page_styles() -> str:
    """Return the style sheet of diagrams in pages: light, dark by the page's scheme, and print."""
    names = {role: f"var(--erd-{role})" for role in LIGHT}
    light = "".join(f"--erd-{role}:{colour};" for role, colour in LIGHT.items())
    dark = "".join(f"--erd-{role}:{colour};" for role, colour in DARK.items())
    return (
        f":root{{{light}}}\n"
        f"[data-md-color-scheme=slate]{{{dark}}}\n"
        f"@media print{{:root,[data-md-color-scheme=slate]{{{light}}}}}\n"
        f"{Template(_RULES + _FRAME_RULES + _CHANGE_RULES + _PAGE_RULES).substitute(names)}"
    )
