"""What each page gets when an engine has made its HTML: tags, and styles and scripts of its figures.

The page is whatever a theme made of it, so that it is the same for every engine.
"""

import re

from nexus.build import headings, navigation, stylesheet
from nexus.build.npm import ASSETS
from nexus.examples.live.part import FOLDER
from nexus.project.settings import Settings
from nexus.publish import heads
from nexus.publish.metadata import Tags

_SCRIPT = re.compile(r"<script (?=[^>]*\bsrc=)(?![^>]*\bfetchpriority=)")
_OURS = re.compile(r'class="(?:nx-|erd-figure)|class="proof\b')
_BOXES = re.compile(r'class="nx-(?:joins|deletes)"')


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
    return _with_figures(html, up, chosen)


def _with_figures(html: str, up: str, chosen: Settings) -> str:
    if _OURS.search(html) and not chosen.look:
        html = heads.with_style(html, f"{up}{stylesheet.ADDRESS}")
    if 'class="erd-figure"' in html and chosen.viewer:
        html = heads.with_script(html, f"{up}{ASSETS}/js/viewer.js")
    if _BOXES.search(html) and chosen.viewer:
        html = heads.with_script(html, f"{up}{ASSETS}/js/joins.js")
    if 'class="nx-tables"' in html:
        html = heads.with_script(html, f"{up}{ASSETS}/js/tables.js")
    if 'class="nx-verify"' in html:
        html = heads.with_script(html, f"{up}{ASSETS}/js/verify.js")
    if 'class="nx-run"' in html:
        html = heads.with_script(html, f"{up}{FOLDER}/run.js")
    if 'class="nx-share"' in html:
        html = heads.with_script(html, f"{up}{ASSETS}/js/share.js")
    return html
