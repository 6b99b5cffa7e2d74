"""The guide: what it says of commands, of the workflow, and of what the generator knows."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

import click
import pytest
import yaml
from nexus.project import manual
from nexus.project.settings import Settings

from tests.helpers import ROOT
from tests.projects import Site
from tests.test_workflows import PUBLICATION


def test_another_repository_publishes_in_five_lines() -> None:
    """The workflow that the page shows calls ours, and grants what its jobs ask for."""
    page = (ROOT / "docs" / "guide" / "publishing.md").read_text(encoding="utf-8")
    shown = re.search(r'```yaml title="\.github/workflows/[^"]*"\n(.*?)```', page, re.DOTALL)
    assert shown is not None
    assert len(shown[1].splitlines()) == 5
    caller = yaml.load(shown[1], yaml.BaseLoader)
    called, _, commit = caller["jobs"]["site"]["uses"].partition("@")
    assert called.endswith("/.github/workflows/site.yml")
    assert commit == "COMMIT"
    asked = [grant for job in PUBLICATION.values() for grant in job.items()]
    needed = {name: "write" if (name, "write") in asked else "read" for name, _ in asked}
    assert caller["permissions"] == needed


GUIDE = ROOT / "docs" / "guide"


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda page: page.name)
def test_every_command_that_the_guide_names_is_one(page: Path) -> None:
    """With options that it has; the commands of a tutorial run in the trials."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    known = manual.group().commands
    for line in "".join(blocks).splitlines():
        name, *words = shlex.split(line, comments=True) or [""]
        if name != "nexus":
            continue
        command = known[words.pop(0)]
        if isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        options = {option for param in command.params for option in param.opts}
        assert {word for word in words if word.startswith("-")} <= options, line


def test_the_reference_on_the_site_names_everything(site: Site) -> None:
    """Each command and each option, by an anchor or in its table."""
    listed, shown = (
        (site.folder / "guide" / page / "index.html").read_text(encoding="utf-8")
        for page in ("commands", "reference")
    )
    text = re.sub(r"<[^>]*>", "", listed)
    assert [name for name in manual.group().commands if f"nexus {name}" not in text] == []
    assert [each.name for each in fields(Settings) if f">{each.name}</code>" not in shown] == []


def test_the_guide_is_reached_from_the_footer_and_is_no_tab(site: Site) -> None:
    """By one link, from every page."""
    home = (site.folder / "index.html").read_text(encoding="utf-8")
    footer = home.partition('class="nx-colophon"')[2]
    assert re.search(r'href="?(?:\./)?guide/"?>Use it for your own site', footer)
    tabs = home.partition('class="md-tabs"')[2].partition("</nav>")[0]
    assert "guide/" not in tabs
