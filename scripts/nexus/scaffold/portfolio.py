"""A whole portfolio as files: its settings, its pages, and what publishes it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import yaml

from nexus.core.author import Author
from nexus.scaffold import contents, new_pages
from nexus.scaffold.generator import Generator
from nexus.scaffold.models import Models
from nexus.scaffold.new_pages import NewPage
from nexus.scaffold.taken import Taken

_TEMPLATES = Path(__file__).parent / "templates"
_HOME = "---\nhide:\n  - navigation\n---\n\n"
_UNICODE = """
      slugify: !!python/object/apply:pymdownx.slugs.slugify
        kwds: {case: lower}"""
_WEEKS = "```nexus-weeks\n```"
# Shows what the settings say of the author, and nothing where they say nothing.
_AUTHOR = "```nexus-author\n```"
# A page of that size is heavier than most as HTML.
_BIG = 100_000
_MOST_TABS = 4
# What the models import beyond what the generator brings; its workflow installs it.
_IMPORTED = "requirements-models.txt"
_FIXED = {contents.ABOUT, contents.TECHNOLOGIES}


@dataclass(frozen=True)
class Portfolio:
    """What a portfolio is made of: its name, who writes it, its pages, its models."""

    name: str
    author: Author
    generator: Generator
    taken: Taken
    models: Models = field(default_factory=Models)
    docs: str = "docs"

    def files(self) -> dict[str, bytes]:
        """Return every file by its path."""
        written = {
            "mkdocs.yml": self._settings(),
            "README.md": _filled("README.md", name=self.name, sentence=self._sentence()),
            **self._requirements(),
            ".gitignore": _filled("gitignore"),
            ".github/workflows/site.yml": self._workflow(),
            **{f"{self.docs}/{path}": text for path, text in self._pages().items()},
        }
        pictures = {f"{self.docs}/{path}": content for path, content in self.taken.pictures.items()}
        return {
            **{path: text.encode() for path, text in written.items()},
            **pictures,
            **self.models.files,
        }

    def _requirements(self) -> dict[str, str]:
        extras = "django,evidence" if self.models.project else "evidence"
        lines = [self.generator.requirement(extras)]
        if not self.models.imports:
            return {"requirements.txt": f"{lines[0]}\n"}
        needed = "".join(f"{name}\n" for name in self.models.imports)
        return {"requirements.txt": f"{lines[0]}\n-r {_IMPORTED}\n", _IMPORTED: needed}

    def _workflow(self) -> str:
        text = _filled("site.yml.template", workflow=self.generator.workflow)
        return f"{text}    with: {{ requirements: {_IMPORTED} }}\n" if self.models.imports else text

    def _sentence(self) -> str:
        by = f" of {self.author.name}" if self.author.name else ""
        return f"The portfolio{by}, made with Project Nexus."

    def _pages(self) -> dict[str, str]:
        texts = dict(self.taken.texts)
        path = self.taken.contents.home.path
        heading, _, below = texts[path].rstrip().partition("\n")
        lists = [_WEEKS] if self.taken.contents.parts else []
        parts = [heading, _AUTHOR, *filter(None, [below.strip("\n")]), *lists]
        texts[path] = _HOME + "\n\n".join(parts) + "\n"
        return texts

    def _settings(self) -> str:
        return _filled(
            "mkdocs.yml.template",
            identity=_dumped({"site_name": self.name, **self._where()}),
            plugin=self._plugin(),
            slugify=_UNICODE if self.taken.has_unicode_anchors else "",
            nav=_dumped({"nav": list(self._navigation())}),
        )

    def _where(self) -> dict[str, str]:
        return {"docs_dir": self.docs} if self.docs != "docs" else {}

    def _plugin(self) -> str:
        found = self.taken.contents
        given: dict[str, Any] = {"look": True, "addresses": True}
        known = (self.author.name, self.author.contact, dict(self.author.profiles))
        told = zip(("author", "contact", "profiles"), known, strict=True)
        given |= {name: value for name, value in told if value}
        if found.parts and found.folder != "weeks":
            given["weeks_dir"] = found.folder
        if self.models.setting not in ([], ["models"]) or self.models.problem:
            given["models"] = self.models.setting if self.models.schemas else []
        largest = max(map(len, self.taken.texts.values()))
        if largest > _BIG:
            given["html_budget"] = largest * 10
        lines = _dumped([{"nexus": given}]).splitlines()
        return "\n".join(f"  {line}" for line in lines)

    def _navigation(self) -> Iterator[Any]:
        found = self.taken.contents
        yield {"Home": found.home.path}
        if found.overview:
            yield {found.overview.title: [found.overview.path, *map(_part, found.parts)]}
        listed = [{shown(page.title): page.path} for page in found.others]
        own = [each for each in listed if not _FIXED.intersection(each.values())]
        # More tabs than that do not fit beside one another.
        yield from [{"Documentation": own}] if len(own) > _MOST_TABS else own
        yield from (each for each in listed if each not in own)
        for path, title in self.taken.added.items():
            yield {title: path}


def _part(pages: list[NewPage]) -> dict[str, Any]:
    first, *more = pages
    below = [{shown(page.title): page.path} for page in more]
    return {shown(first.title): [first.path, *below] if below else first.path}


def shown(title: str) -> str:
    """Return a title as the navigation prints it, which is HTML."""
    return new_pages.label(title).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _filled(template: str, /, **values: str) -> str:
    text = (_TEMPLATES / template).read_text("utf-8")
    return Template(text).substitute(values) if values else text


def _dumped(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000).rstrip()
