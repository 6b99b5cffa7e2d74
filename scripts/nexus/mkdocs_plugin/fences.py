"""Fences of ours in the Markdown of a site: superfences finds them, and nobody else.

A page that may hold one is rendered with a copy of the author's configuration, in which superfences
knows our names as well. Every other page, and the configuration itself, stay as they are. What a
fence of the author's or of another plugin takes is theirs. Each fence leaves a stand-in in the page;
those that a comment swallowed are no fences.
"""

import copy
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from nexus.core import failure
from nexus.core.errors import NexusError
from nexus.examples.example import Example
from nexus.figures.registry import KINDS, Figures
from nexus.mkdocs_plugin import reading
from nexus.mkdocs_plugin.stand_ins import STAND_IN, stand_in
from nexus.pages.fences import Fence

_SUPERFENCES, _EXTRA = reading.SUPERFENCES
_LANGUAGES = ("sql", "python")
_MARK = re.compile(r"\)\{:?[ ]*\.proof\b")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_numbers = itertools.count()
# What generated pages are written with, whatever the author's extensions.
_OWN: Mapping[str, dict[str, Any]] = {
    "admonition": {},
    "attr_list": {},
    "md_in_html": {},
    "tables": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {"pygments_lang_class": True},
    _SUPERFENCES: {},
    "pymdownx.tabbed": {"alternate_style": True},
}

# Colours code as the site does: the code, its language, and its options.
Validator = Callable[..., bool]
Shade = Callable[[str, str, dict[str, str]], str]


@dataclass(frozen=True)
class Found:
    """A fence that superfences found, its stand-in, and what colours its code."""

    fence: Fence
    stand_in: str
    shade: Shade

    def shaded(self, example: Example) -> str:
        """Give the code of an example as the site colours it, under the name of its file."""
        asked = example.request
        title = {"title": asked.file} if asked.file else {}
        return self.shade(asked.code, asked.language, {**title, **asked.markup})


@dataclass
class Collector:
    """Takes the fences of a site while its pages are rendered."""

    figures: Figures
    errors: list[NexusError]
    _found: dict[int, Found] = field(default_factory=dict)

    def theirs(self, config: MkDocsConfig, markdown: str = "") -> MkDocsConfig:
        """Give the author's configuration with our fences in it, for a page with that Markdown.

        Where it has our marks of links, these are known too.
        """
        own = copy.copy(config)
        own["mdx_configs"] = configs = copy.copy(config.mdx_configs)
        own["markdown_extensions"] = names = list(config.markdown_extensions)
        if _MARK.search(markdown) and not {"attr_list", "extra", _EXTRA}.intersection(names):
            names.append("attr_list")
        if not reading.has_superfences(names):
            names.append(_SUPERFENCES)
        if _EXTRA in names:
            configs[_EXTRA] = extra = dict(configs.get(_EXTRA) or {})
            extra[_SUPERFENCES] = self._added(extra.get(_SUPERFENCES))
        configs[_SUPERFENCES] = self._added(configs.get(_SUPERFENCES))
        return own

    def ours(self, config: MkDocsConfig, *, staged: bool) -> MkDocsConfig:
        """Give the configuration of generated pages, with the author's links beside headings.

        Where pages are `staged`, headings have no more than their names: the next engine does the rest.
        """
        toc = (config.mdx_configs or {}).get("toc") or {}
        if staged:
            toc = {name: toc[name] for name in ("slugify", "separator") if name in toc}
        own = copy.copy(config)
        own["markdown_extensions"] = ["toc", *_OWN]
        own["mdx_configs"] = {
            **{name: dict(options) for name, options in _OWN.items()},
            "toc": toc,
            _SUPERFENCES: self._added(None),
        }
        return own

    def _added(self, options: Mapping[str, Any] | None) -> dict[str, Any]:
        known = dict(options or {})
        mine: list[tuple[str, Validator]] = [(name, _is_plain) for name in KINDS]
        mine += ((name, _is_run) for name in _LANGUAGES)
        added = [
            {"name": name, "class": name, "format": self._take, "validator": validator}
            for name, validator in mine
        ]
        # The last one is asked first: a fence that theirs take is theirs.
        return {**known, "custom_fences": [*added, *(known.get("custom_fences") or ())]}

    def _take(
        self,
        source: str,
        language: str,
        _class: str,
        options: dict[str, Any],
        md: Markdown,
        **_: Any,
    ) -> str:
        shade = _shade(md)
        fence = Fence(language, source, options)
        try:
            if not fence.is_run and not self.figures.takes(fence):
                return shade(source, language, {})
        except Exception as error:
            # Superfences would show the fence's text instead, and the build would pass.
            self.errors.append(failure.told(error))
            return ""
        number = next(_numbers)
        self._found[number] = Found(fence, stand_in(number), shade)
        return self._found[number].stand_in

    def adopt(self, found: Iterable[Found]) -> None:
        """Take fences that an earlier build found in a page which has not changed."""
        for each in found:
            if number := STAND_IN.fullmatch(each.stand_in):
                self._found[int(number[1])] = each

    def seen(self, html: str) -> Iterator[Found]:
        """Give the fences of a rendered page, in the order in which they were written."""
        shown = _COMMENT.sub("", html)
        for number in sorted({int(number) for number in STAND_IN.findall(shown)}):
            if number in self._found:
                yield self._found[number]


def _is_plain(_language: str, inputs: Mapping[str, Any], *_: object) -> bool:
    return not inputs


def _is_run(_language: str, inputs: Mapping[str, Any], options: dict[str, Any], *_: object) -> bool:
    options.update({name: str(value) for name, value in inputs.items()})
    return "run" in inputs


def _shade(md: Markdown) -> Shade:
    fences: Any = md.preprocessors["fenced_code_block"]

    def shade(code: str, language: str, options: dict[str, str]) -> str:
        fences.line_count = code.count("\n") + 1
        shown = fences.highlight(
            code, language, dict(options), md, classes=[], id_value="", attrs={}
        )
        return str(shown)

    return shade


def without(html: str, stand_ins: Iterable[str]) -> str:
    """Give a page without the stand-ins of fences that are none, as a comment holds them."""
    kept = set(stand_ins)
    return STAND_IN.sub(lambda found: found[0] if found[0] in kept else "", html)


def put(page: Page, stand_in: str, html: str) -> None:
    """Put a figure where its stand-in is: in the page, and in what plugins have gathered of it."""
    for name, value in list(vars(page).items()):
        if isinstance(value, str) and stand_in in value:
            setattr(page, name, value.replace(stand_in, html))
