"""Tiny pages for the tests, their fences taken as they look."""

import re
from dataclasses import replace
from pathlib import Path

from nexus.pages import fences, frontmatter
from nexus.pages.fences import Fence
from nexus.pages.written import Written


def taken(text: str) -> tuple[Fence, ...]:
    """Take the fences of a text that are examples or figures, each with its options."""
    lines = text.split("\n")
    every = (replace(f, options=_options(lines[f.line - 1])) for f in fences.find(text))
    return tuple(f for f in every if f.is_run or f.language.startswith(("erd", "nexus-")))


def _options(opening: str) -> dict[str, str]:
    return dict(re.findall(r'(\w+)="([^"]*)"', opening))


def written(path: str, source: str, **meta: object) -> Written:
    """Make a page of the text of its file, with its front matter as MkDocs read it."""
    body = source[len(frontmatter.head(source)) :]
    page = Written.of(path, Path("docs") / path, body, source, meta)
    return replace(page, fences=taken(page.text))
