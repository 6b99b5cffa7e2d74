"""The one style sheet of all figures: it works in any theme, Material or not."""

import re
from collections.abc import Iterator

import tinycss2
from nexus.build import stylesheet


def rules(parsed: list[object]) -> Iterator[tuple[str, str]]:
    """The selectors and the declarations of each rule, those within @media too."""
    for rule in parsed:
        if rule.type == "qualified-rule":  # type: ignore[attr-defined]
            yield tinycss2.serialize(rule.prelude), tinycss2.serialize(rule.content)  # type: ignore[attr-defined]
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword == "media":  # type: ignore[attr-defined]
            yield from rules(tinycss2.parse_rule_list(rule.content, skip_comments=True))  # type: ignore[attr-defined]


RULES = list(rules(tinycss2.parse_stylesheet(stylesheet.text(), skip_comments=True)))


def test_every_rule_can_be_read() -> None:
    """None was broken when names of Material were given others beside them."""
    parsed = tinycss2.parse_stylesheet(stylesheet.text(), skip_comments=True, skip_whitespace=True)
    assert [node.message for node in parsed if node.type == "error"] == []
    assert len(RULES) > 100


def test_no_rule_needs_material() -> None:
    """Its palette and its text are named beside what other themes have in their place."""
    for selectors, _ in RULES:
        if "slate" in selectors:
            assert "[data-bs-theme=dark]" in selectors or ":not(" in selectors
        if re.search(r"\.md-typeset(?!_)", selectors):
            assert '[role="main"]' in selectors


def test_every_colour_has_a_value_where_material_gives_none() -> None:
    """Beside Material's name, and each name of ours somewhere."""
    text = stylesheet.text()
    assert re.findall(r"var\(--md-[\w-]+\)", text) == []
    names = set(re.findall(r"var\((--(?:nx|erd)-[\w-]+)[,)]", text))
    assert names - set(re.findall(r"(--(?:nx|erd)-[\w-]+):", text)) <= {"--erd-width"}


def test_nothing_is_fetched_from_elsewhere() -> None:
    """Nor from beside it, as it stands alone."""
    assert "url(" not in stylesheet.text()
    assert "@import" not in stylesheet.text()
