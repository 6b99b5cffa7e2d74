"""What pages get in a preview by Zensical, as nothing follows its build there.

It is an extension of Markdown, and the last that changes a page: its statements, and the styles and
scripts of its figures. Links begin at the source of the page, and Zensical leads them on.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from typing import Any

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor

from nexus.project import settings
from nexus.project.settings import Settings
from nexus.stage import dress, markup
from nexus.stage.page import OURS

EXTENSION = "nexus.stage.preview"


def options(chosen: Settings, mermaid: Mapping[str, Any] | None) -> dict[str, object]:
    """Give the options of the extension, from the settings of a site and those of its diagrams."""
    # As text: an engine has its own mind of what an option may be.
    return {"facts": json.dumps({"settings": asdict(chosen), "mermaid": mermaid}, sort_keys=True)}


class _Dressed(Postprocessor):
    """Gives the HTML of a page what is to be in it."""

    def __init__(self, md: Markdown, facts: Mapping[str, Any]) -> None:
        super().__init__(md)
        self._chosen, self._mermaid = settings.read(facts["settings"]), facts["mermaid"]

    def run(self, text: str) -> str:
        """Give the page with its statements, styles and scripts."""
        context = import_module("zensical.extensions.context").ContextPreprocessor
        found = context.from_markdown(self.md)
        ours = found.page.meta.get(OURS) if found else None
        if not isinstance(ours, Mapping):
            return text
        up = "../" * str(found.page.path).count("/")
        html = dress.content(markup.unbroken(text), ours, self._chosen)
        sheets = dress.styles(html, self._chosen)
        scripts = dress.scripts(html, self._chosen)
        return "".join(
            (
                *(f'<link rel="stylesheet" href="{up}{address}">' for address in sheets),
                html,
                *(f'<script type="module" src="{up}{address}"></script>' for address in scripts),
                dress.mermaid(html, up, self._mermaid),
            )
        )


class _Extension(Extension):
    """Registers what changes a page last."""

    def __init__(self, **given: Any) -> None:
        self.config = {"facts": ["", "what `options` gives"]}
        super().__init__(**given)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (named by Markdown)
        """Register it after all others."""
        md.postprocessors.register(_Dressed(md, json.loads(self.getConfig("facts"))), EXTENSION, -1)


def makeExtension(**given: Any) -> Extension:  # noqa: N802 (named by Markdown)
    """Return the extension, as Markdown asks for it."""
    return _Extension(**given)
