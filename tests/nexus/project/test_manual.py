"""The manual of the generator: all that it knows is in it, each with a description."""

from dataclasses import fields

import pytest
from nexus.core.errors import MachineError
from nexus.figures.manual import Part
from nexus.figures.registry import KINDS
from nexus.pages import frontmatter
from nexus.project import manual
from nexus.project.settings import Settings

CHAPTERS = manual.read().chapters


def named(chapter: str) -> dict[str, Part]:
    """The parts of a chapter by the first words of their titles."""
    return {part.title: part for part in CHAPTERS[chapter]()}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_everything_has_a_description(chapter: str) -> None:
    """Each command, option, fence and key: an option that is declared without one fails here."""
    parts = named(chapter)
    mute = [title for title, part in parts.items() if not "".join(part.words).strip()]
    mute += [
        f"{title} {entry.name}"
        for title, part in parts.items()
        for entry in part.entries
        if len(entry.meaning.split()) < 2
    ]
    assert mute == []


def test_nothing_is_left_out() -> None:
    """Every command of the group, every setting, every kind of fence, every key."""
    commands = {title.split()[1] for title in named("commands") if " " in title}
    assert commands == manual.group().commands.keys()
    assert {"new", "build", "erd"} <= commands
    (options,) = CHAPTERS["options"]()
    assert [entry.name for entry in options.entries] == [each.name for each in fields(Settings)]
    assert named("fences").keys() == {*KINDS, "sql run", "python run"}
    (keys,) = CHAPTERS["front matter"]()
    assert {entry.name for entry in keys.entries} == {*frontmatter.KEYS, "draft"}


def test_what_to_give_is_told() -> None:
    """The values of a choice, the default of a setting, the arguments of a command."""
    export = next(part for title, part in named("commands").items() if "export" in title)
    given = {entry.name: entry.give for entry in export.entries}
    assert "dbml" in given["--format"]
    assert export.title in {"nexus export MODELS", "nexus export [MODELS]"}
    assert "nexus new-week [N]" in named("commands")
    (options,) = CHAPTERS["options"]()
    given = {entry.name: entry.give for entry in options.entries}
    assert given["html_budget"] == "a number; `500000` by default"
    assert given["look"] == "true or false; `false` by default"
    assert given["author"] == "a text"


def test_a_command_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line."""
    monkeypatch.setattr(manual, "entry_points", lambda **_: ())
    with pytest.raises(MachineError, match="the nexus command is not installed whole"):
        manual.read().chapters["commands"]()
