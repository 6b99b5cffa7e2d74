"""Orders to a terminal and marks that turn text around are seen wherever a result is shown."""

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from nexus.cli import messages
from nexus.core.cache import Cache
from nexus.core.errors import NexusError
from nexus.core.results import Done, Plan, Printed, Result, SqlError
from nexus.core.text import BIDI_CONTROLS
from nexus.examples import html, transcript
from nexus.examples.rendered import Rendered

from tests.nexus.examples.builders import example, rows

PLANS = Path(__file__).parents[1] / "plans" / "plans"
# A title for the terminal (OSC), a colour (ESC), its eight-bit form, DEL, and marks of direction.
MARKS = ("\0", "\x1b]0;title\a", "\x1b[31m", "\x9d", "\x7f", "\r", "\x0b", *BIDI_CONTROLS)
HIDDEN = {*"\0\x1b\a\x9d\x7f\r\x0b", *BIDI_CONTROLS}


def plan(mark: str) -> Plan:
    """A plan whose relation and conditions have the mark in their names."""
    (document,) = json.loads(min(PLANS.glob("*.json")).read_text("utf-8"))

    def marked(node: dict[str, object]) -> None:
        for name in ("Relation Name", "Alias", "Index Name", "Filter", "Index Cond"):
            if name in node:
                node[name] = f"a{mark}b"
        for child in node.get("Plans", ()):  # type: ignore[attr-defined]
            marked(child)

    marked(document["Plan"])
    return Plan(json.dumps([document], ensure_ascii=False))


RESULTS: dict[str, Callable[[str], Result]] = {
    "a value": lambda mark: rows({"a": "text"}, (f"a{mark}b",)),
    "a mark alone": lambda mark: rows({"a": "text"}, (mark,)),
    "a column": lambda mark: rows({f"a{mark}b": f"t{mark}"}),
    "a tag": lambda mark: Done(f"a{mark}b"),
    "a message": lambda mark: SqlError("P0001", f"a{mark}b", f"a{mark}b", f"a{mark}b"),
    "printed": lambda mark: Printed(f"a{mark}b\n{mark}\n"),
    "a plan": plan,
}


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_a_mark_is_seen_wherever_a_result_is_shown(
    result: Callable[[str], Result], mark: str, tmp_path: Path
) -> None:
    """On the page, in a terminal, and in the file of a plan."""
    shown = example(result(mark), header='run="shop" plan="true"')
    figure = html.figure(shown, html.Context())
    places = [figure, transcript.text(shown)]
    rendered = Rendered(tmp_path, Cache(tmp_path), pages={"page.md": [shown]})
    places += [text for _, text in rendered.files()]
    for place in places:
        assert not HIDDEN.intersection(place), ascii(place)


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_a_mark_is_seen_in_what_a_command_says(mark: str) -> None:
    """In an error and in a line about the work, which name files and what programs said."""

    @click.command()
    def say() -> None:
        messages.say(f"Running a{mark}b.md:1")
        messages.error(NexusError(f"a{mark}b", f"a{mark}b", f"a{mark}b"))

    told = CliRunner().invoke(say).stderr
    assert told.count("\n") == 2
    assert not HIDDEN.intersection(told), ascii(told)
