"""What each page gets when an engine has made its HTML: tags, and styles and scripts of its figures.

The page is whatever a theme made of it, so that it is the same for every engine.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from nexus.build import headings, highlighting, navigation, stylesheet, tables
from nexus.build.npm import ASSETS, SCRIPT
from nexus.examples.live.part import FOLDER
from nexus.figures import demonstration, statements
from nexus.project.settings import Settings
from nexus.publish import heads
from nexus.publish.metadata import Tags

_SCRIPT = re.compile(r"<script (?=[^>]*\bsrc=)(?![^>]*\bfetchpriority=)")
_OURS = re.compile(r'class="(?:nx-|erd-figure)|class="proof\b')
_BOXES = re.compile(r'class="nx-(?:joins|deletes)"')
_TAGS = re.compile(r'(?<=</h1>)\s*<nav class="md-tags".*?</nav>', re.DOTALL)


def page(html: str, up: str, chosen: Settings, tags: Tags, *, own: bool) -> str:
    """Give the HTML of a page with its tags, and with styles and scripts for its figures.

    `up` leads from the page to the site. The tags of a page that is generated, an `own` one, take
    the place of those that the theme wrote.
    """
    if chosen.look:
        # What paints a page is fetched before its scripts.
        html = _SCRIPT.sub('<script fetchpriority="low" ', html)
        # Last, as the listing of tags makes headings of one that it takes for a pattern.
        html = navigation.breakable(headings.named(html))
    html = heads.with_tags(html, tags, replace=own)
    return with_figures(html, up, chosen)


def with_figures(html: str, up: str, chosen: Settings) -> str:
    """Give the HTML of a page with styles and scripts for its figures; `up` leads to the site."""
    for address in styles(html, chosen):
        html = heads.with_style(html, f"{up}{address}")
    for address in scripts(html, chosen):
        html = heads.with_script(html, f"{up}{address}")
    return html


def styles(html: str, chosen: Settings) -> Iterator[str]:
    """Give the addresses of the style sheets that a page is to get for its figures."""
    if _OURS.search(html) and not chosen.look:
        yield stylesheet.ADDRESS


def scripts(html: str, chosen: Settings) -> Iterator[str]:
    """Give the addresses of the script modules that a page is to get for its figures."""
    if 'class="erd-figure"' in html and chosen.viewer:
        yield f"{ASSETS}/js/viewer.js"
    if _BOXES.search(html) and chosen.viewer:
        yield f"{ASSETS}/js/joins.js"
    for name in ("tables", "verify"):
        if f'class="nx-{name}"' in html:
            yield f"{ASSETS}/js/{name}.js"
    if 'class="nx-run"' in html:
        yield f"{FOLDER}/run.js"
    if 'class="nx-share"' in html:
        yield f"{ASSETS}/js/share.js"


def mermaid(html: str, up: str, arguments: Mapping[str, Any] | None) -> str:
    """Give the scripts that draw a page's Mermaid diagrams, unless a plugin of its engine does."""
    if arguments is None or 'class="mermaid"' not in html or SCRIPT in html:
        return ""
    given = ", ".join(f"{name}: {json.dumps(value)}" for name, value in arguments.items())
    start = f"<script>mermaid.initialize({{{given}}});</script>"
    return f'<script src="{up}{SCRIPT}"></script>{start}'


def content(html: str, ours: Mapping[str, Any], chosen: Settings) -> str:
    """Give the text of a page with its statements, and in the look of a portfolio.

    `ours` is what its front matter says for this.
    """
    # What is said below a title comes behind the tags that a template put there.
    tags = _TAGS.search(html)
    if tags:
        html = html[: tags.start()] + html[tags.end() :]
    html = demonstration.remarked(html, whole=bool(ours.get("demonstration")))
    if proof := ours.get("proof"):
        html = statements.with_names(html, proof["names"], proof["profiles"])
        html = statements.with_marks(html, proof["marks"])
        html = statements.with_legend(html, proof["legend"]) if proof["legend"] else html
    if tags:
        html = html.replace("</h1>", f"</h1>{tags[0]}", 1)
    if chosen.look:
        html = tables.framed(highlighting.framed(highlighting.lightened(html)))
    return html
