"""The look of a portfolio: colours, fonts and layout for Material, where the author asks for it.

Otherwise a site keeps its own; only the one template of the plan viewer is added, under a name that
meets nobody.
"""

import re
from pathlib import Path
from typing import Any

from jinja2.ext import Extension
from mkdocs.config.defaults import MkDocsConfig

from nexus.build import highlighting, tables
from nexus.core.errors import NexusError, UsageError
from nexus.mkdocs_plugin.failures import Failure
from nexus.project.settings import Settings

_THEME = Path(__file__).parents[1] / "theme"
_WHERE = "mkdocs.yml: plugins: nexus"
_CSS = "assets/nexus/css"
# In the order in which they count.
_SHEETS = (
    *("tokens", "chrome", "content", "erd", "viewer", "evidence", "evidence-charts"),
    *("evidence-plans", "run", "proof", "author", "home", "share", "joins", "distance", "print"),
)


def install(config: MkDocsConfig, chosen: Settings) -> None:
    """Add the templates, and for the look its styles and scripts, below those of the author."""
    _check_portrait(chosen, Path(config.docs_dir))
    config.theme.dirs.append(str(_THEME / "any"))
    if not chosen.look:
        return
    if config.theme.name != "material":
        raise Failure(NexusError("the look is for Material", _WHERE, "leave look: out"))
    place = 1 if config.theme.custom_dir else 0
    config.theme.dirs.insert(place, str(_THEME / "look"))
    config.extra_css[:0] = [f"{_CSS}/{sheet}.css" for sheet in _SHEETS]
    config.extra_javascript.insert(0, "assets/nexus/js/access.js")


def _check_portrait(chosen: Settings, docs: Path) -> None:
    file = (docs / chosen.portrait).resolve()
    if chosen.portrait and not (file.is_file() and file.is_relative_to(docs.resolve())):
        what = f"there is no picture {chosen.portrait!r} in {docs.name}/"
        hint = "set portrait to the path of a picture below that folder"
        raise Failure(UsageError(what, _WHERE, hint))


def settled(html: str) -> str:
    """Give a page with lighter code, and a frame around each table."""
    return tables.framed(highlighting.framed(highlighting.lightened(html)))


class _Unindented(Extension):
    """Takes the indentation out of templates, which is for those who read templates."""

    def preprocess(self, source: str, *_: object) -> str:
        """Give the text of a template with one blank before tags and values.

        Without it, what stands before and after a statement might become one word.
        """
        return re.sub(r"^[ \t]+(?=[<{])", " ", source, flags=re.MULTILINE)


def lighten(env: Any) -> None:
    """Let a line of a template that holds nothing but a statement leave no line in the page."""
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension(_Unindented)
