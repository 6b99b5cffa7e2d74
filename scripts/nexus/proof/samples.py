"""What a section shows first of all, and the place of the page where that is in sight."""

from collections.abc import Iterable, Sequence

from nexus.core.results import Rows, SqlError
from nexus.examples.example import Example
from nexus.proof.sections import Kind, Section

# From a heading, a phone still shows what begins so many lines further down in the source.
_IN_SIGHT = 9


def within(section: Section, examples: Iterable[Example]) -> list[Example]:
    """Return those of a page's examples that stand in a section."""
    lines = range(section.line, section.end + 1)
    return [example for example in examples if example.request.line in lines]


def place(section: Section, examples: Sequence[Example]) -> str:
    """Return the anchor from which a reader sees what the section shows.

    That is its heading, or its chief example where that stands far below. `examples` are its own.
    """
    if section.kinds[0] is not Kind.EXAMPLE:
        return section.anchor
    shown = chief(examples)
    if shown is None or (section.anchor and shown.request.line - section.line <= _IN_SIGHT):
        return section.anchor
    return anchor(shown)


def anchor(example: Example) -> str:
    """Return the id that an example has in its page."""
    return f"example-{example.number}"


def chief(examples: Sequence[Example]) -> Example | None:
    """Return the example that says most: a comparison, a chart, a refusal, rows, or the first."""
    return next((example for tells in _ORDER for example in examples if tells(example)), None)


def _compares(example: Example) -> bool:
    return example.request.shows


def _is_drawn(example: Example) -> bool:
    return bool(example.request.chart)


def _is_refused(example: Example) -> bool:
    return bool(example.kept.of(SqlError))


def _has_rows(example: Example) -> bool:
    return any(rows.rows for rows in example.kept.of(Rows))


_ORDER = (_compares, _is_drawn, _is_refused, _has_rows, bool)
