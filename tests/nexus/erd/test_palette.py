"""The colours of a diagram: complete, readable, and free of leftovers."""

import re

import pytest
from nexus.erd import palette


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("title", "head", 4.5),
        ("name", "card", 4.5),
        ("type", "card", 4.5),
        ("primary", "card", 4.5),
        ("foreign", "card", 4.5),
        ("unique", "card", 4.5),
        ("edge", "page", 3),
        ("focus", "page", 3),
        *(
            (role, ground, 4.5)
            for role in ("added", "removed", "changed")
            for ground in ("card", "head")
        ),
    ],
)
def test_every_ink_is_readable_on_its_ground(
    colours: dict[str, str], ink: str, ground: str, least: float
) -> None:
    """Texts and lines have the contrast that WCAG 2.2 AA asks for."""
    assert contrast(colours[ink], colours[ground]) >= least


def test_both_palettes_have_the_same_colours() -> None:
    """No colour is missing in the dark."""
    assert palette.LIGHT.keys() == palette.DARK.keys()


def test_a_file_has_colours_and_a_page_has_variables() -> None:
    """Slides know no variables; in a page each variable that is used is set."""
    assert "var(" not in palette.file_styles()
    styles = palette.page_styles()
    used = set(re.findall(r"var\(--erd-(\w+)\)", styles)) - {"width"}
    assert used <= palette.LIGHT.keys()
    assert "$" not in styles + palette.file_styles()
