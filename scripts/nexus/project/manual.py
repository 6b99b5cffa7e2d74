"""The manual of the generator, chapter by chapter, from where each thing is declared.

The commands are those of the entry point `nexus.commands` of this package: the rooms of a site know
no command.
"""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from importlib.metadata import entry_points
from typing import Any

import click

from nexus.core.errors import MachineError
from nexus.examples import request
from nexus.figures.manual import Entry, Example, Manual, Part
from nexus.figures.manual_figure import CHAPTERS
from nexus.figures.registry import KINDS
from nexus.pages import frontmatter
from nexus.pages.yaml import Option
from nexus.project import settings
from nexus.project.settings import Settings
from nexus.schema.comparison.harms import RISKS, Risk
from nexus.schema.lint.rule import Rule
from nexus.schema.lint.rules import RULES

_GROUP = "nexus.commands"
_EXAMPLES = {
    "sql run": ("sql", "Runs SQL when the site is built, and shows the result."),
    "python run": ("python", "Runs Python when the site is built, and shows what it printed."),
}
# What an option of a command takes, by click's name of its type.
_TAKEN = {
    "integer range": "a number",
    "integer": "a number",
    "path": "a path",
    "file": "a path",
    "directory": "a path",
}
_ABOVE = "Under `nexus` in the `plugins` of `mkdocs.yml`. All of them are optional."


def read() -> Manual:
    """Return the manual, of which nothing is made yet."""
    makers = (_commands, _options, _fences, _keys, _risks, _rules)
    return Manual(dict(zip(CHAPTERS, makers, strict=True)))


def group() -> click.Group:
    """Return the command with all of its commands; raises MachineError where it is not installed."""
    found = next(iter(entry_points(group=_GROUP)), None)
    if found is None:
        hint = "install project-nexus again"
        raise MachineError("the nexus command is not installed whole", hint=hint)
    loaded: click.Group = found.load()
    return loaded


def _commands() -> list[Part]:
    known = group()
    own = Part("nexus", _paragraphs(known.help), list(_parameters(known)))
    return [own, *(_command(name, command) for name, command in _named("nexus", known))]


def _named(name: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
    """The commands of a group, each with its whole name, those of groups in it too."""
    for own, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _named(f"{name} {own}", command)
        else:
            yield f"{name} {own}", command


def _command(name: str, command: click.Command) -> Part:
    given = [_argument(param) for param in command.params if isinstance(param, click.Argument)]
    return Part(" ".join([name, *given]), _paragraphs(command.help), list(_parameters(command)))


def _argument(param: click.Argument) -> str:
    shown = param.metavar or str(param.name).upper()
    return shown if param.required or shown.startswith("[") else f"[{shown}]"


def _parameters(command: click.Command) -> Iterator[Entry]:
    for param in command.params:
        if isinstance(param, click.Option) and not param.hidden:
            yield Entry(", ".join(param.opts), _taken(param), param.help or "")


def _taken(param: click.Option) -> str:
    """What an option of a command takes; nothing for a switch."""
    if param.is_flag:
        return ""
    choices = getattr(param.type, "choices", None)
    if choices:
        return f"one of {', '.join(map(str, choices))}"
    return param.metavar or _TAKEN.get(param.type.name, "a text")


def _paragraphs(text: str | None) -> list[str]:
    blocks = inspect.cleandoc(text or "").split("\n\n")
    return [" ".join(block.split()) for block in blocks if block.strip()]


def _options() -> list[Part]:
    unset = Settings()
    entries = [
        Entry(
            each.name,
            _given(each.metadata["kinds"], getattr(unset, each.name)),
            f"{each.metadata['help'][:1].upper()}{each.metadata['help'][1:]}.",
        )
        for each in fields(Settings)
    ]
    return [Part("plugins: nexus", [_ABOVE], entries)]


def _given(kinds: tuple[type, ...], default: Any) -> str:
    """What a setting takes, and what it is unless it is given."""
    words = settings.WORDS[kinds]
    if default in ("", [], {}):
        return words
    shown = str(default).lower() if isinstance(default, bool) else default
    listed = ", ".join(shown) if isinstance(shown, list) else shown
    return f"{words}; `{listed}` by default"


def _fences() -> Sequence[Part]:
    kinds = [Part(name, [kind.does], _entries(kind.options)) for name, kind in KINDS.items()]
    examples = [
        Part(name, [does], _entries(request.options(language)))
        for name, (language, does) in _EXAMPLES.items()
    ]
    return [*kinds, *examples]


def _entries(options: Mapping[str, Option] | Mapping[str, request.Option]) -> list[Entry]:
    return [Entry(name, option.give, option.does) for name, option in options.items()]


def _keys() -> list[Part]:
    entries = [
        Entry(name, key.words, f"{key.meaning[:1].upper()}{key.meaning[1:]}.")
        for name, key in {**frontmatter.KEYS, **frontmatter.SHARED}.items()
    ]
    words = "Every key is optional. Keys of the theme and of other plugins are left to them."
    return [Part("Keys of a page", [words], entries, is_code=False)]


def _risks() -> list[Part]:
    return list(map(_risk, RISKS.values()))


def _risk(risk: Risk) -> Part:
    words = [f"{risk.harm[:1].upper()}{risk.harm[1:]}. {risk.reason}", risk.instead]
    source = risk.source, f"PostgreSQL's manual on {risk.id}"
    return Part(risk.id, words, examples=[Example("Example", risk.change)], source=source)


def _rules() -> list[Part]:
    return [Part(rule.id, _reason(rule), examples=list(_examples(rule))) for rule in RULES.values()]


def _reason(rule: Rule) -> list[str]:
    taste = "Optional: it is used only if you select it."
    return [rule.why] if rule.usual else [rule.why, taste]


def _examples(rule: Rule) -> Iterator[Example]:
    yield Example("Wrong", f"{rule.wrong}\n\n{rule.then}", rule.gives[0])
    yield Example("Right", f"{rule.right}\n\n{rule.then_right or rule.then}", rule.gives[1])
